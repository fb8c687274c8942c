using System.Text;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Settings;

namespace Squaremcp.Tests.GitHub;

public sealed class OAuthTests : GitHubBench
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_is_redeemed_with_its_verifier_and_the_token_of_an_OAuth_app_does_not_end()
    {
        Fail(200, """{"access_token":"gho_a","scope":"repo,read:org","token_type":"bearer"}""");
        var tokens = await Connector.RedeemAsync(App, new("code", "https://square.example/cb", "verifier"), Stop);

        var request = Assert.Single(Platform.Requests);
        Assert.Equal(("POST", "/github.com/login/oauth/access_token", "application/json"), (request.Verb, request.Target, request.Header("accept")));
        Assert.Equal("grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fsquare.example%2Fcb&code_verifier=verifier&client_id=planted-client&client_secret=planted%3Asecret", request.Body);
        Assert.Equal(("gho_a", null, null), (tokens.Access, tokens.Refresh, tokens.ExpiresAt));
        Assert.Equal(["repo", "read:org"], tokens.Scopes!);
    }

    [Fact]
    public async Task The_tokens_of_a_GitHub_App_end_and_are_renewed()
    {
        Fail(200, """{"access_token":"ghu_b","expires_in":28800,"refresh_token":"ghr_b","refresh_token_expires_in":15897600,"scope":"","token_type":"bearer"}""");
        var tokens = await Connector.RefreshAsync(App, new() { Access = "ghu_a", Refresh = "ghr_a" }, Stop);

        Assert.Equal("grant_type=refresh_token&refresh_token=ghr_a&client_id=planted-client&client_secret=planted%3Asecret", Assert.Single(Platform.Requests).Body);
        Assert.Equal((TimeSpan.FromSeconds(28_740), TimeSpan.FromDays(184), "ghr_b"), (tokens.ExpiresAt - Clock.GetUtcNow(), tokens.RefreshExpiresAt - Clock.GetUtcNow(), tokens.Refresh));
        Assert.Null(tokens.Scopes);
    }

    [Theory]
    [InlineData(200, """{"error":"bad_verification_code","error_description":"The code passed is incorrect or expired."}""", OAuthTrouble.InvalidGrant)]
    [InlineData(200, """{"error":"bad_refresh_token"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(200, """{"error":"incorrect_client_credentials"}""", OAuthTrouble.WrongApp)]
    [InlineData(200, """{"error":"redirect_uri_mismatch"}""", OAuthTrouble.WrongApp)]
    [InlineData(200, """{"access_to""", OAuthTrouble.Unknown)]
    [InlineData(500, "", OAuthTrouble.Unknown)]
    [InlineData(404, """{"error":"Not Found"}""", OAuthTrouble.Unavailable)]
    [InlineData(429, "", OAuthTrouble.Unavailable)]
    public async Task What_the_token_endpoint_refuses_is_told_by_its_kind(int status, string body, OAuthTrouble trouble)
    {
        Fail(status, body);
        var refused = await Assert.ThrowsAsync<OAuthException>(() => Connector.RefreshAsync(App, Tokens, Stop));

        Assert.Equal(trouble, refused.Trouble);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(204, null)]
    [InlineData(404, null)]
    [InlineData(422, null)]
    [InlineData(401, OAuthTrouble.WrongApp)]
    [InlineData(503, OAuthTrouble.Unavailable)]
    public async Task Tokens_are_revoked_as_GitHub_has_it(int status, OAuthTrouble? trouble)
    {
        Fail(status, "");
        var failed = await Record.ExceptionAsync(() => Connector.RevokeAsync(App, Tokens, Stop));

        Assert.Equal(trouble, (failed as OAuthException)?.Trouble);
        var request = Platform.Requests.First();
        Assert.Equal(("DELETE", "/api.github.com/applications/planted-client/token", """{"access_token":"planted-access-token"}"""), (request.Verb, request.Target, request.Body));
        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("planted-client:planted:secret"))}", request.Header("authorization"));
    }

    [Fact]
    public async Task GitHub_itself_says_whose_tokens_they_are()
    {
        Platform.Answer = Well;
        Assert.Equal(new(Anna, "@anna"), await Connector.IdentifyAsync(Hosts, Tokens, Stop));
        Assert.Equal("@anna", (await Connector.CheckAsync(Account, Stop))[^1].Detail);

        Fail(200, """{"id":9,"login":"bert"}""");
        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync("github_get_me", new { })).Kind);
        Assert.False((await Connector.CheckAsync(Account, Stop))[^1].Ok);
    }

    [Theory]
    [InlineData(null, "https://github.com/login/oauth/authorize", "https://api.github.com/user", true)]
    [InlineData("git.example.org", "https://git.example.org/login/oauth/authorize", "https://git.example.org/api/v3/user", false)]
    [InlineData("octo.ghe.com", "https://octo.ghe.com/login/oauth/authorize", "https://api.octo.ghe.com/user", true)]
    public void An_Enterprise_has_its_pages_and_its_API_on_its_own_hosts_and_only_ones_own_server_may_be_private(string? host, string authorize, string user, bool isGuarded)
    {
        var settings = new PlatformSettings();
        settings.Github.EnterpriseHost = host;
        var hosts = new PlatformSetup(settings, null).Hosts("github", isSandbox: false);

        Assert.Equal((authorize, user, isGuarded), (Connector.OAuth.Authorize.At(hosts).ToString(), new Uri(hosts.At("api.github.com"), "user").ToString(), hosts.IsOfficial));
    }

    [Fact]
    public void Settings_do_not_connect_it() => Assert.Contains("signing in at GitHub", Connector.Read(System.Text.Json.JsonElement.Parse("{}")).Error!.Message, StringComparison.Ordinal);
}
