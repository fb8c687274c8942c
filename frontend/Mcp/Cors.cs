namespace Squaremcp.Frontend.Mcp;

/// <summary>Browser clients of the allowed origins; <see cref="OriginGuard"/> has refused the others before this is asked. A preflight needs no credential (Fetch standard, §3.2).</summary>
internal static class Cors
{
    /// <returns>True where the request was a preflight and is answered.</returns>
    internal static bool Answers(HttpContext context)
    {
        if (context.Request.Headers.Origin is not [{ Length: > 0 } origin])
        {
            return false;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = "WWW-Authenticate, X-Square-Call-Id";
        headers.Vary = "Origin";
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return false;
        }

        headers.AccessControlAllowMethods = "POST, GET, DELETE, OPTIONS";
        headers.AccessControlAllowHeaders = "authorization, x-api-key, x-square-customer, content-type, accept, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id";
        headers.AccessControlMaxAge = "7200";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
