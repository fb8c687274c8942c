using Squaremcp.Platforms;
using Squaremcp.Platforms.Facebook;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tests.Meta;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.Facebook;

/// <summary>Meta's exchange of tokens, and the pages' own.</summary>
public sealed class OAuthTests : FacebookBench
{
    private OAuthApp Registered => new(App, Secret.OfText("planted-secret"), Hosts);

    [Fact]
    public async Task A_code_becomes_a_short_token_then_a_long_one_then_those_of_the_pages()
    {
        Graph.Answer = Platform();
        var tokens = await Facebook.RedeemAsync(Registered, new("code", "https://square.example/cb", null), Stop);

        Assert.Equal(["oauth/access_token", "oauth/access_token", "me/permissions", "me/accounts"], Graph.Requests.Select(request => request.Path["/graph.facebook.com/v26.0/".Length..]));
        Assert.Equal(("code", "https://square.example/cb", App, "planted-secret"), (Asked(0, "code"), Asked(0, "redirect_uri"), Asked(0, "client_id"), Asked(0, "client_secret")));
        Assert.Equal(("fb_exchange_token", "short"), (Asked(1, "grant_type"), Asked(1, "fb_exchange_token")));
        Assert.Equal(("long", 5183944 - 60.0), (tokens.Access, (tokens.ExpiresAt - Clock.GetUtcNow())!.Value.TotalSeconds));
        Assert.Equal(["pages_show_list", "pages_read_engagement"], tokens.Scopes);
        Assert.Equal([("101", "Harbour Bakery", "page-101"), ("202", "Harbour News", "page-202")], FacebookPage.Of(tokens).Select(page => (page.Id, page.Name, page.Access)));

        // HMAC-SHA256 of "page-101" under "planted-secret", by openssl.
        Assert.Equal("198386d11e05c96c703b54d416d8de708a4ead0d0b34a8cd2894db07f1271d13", FacebookPage.Of(tokens)[0].Proof);
        Assert.Equal(new("7", "Harbour Bakery and 1 more page"), await Facebook.IdentifyAsync(Hosts, tokens, Stop));
    }

    [Fact]
    public async Task A_person_who_let_no_page_in_is_told_as_of_a_right_that_was_left_out()
    {
        Graph.Answer = Platform(pages: """{"data":[]}""");

        Assert.DoesNotContain("pages_show_list", (await Facebook.RedeemAsync(Registered, new("code", "https://square.example/cb", null), Stop)).Scopes!);
    }

    [Fact]
    public async Task A_token_that_can_be_lengthened_is()
    {
        Graph.Answer = Platform();
        var longer = await Facebook.RefreshAsync(Registered, Tokens with { ExpiresAt = Clock.GetUtcNow().AddDays(6) }, Stop);

        Assert.Equal(("long", 2), (longer.Access, FacebookPage.Of(longer).Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_Meta_does_not_lengthen_it_the_pages_work_on(bool isRefused)
    {
        Graph.Answer = request => isRefused && request.Path.EndsWith("access_token", StringComparison.Ordinal) ? GraphAnswer.Error(400, 190, 463) : Platform()(request);
        var before = Tokens with { ExpiresAt = Clock.GetUtcNow().AddSeconds(5183944 - 60) };

        var after = await Facebook.RefreshAsync(Registered, before, Stop);

        Assert.Equal((User, (DateTimeOffset?)null), (after.Access, after.ExpiresAt));
        Assert.Equal("/graph.facebook.com/v26.0/101", Graph.Requests.Last().Path);
        Assert.Equal(PageToken, Graph.Requests.Last().Query["access_token"]);
    }

    [Fact]
    public async Task Where_the_pages_are_refused_too_the_connection_is_over()
    {
        Graph.Answer = _ => GraphAnswer.Error(400, 190, 460);

        Assert.Equal(OAuthTrouble.InvalidGrant, (await Assert.ThrowsAsync<OAuthException>(() => Facebook.RefreshAsync(Registered, Tokens, Stop))).Trouble);
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"Error validating verification code.","type":"OAuthException","code":100,"error_subcode":36007}}""", OAuthTrouble.InvalidGrant)]
    [InlineData(400, """{"error":{"message":"Error validating application. Cannot get application info due to a system error.","type":"OAuthException","code":101}}""", OAuthTrouble.WrongApp)]
    [InlineData(400, """{"error":{"message":"Application request limit reached","type":"OAuthException","code":4}}""", OAuthTrouble.Unavailable)]
    [InlineData(500, """{"error":{"message":"An unknown error occurred","type":"OAuthException","code":1}}""", OAuthTrouble.Unknown)]
    [InlineData(500, "", OAuthTrouble.Unknown)]
    [InlineData(429, "", OAuthTrouble.Unavailable)]
    [InlineData(200, """{"access_to""", OAuthTrouble.Unknown)]
    [InlineData(200, "{}", OAuthTrouble.Unknown)]
    public async Task What_Facebook_refuses_is_told_by_its_kind(int status, string body, OAuthTrouble trouble)
    {
        Graph.Answer = _ => new(status, body);
        var refused = await Assert.ThrowsAsync<OAuthException>(() => Facebook.RedeemAsync(Registered, new("code", "https://square.example/cb", null), Stop));

        Assert.Equal(trouble, refused.Trouble);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disconnecting_takes_the_app_from_the_person()
    {
        Graph.Answer = _ => GraphAnswer.Ok("""{"success":true}""");
        await Facebook.RevokeAsync(Registered, Tokens, Stop);

        Assert.Equal(("DELETE", "/graph.facebook.com/v26.0/me/permissions", User), (Graph.Requests.First().Verb, Graph.Requests.First().Path, Asked(0, "access_token")));
    }

    [Fact]
    public void The_person_goes_to_facebook_com_and_every_right_is_explained()
    {
        Assert.Equal("https://www.facebook.com/v26.0/dialog/oauth", Facebook.OAuth.Authorize.At(PlatformHosts.Official).ToString());
        Assert.All(Facebook.OAuth.Scopes, scope => Assert.InRange(scope.Meaning.Length, 10, 80));
        Assert.Contains("signing in at facebook.com", Facebook.Read(System.Text.Json.JsonElement.Parse("{}")).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_is_kept_prints_itself() => Assert.DoesNotContain("planted", $"{FacebookPage.Of(Tokens)[0]} {FacebookPage.Of(Tokens)[0].Token} {Tokens}", StringComparison.Ordinal);

    private string Asked(int request, string parameter) => Graph.Requests.ElementAt(request).Query[parameter];

    private static Func<XRequest, GraphAnswer> Platform(string? pages = null) => request => GraphAnswer.Ok(request.Path.Split('/')[3..] switch
    {
        ["oauth", "access_token"] when request.Query.ContainsKey("code") => """{"access_token":"short","token_type":"bearer","expires_in":5000}""",
        ["oauth", "access_token"] => """{"access_token":"long","token_type":"bearer","expires_in":5183944}""",
        ["me", "permissions"] => """{"data":[{"permission":"pages_show_list","status":"granted"},{"permission":"pages_read_engagement","status":"granted"},{"permission":"pages_manage_posts","status":"declined"}]}""",
        ["me", "accounts"] => pages ?? """{"data":[{"id":"101","name":"Harbour Bakery","access_token":"page-101","tasks":["CREATE_CONTENT"]},{"id":"202","name":"Harbour News","access_token":"page-202"},{"id":"303","name":"No token"}]}""",
        ["me"] => """{"id":"7","name":"Anna"}""",
        _ => """{"id":"101","name":"Harbour Bakery"}""",
    });
}
