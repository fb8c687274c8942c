namespace Squaremcp.Frontend.Pages;

/// <summary>
/// Headers of every page. No <c>form-action</c>: browsers hold it against the redirect to the client that follows the consent form. No <c>Cross-Origin-Opener-Policy</c>: it would cut the window
/// that a client opened for the sign-in off from the client. The referrer stays on this origin, but is not switched off: with <c>no-referrer</c> browsers send <c>Origin: null</c> with our own forms
/// (Fetch, "append a request Origin header"), and that is nobody's origin.
/// </summary>
internal static class PageHeaders
{
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>303, never 307 or 308: what was posted here is not posted there.</summary>
    internal static void SeeOther(HttpContext context, string location)
    {
        Set(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = location;
    }

    internal static void Set(HttpContext context, string policy = Policy)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.CacheControl = "no-store";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }
    }
}
