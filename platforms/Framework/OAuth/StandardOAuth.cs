using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.OAuth;

/// <summary>The requests of RFC 6749 as most platforms take them; a connector calls this, and does otherwise where its platform does.</summary>
public sealed class StandardOAuth(string platform, PlatformOAuth oauth, OutboundHttp http, TimeProvider clock) : ITokenRequests
{
    private const int MostBytes = 64 * 1024;

    /// <summary>Tokens end this much earlier for us than the platform says, for the way there and for its clock.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    public Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken)
    {
        Dictionary<string, string> form = new() { ["grant_type"] = "authorization_code", ["code"] = code.Code, ["redirect_uri"] = code.RedirectUri };
        if (code.Verifier is { } verifier)
        {
            form["code_verifier"] = verifier;
        }

        return TokensAsync(app, form, null, cancellationToken);
    }

    public Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => tokens.Refresh is { } refresh
        ? TokensAsync(app, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh }, tokens, cancellationToken)
        : throw new OAuthException(OAuthTrouble.InvalidGrant, $"{platform} gave no refresh token.");

    public async Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        if (oauth.Revoke is { } endpoint)
        {
            var (status, _, wait) = await PostAsync(app, endpoint, new() { ["token"] = tokens.Refresh ?? tokens.Access }, cancellationToken);
            if ((int)status >= 300)
            {
                throw new OAuthException((int)status >= 500 ? OAuthTrouble.Unavailable : OAuthTrouble.WrongApp, $"{platform} did not revoke the tokens (status {(int)status}).", wait);
            }
        }
    }

    /// <param name="before">The tokens this answer follows on; an answer without a refresh token keeps theirs (RFC 6749 §6).</param>
    public async Task<OAuthTokens> TokensAsync(OAuthApp app, Dictionary<string, string> form, OAuthTokens? before, CancellationToken cancellationToken)
    {
        var (status, body, wait) = await PostAsync(app, oauth.Token, form, cancellationToken);
        var json = Parse(body);
        return status == HttpStatusCode.OK && Text(json, "access_token") is { Length: > 0 } access ? Read(json!.Value, access, before) : throw Refused(status, json, wait);
    }

    private OAuthTokens Read(JsonElement json, string access, OAuthTokens? before)
    {
        var now = clock.GetUtcNow();
        var refresh = Text(json, "refresh_token") is { Length: > 0 } given ? given : null;
        var scopes = Text(json, "scope")?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new()
        {
            Access = access,
            Refresh = refresh ?? before?.Refresh,
            ExpiresAt = (Seconds(json, "expires_in") ?? oauth.AccessLife) is { } life ? now + (life > 2 * Skew ? life - Skew : life / 2) : null,
            RefreshExpiresAt = refresh is null ? before?.RefreshExpiresAt : (Seconds(json, "refresh_token_expires_in") ?? Seconds(json, "refresh_expires_in") ?? oauth.RefreshLife) is { } rest ? now + rest : null,
            Scopes = scopes is { Length: > 0 } ? scopes : before?.Scopes,
            Before = oauth.HasGrace && refresh is not null && refresh != before?.Refresh ? before?.Refresh : null,
            More = before?.More,
        };
    }

    private OAuthException Refused(HttpStatusCode status, JsonElement? json, TimeSpan? wait) => (status, Text(json, "error")) switch
    {
        (HttpStatusCode.TooManyRequests, _) => new(OAuthTrouble.Unavailable, $"{platform} takes no more token requests for now.", wait),
        ( >= HttpStatusCode.InternalServerError, _) => new(OAuthTrouble.Unknown, $"{platform}'s token endpoint failed with status {(int)status}.", wait),

        // Some platforms refuse with a success.
        (HttpStatusCode.OK or HttpStatusCode.BadRequest, { } error) when oauth.DeadTokenErrors.Contains(error) => Dead,
        (HttpStatusCode.OK or HttpStatusCode.BadRequest, { } error) when oauth.WrongAppErrors.Contains(error) => WrongApp,
        (HttpStatusCode.BadRequest, null) when oauth.SaysDeadByStatus => Dead,
        (_, "invalid_grant") => Dead,
        (_, "invalid_client" or "unauthorized_client" or "invalid_scope" or "unsupported_grant_type") or (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => WrongApp,
        ( < HttpStatusCode.MultipleChoices, _) => new(OAuthTrouble.Unknown, $"{platform}'s token endpoint answered something that is not what it documents, perhaps cut off."),
        _ => new(OAuthTrouble.Unavailable, $"{platform}'s token endpoint refused the request with status {(int)status}.", wait),
    };

    private OAuthException Dead => new(OAuthTrouble.InvalidGrant, $"{platform} does not take this authorization any more.");

    private OAuthException WrongApp => new(OAuthTrouble.WrongApp, $"{platform} does not accept this installation's client id, secret or scopes. The operator must look at its registration there.");

    private async Task<(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter)> PostAsync(OAuthApp app, PlatformEndpoint endpoint, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.At(app.Hosts));
        request.Headers.Accept.Add(new("application/json"));
        if (oauth.Authentication == ClientAuthentication.Basic)
        {
            // Encoded as forms are, before base64 (RFC 6749 §2.3.1).
            var pair = $"{Uri.EscapeDataString(app.ClientId)}:{Uri.EscapeDataString(app.ClientSecret.RevealText())}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            (form[oauth.ClientIdParameter], form["client_secret"]) = (app.ClientId, app.ClientSecret.RevealText());
        }

        request.Content = new FormUrlEncodedContent(form);
        try
        {
            using var answer = await http.Client(new(AllowPrivate: !app.Hosts.IsOfficial)).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
            return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken), answer.Headers.RetryAfter?.Delta);
        }
        catch (HttpRequestException broken) when (broken.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            throw new OAuthException(OAuthTrouble.Unavailable, $"{platform}'s token endpoint cannot be reached.");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            throw new OAuthException(OAuthTrouble.Unknown, $"{platform}'s token endpoint broke off before it answered.");
        }
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body) is { ValueKind: JsonValueKind.Object } json ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement? json, string name) => json is { } of && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Some platforms write numbers as text.</summary>
    private static TimeSpan? Seconds(JsonElement json, string name) => json.TryGetProperty(name, out var value) switch
    {
        true when value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is > 0 and < 1e10 => TimeSpan.FromSeconds(number),
        true when value.ValueKind == JsonValueKind.String && uint.TryParse(value.GetString(), out var text) && text > 0 => TimeSpan.FromSeconds(text),
        _ => null,
    };
}
