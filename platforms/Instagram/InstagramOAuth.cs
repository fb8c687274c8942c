using System.Text.Json;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Meta;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Instagram;

/// <summary>
/// Instagram's tokens (https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login): the code gives one for an hour, which is exchanged for one of 60 days; that is
/// exchanged for the next while it lives, if it is a day old. There is no refresh token and no way to take a token back.
/// </summary>
internal sealed class InstagramOAuth(OutboundHttp http, TimeProvider clock) : ITokenRequests
{
    private readonly GraphOAuth graph = new(InstagramFacts.Title, http, clock);

    public async Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken)
    {
        var answer = await graph.AskAsync(app, InstagramFacts.CodeHost, "oauth/access_token", HttpMethod.Post, new Dictionary<string, string>
        {
            ["client_id"] = app.ClientId,
            ["client_secret"] = app.ClientSecret.RevealText(),
            ["grant_type"] = "authorization_code",
            ["redirect_uri"] = code.RedirectUri,

            // Instagram hangs a fragment on the code, which some browsers carry along.
            ["code"] = code.Code.EndsWith("#_", StringComparison.Ordinal) ? code.Code[..^2] : code.Code,
        }, cancellationToken);

        // As documented it is inside a list, and as it comes it is not.
        var first = answer.Each("data").FirstOrDefault() is { ValueKind: JsonValueKind.Object } inside ? inside : answer;
        var given = await graph.AskAsync(app, InstagramFacts.Host, "access_token", HttpMethod.Get, new Dictionary<string, string>
        {
            ["grant_type"] = "ig_exchange_token",
            ["client_secret"] = app.ClientSecret.RevealText(),
            ["access_token"] = graph.Access(first),
        }, cancellationToken);
        return new() { Access = graph.Access(given), ExpiresAt = graph.Ends(given) ?? clock.GetUtcNow() + InstagramFacts.OAuth.AccessLife, Scopes = Scopes(first) };
    }

    public async Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        var given = await graph.AskAsync(
            app, InstagramFacts.Host, "refresh_access_token", HttpMethod.Get, new Dictionary<string, string> { ["grant_type"] = "ig_refresh_token", ["access_token"] = tokens.Access }, cancellationToken);
        return tokens with { Access = graph.Access(given), ExpiresAt = graph.Ends(given) ?? clock.GetUtcNow() + InstagramFacts.OAuth.AccessLife, Scopes = Scopes(given) ?? tokens.Scopes };
    }

    public Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A list, or one text with commas; null where it is not told.</summary>
    private static string[]? Scopes(JsonElement answer) => answer.Inside("permissions") switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        _ => null,
    };
}
