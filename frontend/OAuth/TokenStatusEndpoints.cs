using Squaremcp.Frontend.OAuth.Clients;
using Squaremcp.OAuth;

namespace Squaremcp.Frontend.OAuth;

/// <summary><c>/revoke</c> (RFC 7009) and <c>/introspect</c> (RFC 7662).</summary>
internal sealed class TokenStatusEndpoints(ClientCredentials credentials, ClientDirectory clients, IGrainFactory grains, TimeProvider clock)
{
    internal async Task RevokeAsync(HttpContext context)
    {
        if (await TokenAsync(context) is not var (client, token))
        {
            return;
        }

        if ((TokenText.Grant(TokenText.Refresh, token) ?? TokenText.Grant(TokenText.Access, token)) is { } grant)
        {
            await grains.GetGrain<IGrantGrain>(grant).RevokeToken(TokenText.Hash(token), client.Id, CancellationToken.None);
        }

        // Unknown and foreign tokens too: what the client wanted holds.
        context.Response.Headers.CacheControl = "no-store";
    }

    internal async Task IntrospectAsync(HttpContext context)
    {
        if (await TokenAsync(context) is not var (client, token))
        {
            return;
        }

        if (client.IsPublic || !clients.MayIntrospect(client.Id))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"squaremcp\"";
            await OAuthAnswers.ErrorAsync(context, "invalid_client", "Only resource servers that the operator has configured may ask about tokens.", StatusCodes.Status401Unauthorized);
            return;
        }

        var active = TokenText.Grant(TokenText.Access, token) is { } grant ? await grains.GetGrain<IGrantGrain>(grant).Check(TokenText.Hash(token), context.RequestAborted) : null;
        await OAuthAnswers.JsonAsync(context, active is null || active.ExpiresAt <= clock.GetUtcNow() ? new Dictionary<string, object?> { ["active"] = false } : new Dictionary<string, object?>
        {
            ["active"] = true,
            ["scope"] = string.Join(' ', active.Scopes),
            ["client_id"] = active.ClientId,
            ["username"] = active.Account,
            ["sub"] = active.CustomerId,
            ["aud"] = active.Resource,
            ["token_type"] = "Bearer",
            ["exp"] = active.ExpiresAt.ToUnixTimeSeconds(),
            ["iat"] = active.IssuedAt.ToUnixTimeSeconds(),
        });
    }

    private async Task<(OAuthClient Client, string Token)?> TokenAsync(HttpContext context)
    {
        if (await Parameters.OfFormAsync(context) is not { } form || form.Twice() is not null)
        {
            await OAuthAnswers.ErrorAsync(context, "invalid_request", "The body must be application/x-www-form-urlencoded, each parameter once.");
            return null;
        }

        if (await credentials.AuthenticateAsync(context, form) is not { } client)
        {
            return null;
        }

        if (form["token"] is not { } token)
        {
            await OAuthAnswers.ErrorAsync(context, "invalid_request", "token is missing.");
            return null;
        }

        return (client, token);
    }
}
