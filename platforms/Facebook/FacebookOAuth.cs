using System.Text.Json;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Meta;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Facebook;

/// <summary>
/// Facebook's tokens (https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived): the code gives a token for an hour or two, which is exchanged for one of about 60 days, and that gives
/// each page's own token, which does not end by itself. There is no refresh token. While the person's token lives it can be exchanged again; where Meta does not lengthen it, the pages work on without it.
/// </summary>
internal sealed class FacebookOAuth(string version, OutboundHttp http, TimeProvider clock) : ITokenRequests
{
    private const int MostPages = 100;

    /// <summary>An exchange that wins less than this was none.</summary>
    private static readonly TimeSpan Worthwhile = TimeSpan.FromDays(1);

    private readonly GraphOAuth graph = new(FacebookFacts.Title, http, clock);

    public async Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken)
    {
        var first = await AskAsync(app, "oauth/access_token", new() { ["client_id"] = app.ClientId, ["client_secret"] = app.ClientSecret.RevealText(), ["redirect_uri"] = code.RedirectUri, ["code"] = code.Code }, cancellationToken);
        return await LongLivedAsync(app, graph.Access(first), cancellationToken);
    }

    public async Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        try
        {
            var longer = await LongLivedAsync(app, tokens.Access, cancellationToken);
            if (FacebookPage.Of(longer).Count > 0 && (longer.ExpiresAt is null || tokens.ExpiresAt is null || longer.ExpiresAt - tokens.ExpiresAt >= Worthwhile))
            {
                return longer;
            }
        }
        catch (OAuthException refused) when (refused.Trouble == OAuthTrouble.InvalidGrant)
        {
            // The pages' tokens may well live on; they are asked below.
        }

        if (FacebookPage.Of(tokens) is not [var page, ..])
        {
            throw new OAuthException(OAuthTrouble.InvalidGrant, "Facebook gave no pages.");
        }

        await AskAsync(app, page.Id, Authorized(page.Token, new() { ["fields"] = "id,name" }), cancellationToken);
        return tokens with { ExpiresAt = null };
    }

    public Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => graph.AskAsync(
        app, FacebookFacts.Host, $"{version}/me/permissions", HttpMethod.Delete, Authorized(GraphToken.Of(tokens.Access, app.ClientSecret), []), cancellationToken);

    private async Task<OAuthTokens> LongLivedAsync(OAuthApp app, string access, CancellationToken cancellationToken)
    {
        var given = await AskAsync(app, "oauth/access_token", new()
        {
            ["grant_type"] = "fb_exchange_token",
            ["client_id"] = app.ClientId,
            ["client_secret"] = app.ClientSecret.RevealText(),
            ["fb_exchange_token"] = access,
        }, cancellationToken);
        var user = GraphToken.Of(graph.Access(given), app.ClientSecret);
        var permissions = await AskAsync(app, "me/permissions", Authorized(user, []), cancellationToken);
        var granted = permissions.Each("data").Where(one => one.Words("status") == "granted").Select(one => one.Words("permission")).OfType<string>().ToList();
        var pages = await PagesAsync(app, user, cancellationToken);
        return new()
        {
            Access = user.Access,
            ExpiresAt = graph.Ends(given),

            // Without a page nothing can be done, and the person is told as of a box that was not ticked.
            Scopes = pages.Count > 0 ? granted : [.. granted.Where(scope => scope != "pages_show_list")],
            More = new Dictionary<string, string> { [FacebookPage.Key] = FacebookPage.Write(pages), [FacebookPage.AppKey] = app.ClientId, [FacebookPage.ProofKey] = user.Proof! },
        };
    }

    private async Task<List<FacebookPage>> PagesAsync(OAuthApp app, GraphToken user, CancellationToken cancellationToken)
    {
        var listed = await AskAsync(app, "me/accounts", Authorized(user, new() { ["fields"] = "id,name,access_token,tasks", ["limit"] = $"{MostPages}" }), cancellationToken);
        return [.. listed.Each("data").Select(page => Page(page, app.ClientSecret)).OfType<FacebookPage>().Take(MostPages)];
    }

    private static FacebookPage? Page(JsonElement page, Secret appSecret) => page.Id("id") is { } id && page.Words("access_token") is { Length: > 0 } access
        ? new(id, page.Words("name") ?? id, access, GraphToken.Of(access, appSecret).Proof, [.. page.Each("tasks").Select(task => task.GetString()).OfType<string>()])
        : null;

    private Task<JsonElement> AskAsync(OAuthApp app, string path, Dictionary<string, string> parameters, CancellationToken cancellationToken) =>
        graph.AskAsync(app, FacebookFacts.Host, $"{version}/{path}", HttpMethod.Get, parameters, cancellationToken);

    private static Dictionary<string, string> Authorized(GraphToken token, Dictionary<string, string> parameters)
    {
        (parameters["access_token"], parameters["appsecret_proof"]) = (token.Access, token.Proof!);
        return parameters;
    }
}
