using System.Text;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Twitter;

public sealed class OAuthTests : XBench
{
    private OAuthApp App => new("planted-client", Secret.OfText("planted:secret"), Hosts);

    [Fact]
    public async Task A_code_is_redeemed_with_its_verifier_and_the_apps_secret_in_the_header()
    {
        Fail(200, """{"token_type":"bearer","expires_in":7200,"access_token":"a","scope":"tweet.read users.read offline.access","refresh_token":"r"}""");
        var tokens = await Connector.RedeemAsync(App, new("code", "https://square.example/cb", "verifier"), TestContext.Current.CancellationToken);

        var request = Assert.Single(X.Requests);
        Assert.Equal(("POST", "/api.x.com/2/oauth2/token", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("planted-client:planted%3Asecret"))}"), (request.Verb, request.Target, request.Authorization));
        Assert.Equal("grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fsquare.example%2Fcb&code_verifier=verifier", request.Body);
        Assert.Equal(("a", "r", 3), (tokens.Access, tokens.Refresh, tokens.Scopes!.Count));
        Assert.Equal(TimeSpan.FromSeconds(7140), tokens.ExpiresAt - Clock.GetUtcNow());
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_request","error_description":"Value passed for the token was invalid."}""", OAuthTrouble.InvalidGrant)]
    [InlineData(400, """{"error":"invalid_grant"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(401, """{"error":"unauthorized_client","error_description":"Missing valid authorization header"}""", OAuthTrouble.WrongApp)]
    [InlineData(500, "", OAuthTrouble.Unknown)]
    [InlineData(503, """{"error":"invalid_request"}""", OAuthTrouble.Unknown)]
    [InlineData(200, """{"access_to""", OAuthTrouble.Unknown)]
    [InlineData(429, "", OAuthTrouble.Unavailable)]
    public async Task What_the_token_endpoint_refuses_is_told_by_its_kind(int status, string body, OAuthTrouble trouble)
    {
        Fail(status, body);
        var refused = await Assert.ThrowsAsync<OAuthException>(() => Connector.RefreshAsync(App, new() { Access = "a", Refresh = "planted-refresh" }, TestContext.Current.CancellationToken));

        Assert.Equal(trouble, refused.Trouble);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X_itself_says_whose_tokens_they_are()
    {
        Assert.Equal(new(FakeX.Anna, "@anna_example"), await Connector.IdentifyAsync(Hosts, new() { Access = FakeX.Token }, TestContext.Current.CancellationToken));
        Assert.Equal(ToolErrorKind.NeedsReconnection, (await Assert.ThrowsAsync<ToolException>(() => Connector.IdentifyAsync(Hosts, new() { Access = "other" }, TestContext.Current.CancellationToken))).Error.Kind);
    }

    [Fact]
    public async Task Tokens_are_revoked_at_X()
    {
        Fail(200, """{"revoked":true}""");
        await Connector.RevokeAsync(App, new() { Access = "a", Refresh = "r" }, TestContext.Current.CancellationToken);

        Assert.Equal(("/api.x.com/2/oauth2/revoke", "token=r"), (Assert.Single(X.Requests).Target, X.Requests.First().Body));
    }

    [Fact]
    public void The_person_goes_to_x_com_and_every_right_is_explained()
    {
        Assert.Equal("https://x.com/i/oauth2/authorize", Connector.OAuth.Authorize.At(PlatformHosts.Official).ToString());
        Assert.All(Connector.OAuth.Scopes, scope => Assert.InRange(scope.Meaning.Length, 10, 80));
        Assert.Equal(["users.read", "tweet.read", "offline.access"], Connector.OAuth.Scopes.Where(scope => scope.Needed).Select(scope => scope.Name));
    }

    [Fact]
    public void Settings_do_not_connect_it() => Assert.Contains("signing in at x.com", Connector.Read(System.Text.Json.JsonElement.Parse("{}")).Error!.Message, StringComparison.Ordinal);
}
