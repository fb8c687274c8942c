using System.Text;
using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Slack;

public sealed class OAuthTests : SlackBench
{
    private OAuthApp App => new("planted-client", Secret.OfText("planted:secret"), Hosts);

    [Fact]
    public async Task A_code_is_redeemed_and_with_rotation_the_tokens_end()
    {
        Fail(200, """{"ok":true,"access_token":"xoxe.xoxb-1-a","token_type":"bot","scope":"channels:read,chat:write","bot_user_id":"U0KRQLJ9H","app_id":"A0KRD7HC3","expires_in":43200,"refresh_token":"xoxe-1-r","team":{"name":"Slack Softball Team","id":"T9TK3CUKW"},"enterprise":null,"authed_user":{"id":"U1234"}}""");
        var tokens = await Connector.RedeemAsync(App, new("code", "https://square.example/cb", null), TestContext.Current.CancellationToken);

        var request = Assert.Single(Slack.Requests);
        Assert.Equal(("/slack.com/api/oauth.v2.access", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("planted-client:planted%3Asecret"))}"), (request.Target, request.Authorization));
        Assert.Equal("grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fsquare.example%2Fcb", request.Body);
        Assert.Equal(("xoxe.xoxb-1-a", "xoxe-1-r", TimeSpan.FromSeconds(43_140)), (tokens.Access, tokens.Refresh, tokens.ExpiresAt - Clock.GetUtcNow()));
        Assert.Equal(["channels:read", "chat:write"], tokens.Scopes!);
    }

    [Fact]
    public async Task Without_rotation_tokens_never_end()
    {
        Fail(200, """{"ok":true,"access_token":"xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy","token_type":"bot","scope":"channels:read"}""");
        var tokens = await Connector.RedeemAsync(App, new("code", "https://square.example/cb", null), TestContext.Current.CancellationToken);

        Assert.Equal((null, null), (tokens.Refresh, tokens.ExpiresAt));
    }

    [Theory]
    [InlineData(200, """{"ok":false,"error":"invalid_refresh_token"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(200, """{"ok":false,"error":"invalid_code"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(200, """{"ok":false,"error":"bad_client_secret"}""", OAuthTrouble.WrongApp)]
    [InlineData(200, """{"ok":false,"error":"pkce_not_allowed"}""", OAuthTrouble.WrongApp)]
    [InlineData(200, """{"ok":false,"error":"internal_error"}""", OAuthTrouble.Unavailable)]
    [InlineData(200, """{"ok":true,"access_to""", OAuthTrouble.Unknown)]
    [InlineData(500, "", OAuthTrouble.Unknown)]
    [InlineData(429, """{"ok":false,"error":"ratelimited"}""", OAuthTrouble.Unavailable)]
    public async Task What_the_token_endpoint_refuses_is_told_by_its_kind(int status, string body, OAuthTrouble trouble)
    {
        Fail(status, body);
        var refused = await Assert.ThrowsAsync<OAuthException>(() => Connector.RefreshAsync(App, new() { Access = "a", Refresh = "planted-refresh" }, TestContext.Current.CancellationToken));

        Assert.Equal(trouble, refused.Trouble);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slack_itself_says_whose_tokens_they_are()
    {
        Assert.Equal(new("T0HARBOUR00/U0SQUARE000", "Harbour (@square)"), await Connector.IdentifyAsync(Hosts, new() { Access = FakeSlack.Token }, TestContext.Current.CancellationToken));
        Assert.Equal(ToolErrorKind.NeedsReconnection, (await Assert.ThrowsAsync<ToolException>(() => Connector.IdentifyAsync(Hosts, new() { Access = "other" }, TestContext.Current.CancellationToken))).Error.Kind);
    }

    [Theory]
    [InlineData(200, """{"ok":true,"revoked":true}""", true)]
    [InlineData(200, """{"ok":false,"error":"token_revoked"}""", true)]
    [InlineData(200, """{"ok":false,"error":"internal_error"}""", false)]
    public async Task Tokens_are_revoked_by_the_method_that_Slack_has_for_it(int status, string body, bool isDone)
    {
        Fail(status, body);
        var failed = await Record.ExceptionAsync(() => Connector.RevokeAsync(App, new() { Access = FakeSlack.Token }, TestContext.Current.CancellationToken));

        Assert.Equal(isDone, failed is null);
        Assert.Equal(("/slack.com/api/auth.revoke", $"Bearer {FakeSlack.Token}"), (Slack.Requests.First().Target, Slack.Requests.First().Authorization));
    }

    [Theory]
    [InlineData("slack.com", "https://slack.com/oauth/v2/authorize?response_type=code&client_id=c&redirect_uri=https%3A%2F%2Fsquare.example%2Fcb&scope=channels%3Aread%2Cgroups%3Aread%2C")]
    [InlineData("slack-gov.com", "https://slack-gov.com/oauth/v2/authorize?")]
    [InlineData("acme.enterprise.slack.com", "https://acme.enterprise.slack.com/oauth/v2/authorize?")]
    public void The_person_goes_to_the_Slack_that_the_operator_named(string host, string begins)
    {
        var hosts = PlatformHosts.Official with { Renamed = new Dictionary<string, string> { ["slack.com"] = host } };

        Assert.StartsWith(begins, AuthorizeAddress.Of(Connector.OAuth, new("c", Secret.OfText("s"), hosts), "https://square.example/cb", "unused"), StringComparison.Ordinal);
        Assert.Equal($"https://{host}/", hosts.At("slack.com").ToString());
        Assert.Equal(host == "slack.com", hosts.IsOfficial);
    }

    [Fact]
    public void Every_right_is_explained() => Assert.All(Connector.OAuth.Scopes, scope => Assert.InRange(scope.Meaning.Length, 10, 80));

    [Fact]
    public void Settings_do_not_connect_it() => Assert.Contains("signing in at slack.com", Connector.Read(JsonElement.Parse("{}")).Error!.Message, StringComparison.Ordinal);
}
