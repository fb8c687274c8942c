namespace Squaremcp.Tests.OAuth;

public sealed class FlowTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    [Fact]
    public async Task A_client_goes_from_a_challenge_to_a_tool_call()
    {
        var refused = await gateway.AskAsync("tools/list", null, ("x-api-key", ""));
        Assert.Equal(401, refused.Status);
        var metadata = refused.Headers["WWW-Authenticate"].Split('"')[1];
        var resource = (await gateway.RequestAsync("GET", metadata)).Json;
        var server = (await gateway.RequestAsync("GET", resource.GetProperty("authorization_servers")[0].GetString() + "/.well-known/oauth-authorization-server")).Json;
        Assert.Equal(gateway.Origin, server.GetProperty("issuer").GetString());

        var client = await gateway.RegisterAsync();
        using var person = new WebPerson(gateway);
        var query = AuthorizeQuery.Of(gateway, client);
        var signIn = await person.GetAsync("/authorize" + query);
        Assert.Contains("Test client", signIn.Text);
        await person.SignUpAsync(query);
        var answer = AuthorizeQuery.Answer(await person.AllowAsync(client));
        Assert.Equal(("st ate/1", gateway.Origin), (answer["state"], answer["iss"]));
        var tokens = Tokens.Of(await gateway.RedeemAsync(answer["code"], client));
        Assert.Equal(("mcp", 3600), (tokens.Scope, tokens.ExpiresIn));

        var call = await gateway.AskAsync("tools/call", new { name = "square_list_connections", arguments = new { } }, ("x-api-key", ""), ("Authorization", $"Bearer {tokens.Access}"));
        Assert.Equal(200, call.Status);
        Assert.False(call.Result.GetProperty("isError").GetBoolean());
    }

    [Fact]
    public async Task Who_was_let_in_is_listed_and_can_be_put_out()
    {
        using var person = await gateway.PersonAsync();
        var tokens = await gateway.SignInAsync(person);
        var api = await gateway.SignInAsync(person, changes: [("scope", "api"), ("resource", gateway.Origin + "/api/v1")]);
        Assert.Equal(401, (await gateway.RequestAsync("GET", "/api/v1/grants", ("Authorization", $"Bearer {tokens.Access}"))).Status);
        var listed = (await gateway.RequestAsync("GET", "/api/v1/grants", ("Authorization", $"Bearer {api.Access}"))).Json.GetProperty("grants").EnumerateArray().Single(grant => grant.GetProperty("scopes")[0].GetString() == "mcp");
        Assert.Equal(("tool", "Command line", "127.0.0.1"), (listed.GetProperty("client_id").GetString(), listed.GetProperty("client_name").GetString(), listed.GetProperty("redirect_host").GetString()));
        Assert.False(listed.TryGetProperty("last_used_at", out _));

        Assert.Equal(204, (await gateway.RequestAsync("DELETE", $"/api/v1/grants/{listed.GetProperty("id").GetString()}", ("Authorization", $"Bearer {api.Access}"))).Status);
        Assert.Equal("invalid_grant", (await gateway.RefreshAsync(tokens.Refresh)).Json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_call_with_a_revoked_grant_is_refused_at_once_and_everything_within_five_seconds()
    {
        using var person = await gateway.PersonAsync();
        var tokens = await gateway.SignInAsync(person);
        var api = await gateway.SignInAsync(person, changes: [("scope", "api"), ("resource", gateway.Origin + "/api/v1")]);
        (string, string)[] bearer = [("x-api-key", ""), ("Authorization", $"Bearer {tokens.Access}")];
        Assert.Equal(200, (await gateway.AskAsync("tools/call", new { name = "square_get_usage", arguments = new { } }, bearer)).Status);
        var grants = (await gateway.RequestAsync("GET", "/api/v1/grants", ("Authorization", $"Bearer {api.Access}"))).Json.GetProperty("grants").EnumerateArray().ToList();
        Assert.Equal(2, grants.Count);
        var mine = grants.Single(grant => grant.GetProperty("scopes")[0].GetString() == "mcp");
        Assert.True(mine.TryGetProperty("last_used_at", out _));

        await gateway.RequestAsync("DELETE", $"/api/v1/grants/{mine.GetProperty("id").GetString()}", ("Authorization", $"Bearer {api.Access}"));

        var call = await gateway.AskAsync("tools/call", new { name = "square_get_usage", arguments = new { } }, bearer);
        Assert.True(call.Status == 401 || call.Result.GetProperty("isError").GetBoolean(), call.Text);
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        var list = await gateway.AskAsync("tools/list", null, bearer);
        Assert.Equal(401, list.Status);
        Assert.Contains("error=\"invalid_token\"", list.Headers["WWW-Authenticate"]);
    }
}
