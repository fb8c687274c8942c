using System.Text.Json;
using Squaremcp.Frontend;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Platforms.Outlook;
using Squaremcp.Settings;

namespace Squaremcp.Tests.Outlook;

public sealed class OAuthTests : OutlookBench
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_person_is_asked_at_Microsoft_which_account_and_for_each_right_by_name()
    {
        var address = AuthorizeAddress.Of(Connector.OAuth, App with { Hosts = PlatformHosts.Official }, "https://square.example/cb", "challenge");

        Assert.StartsWith("https://login.microsoftonline.com/common/oauth2/v2.0/authorize?", address, StringComparison.Ordinal);
        Assert.Contains("scope=offline_access%20User.Read%20Mail.Read%20Mail.ReadWrite%20Mail.Send&response_mode=query&prompt=select_account&code_challenge=challenge&code_challenge_method=S256", address, StringComparison.Ordinal);
        Assert.All(Connector.OAuth.Scopes, scope => Assert.InRange(scope.Meaning.Length, 10, 80));
        Assert.Contains("signing in at Microsoft", Connector.Read(JsonElement.Parse("{}")).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_organisation_is_asked_at_its_own_address()
    {
        using var http = new OutboundHttp();
        var oauth = new OutlookConnector("contoso.onmicrosoft.com", http, Clock).OAuth;

        Assert.Equal(("contoso.onmicrosoft.com/oauth2/v2.0/authorize", "contoso.onmicrosoft.com/oauth2/v2.0/token"), (oauth.Authorize.Path, oauth.Token.Path));
    }

    [Theory]
    [InlineData("contoso/common")]
    [InlineData("")]
    [InlineData("..")]
    public void A_tenant_that_is_none_is_refused_at_the_door(string tenant) => Assert.Contains(
        "SQUAREMCP__Platforms__Outlook__Tenant is",
        Assert.Throws<SettingsException>(() => Server.Build([$"--data={System.IO.Path.Combine(System.IO.Path.GetTempPath(), "squaremcp-never-made")}", $"--Squaremcp:Platforms:Outlook:Tenant={tenant}"])).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_code_is_redeemed_with_its_verifier_and_scopes_are_known_by_their_short_names()
    {
        Fail(200, """{"token_type":"Bearer","scope":"https://graph.microsoft.com/Mail.Read https://graph.microsoft.com/Mail.Send User.Read profile","expires_in":3600,"access_token":"a","refresh_token":"r"}""");
        var tokens = await Connector.RedeemAsync(App, new("code", "https://square.example/cb", "verifier"), Stop);

        var request = Assert.Single(Platform.Requests);
        Assert.Equal("/login.microsoftonline.com/common/oauth2/v2.0/token", request.Target);
        Assert.Equal("grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fsquare.example%2Fcb&code_verifier=verifier&client_id=planted-client&client_secret=planted%3Asecret", request.Body);
        Assert.Equal(["Mail.Read", "Mail.Send", "User.Read", "profile", "offline_access"], tokens.Scopes);
        Assert.Equal((TimeSpan.FromMinutes(59), TimeSpan.FromDays(90)), (tokens.ExpiresAt - Clock.GetUtcNow(), tokens.RefreshExpiresAt - Clock.GetUtcNow()));
    }

    [Fact]
    public async Task Without_a_refresh_token_the_right_to_stay_is_missing()
    {
        Fail(200, """{"scope":"User.Read Mail.Read","expires_in":3600,"access_token":"a"}""");

        Assert.DoesNotContain("offline_access", (await Connector.RedeemAsync(App, new("code", "https://square.example/cb", "v"), Stop)).Scopes!);
    }

    [Fact]
    public async Task Each_refresh_brings_a_new_refresh_token_and_the_one_before_is_kept_beside_it()
    {
        Fail(200, """{"scope":"User.Read Mail.Read","expires_in":3600,"access_token":"a","refresh_token":"r2"}""");
        var newer = await Connector.RefreshAsync(App, Tokens, Stop);

        Assert.Equal(("r2", RefreshToken), (newer.Refresh, newer.Before));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_description":"AADSTS70008: expired","error_codes":[70008]}""", OAuthTrouble.InvalidGrant)]
    [InlineData(400, """{"error":"invalid_grant","error_description":"AADSTS65001: consent","suberror":"consent_required"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(400, """{"error":"interaction_required","error_description":"AADSTS53003: blocked by Conditional Access"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(401, """{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired.","error_codes":[7000222]}""", OAuthTrouble.WrongApp)]
    [InlineData(400, """{"error":"unauthorized_client","error_description":"AADSTS700016"}""", OAuthTrouble.WrongApp)]
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
    public async Task Whose_the_account_is_is_asked_of_Graph()
    {
        Platform.Answer = Well;

        Assert.Equal(new(Anna, "anna@example.org"), await Connector.IdentifyAsync(Hosts, Tokens, Stop));
        Assert.Equal($"{Me}?$select=id,displayName,mail,userPrincipalName", Assert.Single(Platform.Requests).Target);
    }
}
