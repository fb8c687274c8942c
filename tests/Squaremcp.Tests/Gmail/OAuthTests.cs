using System.Text.Json;
using System.Web;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Gmail;

public sealed class OAuthTests : GmailBench
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_page_is_asked_for_access_while_nobody_is_there()
    {
        var asked = HttpUtility.ParseQueryString(new Uri(AuthorizeAddress.Of(Connector.OAuth, App, "https://square.example/cb", "challenge")).Query);

        Assert.Equal(("offline", "consent", "challenge", "S256"), (asked["access_type"], asked["prompt"], asked["code_challenge"], asked["code_challenge_method"]));
        Assert.Equal("https://www.googleapis.com/auth/gmail.readonly https://www.googleapis.com/auth/gmail.compose", asked["scope"]);
    }

    [Fact]
    public async Task A_code_is_redeemed_with_its_verifier_and_the_secret()
    {
        Fail(200, """{"access_token":"ya29.a","expires_in":3599,"refresh_token":"1//r","scope":"https://www.googleapis.com/auth/gmail.readonly","token_type":"Bearer"}""");
        var tokens = await Connector.RedeemAsync(App, new("code", "https://square.example/cb", "verifier"), Stop);

        var request = Assert.Single(Platform.Requests);
        Assert.Equal(("POST", "/oauth2.googleapis.com/token"), (request.Verb, request.Target));
        Assert.Equal("grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fsquare.example%2Fcb&code_verifier=verifier&client_id=planted-client&client_secret=planted%3Asecret", request.Body);
        Assert.Equal(("ya29.a", "1//r", TimeSpan.FromSeconds(3_539), null), (tokens.Access, tokens.Refresh, tokens.ExpiresAt - Clock.GetUtcNow(), tokens.RefreshExpiresAt));
        Assert.Equal(["https://www.googleapis.com/auth/gmail.readonly"], tokens.Scopes!);
    }

    [Fact]
    public async Task A_renewal_that_gives_no_refresh_token_keeps_the_old_one()
    {
        Fail(200, """{"access_token":"ya29.b","expires_in":3599,"token_type":"Bearer"}""");
        var tokens = await Connector.RefreshAsync(App, Tokens, Stop);

        Assert.Equal(("ya29.b", RefreshToken), (tokens.Access, tokens.Refresh));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""", OAuthTrouble.InvalidGrant)]
    [InlineData(401, """{"error":"invalid_client","error_description":"The OAuth client was not found."}""", OAuthTrouble.WrongApp)]
    [InlineData(400, """{"error":"redirect_uri_mismatch"}""", OAuthTrouble.WrongApp)]
    [InlineData(200, """{"access_to""", OAuthTrouble.Unknown)]
    [InlineData(503, "", OAuthTrouble.Unknown)]
    [InlineData(429, "", OAuthTrouble.Unavailable)]
    public async Task What_the_token_endpoint_refuses_is_told_by_its_kind(int status, string body, OAuthTrouble trouble)
    {
        Fail(status, body);
        var refused = await Assert.ThrowsAsync<OAuthException>(() => Connector.RefreshAsync(App, Tokens, Stop));

        Assert.Equal(trouble, refused.Trouble);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(400, null)]
    [InlineData(503, OAuthTrouble.Unavailable)]
    public async Task Tokens_are_revoked_by_themselves_and_what_is_dead_already_is_well(int status, OAuthTrouble? trouble)
    {
        Fail(status, """{"error":"invalid_token"}""");
        var failed = await Record.ExceptionAsync(() => Connector.RevokeAsync(App, Tokens, Stop));

        Assert.Equal(trouble, (failed as OAuthException)?.Trouble);
        var request = Platform.Requests.First();
        Assert.Equal(("POST", "/oauth2.googleapis.com/revoke", $"token={RefreshToken}", "application/x-www-form-urlencoded"), (request.Verb, request.Target, request.Body, request.Header("content-type")));
    }

    [Fact]
    public async Task Gmail_itself_says_whose_tokens_they_are()
    {
        Fail(200, """{"emailAddress":"Anna@Gmail.com","messagesTotal":5}""");

        Assert.Equal(new(Anna, "Anna@Gmail.com"), await Connector.IdentifyAsync(Hosts, Tokens, Stop));
        Assert.Equal("Anna@Gmail.com", (await Connector.CheckAsync(Account, Stop))[^1].Detail);
        Assert.Equal([$"{Api}/profile", $"{Api}/profile"], Platform.Requests.Select(request => request.Target));
    }

    [Fact]
    public void Settings_do_not_connect_it() => Assert.Contains("signing in at Google", Connector.Read(JsonElement.Parse("{}")).Error!.Message, StringComparison.Ordinal);
}
