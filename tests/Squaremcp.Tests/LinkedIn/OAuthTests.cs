using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.LinkedIn;

public sealed class OAuthTests : LiBench
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_is_redeemed_with_the_apps_secret_in_the_form_and_without_a_verifier()
    {
        Fail(200, """{"access_token":"a","expires_in":5184000,"scope":"openid,profile,w_member_social"}""");
        var tokens = await Connector.RedeemAsync(App, new("code", "https://square.example/cb", null), Stop);

        var request = Assert.Single(Platform.Requests);
        Assert.Equal(("POST", "/www.linkedin.com/oauth/v2/accessToken", null), (request.Verb, request.Target, request.Header("authorization")));
        Assert.Equal("grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fsquare.example%2Fcb&client_id=planted-client&client_secret=planted%3Asecret", request.Body);
        Assert.Equal(("a", null, 3, TimeSpan.FromDays(60) - TimeSpan.FromMinutes(1)), (tokens.Access, tokens.Refresh, tokens.Scopes!.Count, tokens.ExpiresAt - Clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_refresh_token_ends_a_year_after_the_first_however_often_it_is_used()
    {
        Fail(200, """{"access_token":"a","expires_in":5184000,"refresh_token":"r","refresh_token_expires_in":31536000}""");
        var first = await Connector.RedeemAsync(App, new("code", "https://square.example/cb", null), Stop);
        Clock.Advance(TimeSpan.FromDays(50));
        var second = await Connector.RefreshAsync(App, first, Stop);

        Assert.Equal((Clock.GetUtcNow() + TimeSpan.FromDays(315), first.RefreshExpiresAt), (second.RefreshExpiresAt, second.RefreshExpiresAt));
    }

    [Fact]
    public async Task Without_a_refresh_token_the_person_connects_again() =>
        Assert.Equal(OAuthTrouble.InvalidGrant, (await Assert.ThrowsAsync<OAuthException>(() => Connector.RefreshAsync(App, new() { Access = "a" }, Stop))).Trouble);

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_description":"The provided authorization grant or refresh token is invalid, expired or revoked"}""", OAuthTrouble.InvalidGrant)]
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
    public async Task A_token_that_is_seconds_old_may_be_called_revoked_and_is_tried_once_more()
    {
        Fail(200, """{"access_token":"a","expires_in":5184000}""");
        var tokens = await Connector.RedeemAsync(App, new("code", "https://square.example/cb", null), Stop);
        Platform.Requests.Clear();
        Platform.Answer = _ => Platform.Requests.Count == 1 ? new(401, """{"serviceErrorCode":65601,"code":"REVOKED_ACCESS_TOKEN","message":"The token used in the request has been revoked by the user","status":401}""") : new(200, Profile);

        Assert.Equal(new(Anna, "Anna Ångström"), await Connector.IdentifyAsync(Hosts, tokens, Stop));
        Assert.Equal(2, Platform.Requests.Count);
        Platform.Requests.Clear();
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True((await Assert.ThrowsAsync<ToolException>(() => Connector.IdentifyAsync(Hosts, tokens, Stop))).Error.IsTokenRefused);
        Assert.Single(Platform.Requests);
    }

    [Fact]
    public async Task Tokens_are_revoked_at_LinkedIn()
    {
        Fail(200, "");
        await Connector.RevokeAsync(App, new() { Access = "a" }, Stop);

        Assert.Equal(("/www.linkedin.com/oauth/v2/revoke", "token=a&client_id=planted-client&client_secret=planted%3Asecret"), (Assert.Single(Platform.Requests).Target, Platform.Requests.First().Body));
    }

    [Fact]
    public void The_person_goes_to_linkedin_com_and_every_right_is_explained()
    {
        Assert.Equal("https://www.linkedin.com/oauth/v2/authorization", Connector.OAuth.Authorize.At(PlatformHosts.Official).ToString());
        Assert.All(Connector.OAuth.Scopes, scope => Assert.InRange(scope.Meaning.Length, 10, 80));
        Assert.Contains("signing in at linkedin.com", Connector.Read(System.Text.Json.JsonElement.Parse("{}")).Error!.Message, StringComparison.Ordinal);
    }
}
