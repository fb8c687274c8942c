using System.Text.Json;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.OAuth;

/// <summary>Registration (RFC 7591, 7592); the numbers are those of the project's list of bad inputs.</summary>
public sealed class RegistrationTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    public static TheoryData<string, string, int, string> Wrong => new()
    {
        { "R01 not JSON", "{", 400, "invalid_client_metadata" },
        { "R01 null", "null", 400, "invalid_client_metadata" },
        { "R01 list", "[]", 400, "invalid_client_metadata" },
        { "R01 twice", """{"redirect_uris":["https://a.example/"],"redirect_uris":["https://b.example/"]}""", 400, "invalid_client_metadata" },
        { "R02 none", "{}", 400, "invalid_redirect_uri" },
        { "R02 empty", """{"redirect_uris":[]}""", 400, "invalid_redirect_uri" },
        { "R02 no texts", """{"redirect_uris":[1]}""", 400, "invalid_redirect_uri" },
        { "R03 http", """{"redirect_uris":["http://evil.com/cb"]}""", 400, "invalid_redirect_uri" },
        { "R03 ftp", """{"redirect_uris":["ftp://a.example/cb"]}""", 400, "invalid_redirect_uri" },
        { "R03 javascript", """{"redirect_uris":["javascript:alert(1)"]}""", 400, "invalid_redirect_uri" },
        { "R03 data", """{"redirect_uris":["data:text/html,x"]}""", 400, "invalid_redirect_uri" },
        { "R03 relative", """{"redirect_uris":["/cb"]}""", 400, "invalid_redirect_uri" },
        { "R03 fragment", """{"redirect_uris":["https://a.example/cb#x"]}""", 400, "invalid_redirect_uri" },
        { "R03 wildcard", """{"redirect_uris":["https://*.example/cb"]}""", 400, "invalid_redirect_uri" },
        { "R03 user", """{"redirect_uris":["https://user@a.example/cb"]}""", 400, "invalid_redirect_uri" },
        { "R03 loopback look-alike", """{"redirect_uris":["http://127.0.0.1.evil.com/cb"]}""", 400, "invalid_redirect_uri" },
        { "R03 private scheme", """{"redirect_uris":["claude://claude.ai/mcp-auth-callback/sdk"]}""", 400, "invalid_redirect_uri" },
        { "R04 code", """{"redirect_uris":["https://a.example/cb?code=1"]}""", 400, "invalid_redirect_uri" },
        { "R04 iss", """{"redirect_uris":["https://a.example/cb?iss="]}""", 400, "invalid_redirect_uri" },
        { "R05 implicit", """{"redirect_uris":["https://a.example/cb"],"grant_types":["implicit"]}""", 400, "invalid_client_metadata" },
        { "R05 client_credentials", """{"redirect_uris":["https://a.example/cb"],"grant_types":["client_credentials"]}""", 400, "invalid_client_metadata" },
        { "R06", """{"redirect_uris":["https://a.example/cb"],"token_endpoint_auth_method":"private_key_jwt"}""", 400, "invalid_client_metadata" },
        { "R07 thirty", $$"""{"redirect_uris":[{{string.Join(',', Enumerable.Range(0, 30).Select(i => $"\"https://a.example/{i}\""))}}]}""", 400, "invalid_redirect_uri" },
        { "R07 long", $$"""{"redirect_uris":["https://a.example/cb"],"client_name":"{{new string('n', 17_000)}}"}""", 413, "invalid_client_metadata" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_registration_that_cannot_be_is_told_why(string number, string body, int status, string error)
    {
        var answer = await gateway.PostJsonAsync("/register", body);

        Assert.True(answer.Status == status, $"{number}: {answer.Status} {answer.Text}");
        Assert.Equal((error, "no-store", "*"), (answer.Json.GetProperty("error").GetString(), answer.Headers["Cache-Control"], answer.Headers["Access-Control-Allow-Origin"]));
    }

    [Fact]
    public async Task A_registration_is_json() // R01
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/register") { Content = new StringContent("""{"redirect_uris":["https://a.example/cb"]}""") };

        var answer = await gateway.RequestAsync(request);

        Assert.Equal((400, "invalid_client_metadata"), (answer.Status, answer.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task A_registration_is_told_whole_and_without_nulls() // R08
    {
        var answer = await gateway.PostJsonAsync("/register", """{"client_name":"Claude","redirect_uris":["https://claude.ai/api/mcp/auth_callback"],"token_endpoint_auth_method":"client_secret_post","grant_types":["authorization_code","refresh_token","urn:x:other"],"logo_uri":"https://x.example/logo.png","surprise":1}""");

        Assert.Equal((201, "no-store"), (answer.Status, answer.Headers["Cache-Control"]));
        var client = answer.Json;
        Assert.DoesNotContain(client.EnumerateObject(), member => member.Value.ValueKind == JsonValueKind.Null);
        Assert.Equal(("Claude", "client_secret_post", 0), (client.GetProperty("client_name").GetString(), client.GetProperty("token_endpoint_auth_method").GetString(), client.GetProperty("client_secret_expires_at").GetInt32()));
        Assert.Equal(["authorization_code", "refresh_token"], client.GetProperty("grant_types").EnumerateArray().Select(grant => grant.GetString()!));
        Assert.Matches("^[A-Za-z0-9_-]{40,}$", client.GetProperty("client_secret").GetString()!);
        Assert.Matches("^cli_[a-z0-9]{26}$", client.GetProperty("client_id").GetString()!);
        Assert.StartsWith(gateway.Origin + "/register/cli_", client.GetProperty("registration_client_uri").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_redirects_those_that_can_be_are_taken()
    {
        var answer = await gateway.PostJsonAsync("/register", """{"redirect_uris":["cursor://anysphere.cursor-mcp/oauth/callback","https://www.cursor.com/agents/mcp/oauth/callback","http://localhost:8787/callback","http://evil.example/"],"token_endpoint_auth_method":"none"}""");

        Assert.Equal(["cursor://anysphere.cursor-mcp/oauth/callback", "https://www.cursor.com/agents/mcp/oauth/callback", "http://localhost:8787/callback"], answer.Json.GetProperty("redirect_uris").EnumerateArray().Select(uri => uri.GetString()!));
        Assert.False(answer.Json.TryGetProperty("client_secret", out _));
    }

    [Fact]
    public async Task A_registration_is_looked_after_with_its_own_token() // R10
    {
        var client = (await gateway.PostJsonAsync("/register", """{"redirect_uris":["http://127.0.0.1/callback"],"token_endpoint_auth_method":"none"}""")).Json;
        var (id, path) = (client.GetProperty("client_id").GetString()!, "/register/" + client.GetProperty("client_id").GetString());
        var other = (await gateway.PostJsonAsync("/register", """{"redirect_uris":["http://127.0.0.1/callback"]}""")).Json.GetProperty("registration_access_token").GetString();
        (string, string) token = ("Authorization", "Bearer " + client.GetProperty("registration_access_token").GetString());

        Assert.Equal(401, (await gateway.RequestAsync("GET", path)).Status);
        Assert.Equal(401, (await gateway.RequestAsync("GET", path, ("Authorization", "Bearer " + other))).Status);
        Assert.Equal(401, (await gateway.RequestAsync("GET", "/register/cli_nobody", token)).Status);
        Assert.Equal(id, (await gateway.RequestAsync("GET", path, token)).Json.GetProperty("client_id").GetString());
        using var put = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent("""{"client_name":"Renamed","redirect_uris":["http://127.0.0.1/other"],"token_endpoint_auth_method":"none"}""", System.Text.Encoding.UTF8, "application/json") };
        Assert.Equal("Renamed", (await gateway.RequestAsync(put, token)).Json.GetProperty("client_name").GetString());

        using var person = await gateway.PersonAsync();
        Assert.Equal(400, (await person.AskAsync(id)).Status);
        Assert.Equal(200, (await person.AskAsync(id, ("redirect_uri", "http://127.0.0.1:7/other"))).Status);
        Assert.Equal(204, (await gateway.RequestAsync("DELETE", path, token)).Status);
        Assert.Equal(400, (await person.AskAsync(id, ("redirect_uri", "http://127.0.0.1:7/other"))).Status);
        Assert.Equal((401, "invalid_client"), await ErrorAsync(gateway.RefreshAsync("sqr_x", id)));
    }

    [Fact]
    public async Task A_client_nobody_let_in_is_gone_after_thirty_days_and_any_other_stays()
    {
        var (unused, used) = (await gateway.RegisterAsync(), await gateway.RegisterAsync());
        using var person = await gateway.PersonAsync();
        await person.CodeAsync(used);
        gateway.Clock.Advance(TimeSpan.FromDays(30));

        Assert.Equal((401, "invalid_client"), await ErrorAsync(gateway.RefreshAsync("sqr_x", unused)));
        Assert.Equal((400, "invalid_grant"), await ErrorAsync(gateway.RefreshAsync("sqr_x", used)));
        gateway.Clock.Advance(TimeSpan.FromDays(1_000));
        Assert.Equal((400, "invalid_grant"), await ErrorAsync(gateway.RefreshAsync("sqr_x", used)));
    }

    private static async Task<(int Status, string? Error)> ErrorAsync(Task<Reply> answering)
    {
        var answer = await answering;
        return (answer.Status, answer.Json.GetProperty("error").GetString());
    }
}
