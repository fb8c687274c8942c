using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.TikTok;

public sealed class OAuthTests : TtBench
{
    private const string Given = """{"open_id":"723f24d7","scope":"user.info.basic,video.publish","access_token":"act.2","expires_in":7200,"refresh_token":"rft.2","refresh_expires_in":15552000,"token_type":"Bearer"}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_is_redeemed_with_the_apps_key_and_secret_in_the_form()
    {
        Fail(200, Given);
        var tokens = await Connector.RedeemAsync(App, new("co*de!1", "https://square.example/cb", null), Stop);

        var request = Assert.Single(Platform.Requests);
        Assert.Equal(("POST", Api + "oauth/token/", "co*de!1", "planted-client", "planted:secret", "authorization_code"), (request.Verb, request.Target, request.Form["code"], request.Form["client_key"], request.Form["client_secret"], request.Form["grant_type"]));
        Assert.False(request.Form.ContainsKey("client_id"));
        Assert.Equal(
            ("act.2", "rft.2", 2, TimeSpan.FromHours(2) - TimeSpan.FromMinutes(1), TimeSpan.FromDays(180)),
            (tokens.Access, tokens.Refresh, tokens.Scopes!.Count, tokens.ExpiresAt - Clock.GetUtcNow(), tokens.RefreshExpiresAt - Clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_refresh_gives_a_new_refresh_token_in_place_of_the_old()
    {
        Fail(200, Given);
        var tokens = await Connector.RefreshAsync(App, Tokens, Stop);

        Assert.Equal((RefreshToken, "rft.2", RefreshStyle.Rotates), (Platform.Requests.First().Form["refresh_token"], tokens.Refresh, Connector.OAuth.Refresh));
    }

    /// <summary>What TikTok says counts, however old a page said otherwise.</summary>
    [Fact]
    public async Task The_lives_that_the_answer_tells_are_obeyed()
    {
        Fail(200, Given.Replace("7200", "86400", StringComparison.Ordinal).Replace("15552000", "31536000", StringComparison.Ordinal));
        var tokens = await Connector.RefreshAsync(App, Tokens, Stop);

        Assert.Equal((TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1), TimeSpan.FromDays(365)), (tokens.ExpiresAt - Clock.GetUtcNow(), tokens.RefreshExpiresAt - Clock.GetUtcNow()));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_description":"Refresh token is invalid or expired.","log_id":"1"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(200, """{"error":"invalid_grant","error_description":"Refresh token is invalid or expired.","log_id":"1"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(200, """{"error":"invalid_client","error_description":"Client key or secret is incorrect.","log_id":"1"}""", OAuthTrouble.WrongApp)]
    [InlineData(401, """{"error":"invalid_client"}""", OAuthTrouble.WrongApp)]
    [InlineData(500, "", OAuthTrouble.Unknown)]
    [InlineData(200, """{"access_to""", OAuthTrouble.Unknown)]
    [InlineData(429, "", OAuthTrouble.Unavailable)]
    public async Task What_the_token_endpoint_refuses_is_told_by_its_kind_whatever_the_status(int status, string body, OAuthTrouble trouble)
    {
        Fail(status, body);
        var refused = await Assert.ThrowsAsync<OAuthException>(() => Connector.RefreshAsync(App, Tokens, Stop));

        Assert.Equal(trouble, refused.Trouble);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TikTok_itself_says_whose_tokens_they_are_and_revokes_by_the_access_token()
    {
        Fail(200, "{\"data\":{\"user\":{\"open_id\":\"" + Anna + "\",\"display_name\":\"Anna\"}}," + Fine + "}");
        Assert.Equal(new(Anna, "Anna"), await Connector.IdentifyAsync(Hosts, Tokens, Stop));
        Assert.Equal(Api + "user/info/?fields=open_id,display_name", Platform.Requests.First().Target);
        Fail(200, "");
        await Connector.RevokeAsync(App, Tokens, Stop);
        Assert.Equal((Api + "oauth/revoke/", Token), (Platform.Requests.Last().Target, Platform.Requests.Last().Form["token"]));
    }

    [Fact]
    public void The_person_goes_to_tiktok_com_with_a_key_and_scopes_by_commas()
    {
        var address = AuthorizeAddress.Of(Connector.OAuth, new("planted-client", Secret.OfText("x"), PlatformHosts.Official), "https://square.example/cb", "unused");
        Assert.StartsWith("https://www.tiktok.com/v2/auth/authorize/?response_type=code&client_key=planted-client&redirect_uri=", address, StringComparison.Ordinal);
        Assert.Contains("scope=user.info.basic%2Cuser.info.profile%2C", address, StringComparison.Ordinal);
        Assert.DoesNotContain("code_challenge", address, StringComparison.Ordinal);
        Assert.All(Connector.OAuth.Scopes, scope => Assert.InRange(scope.Meaning.Length, 10, 80));
        Assert.Contains("signing in at tiktok.com", Connector.Read(System.Text.Json.JsonElement.Parse("{}")).Error!.Message, StringComparison.Ordinal);
    }
}
