using System.Text;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Figma;

public sealed class OAuthTests : FigmaBench
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_is_redeemed_with_the_apps_secret_in_the_header()
    {
        Fail(200, """{"user_id":9007199254740993123,"access_token":"a","refresh_token":"r","expires_in":7776000}""");
        var tokens = await Connector.RedeemAsync(App, new("code", "https://square.example/cb", null), Stop);

        var request = Assert.Single(Platform.Requests);
        Assert.Equal(("POST", "/api.figma.com/v1/oauth/token", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("planted-client:planted%3Asecret"))}"), (request.Verb, request.Target, request.Header("authorization")));
        Assert.Equal("grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fsquare.example%2Fcb", request.Body);
        Assert.Equal(("a", "r", TimeSpan.FromDays(90) - TimeSpan.FromSeconds(60)), (tokens.Access, tokens.Refresh, tokens.ExpiresAt - Clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_renewal_has_its_own_address_and_keeps_the_refresh_token()
    {
        Fail(200, """{"access_token":"b","expires_in":7776000}""");
        var tokens = await Connector.RefreshAsync(App, Tokens, Stop);

        Assert.Equal(("/api.figma.com/v1/oauth/refresh", RefreshToken), (Assert.Single(Platform.Requests).Target, tokens.Refresh));
        Assert.Contains($"refresh_token={RefreshToken}", Platform.Requests.First().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"error":true,"status":400,"message":"Invalid refresh token"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(400, """{"error":"invalid_grant"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(401, """{"error":true,"status":401}""", OAuthTrouble.WrongApp)]
    [InlineData(500, "", OAuthTrouble.Unknown)]
    [InlineData(200, """{"access_to""", OAuthTrouble.Unknown)]
    [InlineData(429, "", OAuthTrouble.Unavailable)]
    public async Task What_the_token_endpoint_refuses_is_told_by_its_kind(int status, string body, OAuthTrouble trouble)
    {
        Fail(status, body);
        var refused = await Assert.ThrowsAsync<OAuthException>(() => Connector.RefreshAsync(App, Tokens, Stop));

        Assert.Equal(trouble, refused.Trouble);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figma_itself_says_whose_tokens_they_are_and_has_no_way_to_revoke_them()
    {
        Platform.Answer = Well;
        Assert.Equal(new(Anna, "anna@example.org"), await Connector.IdentifyAsync(Hosts, Tokens, Stop));
        Assert.True((await Connector.CheckAsync(Account, Stop))[^1].Ok);
        await Connector.RevokeAsync(App, Tokens, Stop);
        Assert.Equal(2, Platform.Requests.Count);

        Fail(200, """{"id":"5","handle":"Bert"}""");
        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync("figma_get_me", new { })).Kind);
    }

    [Fact]
    public void The_person_goes_to_figma_com_and_settings_do_not_connect_it()
    {
        Assert.Equal("https://www.figma.com/oauth", Connector.OAuth.Authorize.At(PlatformHosts.Official).ToString());
        Assert.All(Connector.OAuth.Scopes, scope => Assert.InRange(scope.Meaning.Length, 10, 80));
        Assert.Contains("signing in at figma.com", Connector.Read(System.Text.Json.JsonElement.Parse("{}")).Error!.Message, StringComparison.Ordinal);
    }
}
