using System.Text;
using Squaremcp.Frontend.Doctor;
using Squaremcp.OAuth;

namespace Squaremcp.Frontend.OAuth.Clients;

/// <summary>Which client calls, proven where it is a confidential one (RFC 6749 §2.3). Either method serves for a client with a secret: many do not do what they registered.</summary>
internal sealed class ClientCredentials(ClientDirectory clients)
{
    /// <returns>The client, or the error that was written.</returns>
    internal async Task<OAuthClient?> AuthenticateAsync(HttpContext context, Parameters form)
    {
        if (!TryBasic(context.Request.Headers.Authorization.ToString(), out var basicId, out var basicSecret))
        {
            return await RefuseAsync(context, "The Authorization header is not HTTP Basic as RFC 6749 section 2.3.1 writes it.", basic: true);
        }

        if (basicId is not null && form["client_secret"] is not null)
        {
            await OAuthAnswers.ErrorAsync(context, "invalid_request", "Send the client's secret once: in the Authorization header or in the body.");
            return null;
        }

        if (basicId is not null && form["client_id"] is { } other && other != basicId)
        {
            await OAuthAnswers.ErrorAsync(context, "invalid_request", "client_id and the Authorization header name different clients.");
            return null;
        }

        var (id, secret) = (basicId ?? form["client_id"], basicSecret ?? form["client_secret"]);
        if (id is null || await clients.FindAsync(id, null, context) is not { } client)
        {
            return await RefuseAsync(context, "There is no such client. Register again.", basicId is not null);
        }

        Seen.Is(context, id, client);
        var proven = client.SecretHash is null ? secret is null : secret is not null && TokenText.Same(TokenText.Hash(secret), client.SecretHash);
        return proven ? client : await RefuseAsync(context, client.SecretHash is null ? "A public client has no secret." : "The client's secret is wrong or missing.", basicId is not null);
    }

    private static async Task<OAuthClient?> RefuseAsync(HttpContext context, string why, bool basic)
    {
        if (basic)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"squaremcp\"";
        }

        await OAuthAnswers.ErrorAsync(context, "invalid_client", why, StatusCodes.Status401Unauthorized);
        return null;
    }

    /// <returns>False for a header that is something else; true with nothing where there is none.</returns>
    private static bool TryBasic(string header, out string? id, out string? secret)
    {
        (id, secret) = (null, null);
        if (header.Length == 0)
        {
            return true;
        }

        var bytes = new byte[1024];
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length))
        {
            return false;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':');
        if (colon <= 0)
        {
            return false;
        }

        (id, secret) = (Uri.UnescapeDataString(pair[..colon].Replace('+', ' ')), Uri.UnescapeDataString(pair[(colon + 1)..].Replace('+', ' ')));
        return true;
    }
}
