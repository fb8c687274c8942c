using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Snapchat;

public sealed class OAuthTests : SnBench
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_is_redeemed_with_the_apps_secret_in_the_form()
    {
        Fail(200, """{"access_token":"a","token_type":"Bearer","expires_in":3600,"refresh_token":"r","scope":"snapchat-marketing-api snapchat-profile-api"}""");
        var tokens = await Connector.RedeemAsync(App, new("code", "https://square.example/cb", null), Stop);

        Assert.Equal(
            ("/accounts.snapchat.com/login/oauth2/access_token", "grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fsquare.example%2Fcb&client_id=planted-client&client_secret=planted%3Asecret"),
            (Assert.Single(Platform.Requests).Target, Platform.Requests.First().Body));
        Assert.Equal(("a", "r", 2, TimeSpan.FromMinutes(59), null), (tokens.Access, tokens.Refresh, tokens.Scopes!.Count, tokens.ExpiresAt - Clock.GetUtcNow(), tokens.RefreshExpiresAt));
    }

    [Theory]
    [InlineData("""{"access_token":"a2","expires_in":1800,"refresh_token":"r2"}""", "r2", 29)]
    [InlineData("""{"access_token":"a2","expires_in":1800}""", RefreshToken, 29)]
    public async Task Whatever_refresh_token_comes_back_is_kept(string body, string refresh, int minutes)
    {
        Fail(200, body);
        var tokens = await Connector.RefreshAsync(App, Tokens, Stop);

        Assert.Equal((refresh, TimeSpan.FromMinutes(minutes)), (tokens.Refresh, tokens.ExpiresAt - Clock.GetUtcNow()));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(401, """{"error":"invalid_client"}""", OAuthTrouble.WrongApp)]
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
    public async Task Snapchat_itself_says_whose_tokens_they_are()
    {
        Fail(200, """{"request_status":"SUCCESS","me":{"id":"2f5dd7f6-c0b3-4f5e-9d8e-0f3a1c9d2b11","display_name":"Anna"}}""");

        Assert.Equal(new(Anna, "Anna"), await Connector.IdentifyAsync(Hosts, Tokens, Stop));
    }

    [Fact]
    public void The_person_goes_to_snapchat_com_and_every_right_is_explained()
    {
        Assert.Equal("https://accounts.snapchat.com/login/oauth2/authorize", Connector.OAuth.Authorize.At(PlatformHosts.Official).ToString());
        Assert.All(Connector.OAuth.Scopes, scope => Assert.InRange(scope.Meaning.Length, 10, 80));
        Assert.Contains("signing in at snapchat.com", Connector.Read(System.Text.Json.JsonElement.Parse("{}")).Error!.Message, StringComparison.Ordinal);
    }
}
