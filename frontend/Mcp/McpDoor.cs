using System.Diagnostics;
using Squaremcp.Frontend.Callers;
using Squaremcp.Frontend.Doctor;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Mcp;

/// <summary>Lets callers in to MCP, or tells them how to sign in (RFC 6750 §3, RFC 9728 §5.1). Bodies are small JSON objects, never JSON-RPC: nothing of the message has been read.</summary>
internal sealed class McpDoor(ICallers callers, Challenges challenges, Resources resources, Observer doctor)
{
    /// <returns>The caller; null where the refusal has been written.</returns>
    internal async Task<Caller?> EnterAsync(HttpContext context, string via)
    {
        var found = await callers.AuthenticateAsync(context, via);
        if (found is not Authentication.Customer)
        {
            doctor.Refused(context, found);
        }

        switch (found)
        {
            case Authentication.Customer { Caller: var caller }:
                return caller;
            case Authentication.Missing:
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = challenges.Missing(resources.Mcp);
                return null;
            case Authentication.Invalid(var reason):
                context.Response.Headers.WWWAuthenticate = challenges.Invalid(resources.Mcp, reason);
                await OAuthAnswers.ErrorAsync(context, "invalid_token", reason, StatusCodes.Status401Unauthorized);
                return null;
            case Authentication.Insufficient:
                context.Response.Headers.WWWAuthenticate = challenges.Insufficient(resources.Mcp);
                await OAuthAnswers.ErrorAsync(context, "insufficient_scope", "The token does not cover MCP tools.", StatusCodes.Status403Forbidden);
                return null;
            case Authentication.Malformed(var reason):
                await OAuthAnswers.ErrorAsync(context, "invalid_request", reason);
                return null;
            case Authentication.Superadmin:
                await OAuthAnswers.ErrorAsync(context, "invalid_request", "The admin key acts for a customer here: name one in the header X-Square-Customer.");
                return null;
            case Authentication.UnknownCustomer:
                await OAuthAnswers.ErrorAsync(context, "invalid_request", "X-Square-Customer names no customer.");
                return null;
            case Authentication.TooMany(var wait):
                await OAuthAnswers.TooManyAsync(context, wait);
                return null;
            case var other:
                throw new UnreachableException($"{other}");
        }
    }
}
