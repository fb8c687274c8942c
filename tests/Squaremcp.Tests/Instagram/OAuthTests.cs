using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tests.Meta;

namespace Squaremcp.Tests.Instagram;

/// <summary>Instagram's own rules for tokens.</summary>
public sealed class OAuthTests : InstagramBench
{
    private OAuthApp App => new("planted-app", Secret.OfText("planted-secret"), Hosts);

    [Theory]
    [InlineData("""{"access_token":"short","user_id":17841400000000001,"permissions":"instagram_business_basic,instagram_business_content_publish"}""")]
    [InlineData("""{"data":[{"access_token":"short","user_id":"17841400000000001","permissions":"instagram_business_basic,instagram_business_content_publish"}]}""")]
    [InlineData("""{"access_token":"short","user_id":5,"permissions":["instagram_business_basic","instagram_business_content_publish"]}""")]
    public async Task A_code_becomes_an_hours_token_and_then_one_of_sixty_days(string answer)
    {
        Graph.Answer = request => GraphAnswer.Ok(request.Verb == "POST" ? answer : """{"access_token":"long","token_type":"bearer","expires_in":5183944}""");
        var tokens = await Instagram.RedeemAsync(App, new("code#_", "https://square.example/cb", null), Stop);

        Assert.Equal(
            ("/api.instagram.com/oauth/access_token", "client_id=planted-app&client_secret=planted-secret&grant_type=authorization_code&redirect_uri=https%3A%2F%2Fsquare.example%2Fcb&code=code"),
            (Graph.Requests.First().Target, Graph.Requests.First().Body));
        Assert.Equal("/graph.instagram.com/access_token?grant_type=ig_exchange_token&client_secret=planted-secret&access_token=short", Graph.Requests.Last().Target);
        Assert.Equal(("long", 5183944 - 60.0, null), (tokens.Access, (tokens.ExpiresAt - Clock.GetUtcNow())!.Value.TotalSeconds, tokens.Refresh));
        Assert.Equal(["instagram_business_basic", "instagram_business_content_publish"], tokens.Scopes);
    }

    [Fact]
    public async Task A_living_token_is_exchanged_for_the_next()
    {
        Graph.Answer = _ => GraphAnswer.Ok("""{"access_token":"next","token_type":"bearer","expires_in":5184000}""");
        var tokens = await Instagram.RefreshAsync(App, new() { Access = "long", Scopes = ["instagram_business_basic"] }, Stop);

        Assert.Equal("/graph.instagram.com/refresh_access_token?grant_type=ig_refresh_token&access_token=long", Assert.Single(Graph.Requests).Target);
        Assert.Equal(("next", TimeSpan.FromSeconds(5184000 - 60)), (tokens.Access, tokens.ExpiresAt - Clock.GetUtcNow()));
        Assert.Equal(["instagram_business_basic"], tokens.Scopes);
        Assert.Equal(RefreshStyle.Extends, Instagram.OAuth.Refresh);
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"Error validating access token: Session has expired","type":"OAuthException","code":190}}""", OAuthTrouble.InvalidGrant)]
    [InlineData(400, """{"error":{"message":"The access token is younger than 24 hours","type":"IGApiException","code":4711}}""", OAuthTrouble.Unavailable)]
    [InlineData(400, """{"error_type":"OAuthException","code":400,"error_message":"Matching code was not found or was already used"}""", OAuthTrouble.InvalidGrant)]
    [InlineData(400, """{"error_type":"OAuthException","code":400,"error_message":"Invalid platform app"}""", OAuthTrouble.WrongApp)]
    [InlineData(500, "", OAuthTrouble.Unknown)]
    [InlineData(429, "", OAuthTrouble.Unavailable)]
    [InlineData(200, """{"access_to""", OAuthTrouble.Unknown)]
    public async Task What_Instagram_refuses_is_told_by_its_kind(int status, string body, OAuthTrouble trouble)
    {
        Graph.Answer = _ => new(status, body);
        var refused = await Assert.ThrowsAsync<OAuthException>(() => Instagram.RefreshAsync(App, new() { Access = "planted-long" }, Stop));

        Assert.Equal(trouble, refused.Trouble);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_account_is_known_by_its_own_id_not_by_the_apps()
    {
        Graph.Answer = _ => GraphAnswer.Ok("""{"id":"24000","user_id":17841400000000001,"username":"harbourbakery"}""");

        Assert.Equal(new(Me, "@harbourbakery"), await Instagram.IdentifyAsync(Hosts, new() { Access = Token }, Stop));
    }

    [Fact]
    public async Task There_is_no_way_to_take_a_token_back()
    {
        await Instagram.RevokeAsync(App, new() { Access = Token }, Stop);

        Assert.Empty(Graph.Requests);
        Assert.Null(Instagram.OAuth.Revoke);
        Assert.Contains("signing in at instagram.com", Instagram.Read(System.Text.Json.JsonElement.Parse("{}")).Error!.Message, StringComparison.Ordinal);
    }
}
