using System.Text.Json;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.OAuth;

/// <summary>What clients read before anything else, and how they are refused; the numbers are those of the project's list of bad inputs.</summary>
public sealed class MetadataTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private const string Protected = "/.well-known/oauth-protected-resource";

    [Fact]
    public async Task The_resource_is_the_same_at_both_addresses()
    {
        var (root, path) = (await gateway.RequestAsync("GET", Protected), await gateway.RequestAsync("GET", Protected + "/mcp"));

        Assert.Equal((200, 200), (root.Status, path.Status));
        Assert.Equal(root.Text, path.Text);
        Assert.Equal((gateway.Origin + "/mcp", gateway.Origin), (path.Json.GetProperty("resource").GetString(), path.Json.GetProperty("authorization_servers")[0].GetString()));
        Assert.Equal(gateway.Origin + "/api/v1", (await gateway.RequestAsync("GET", Protected + "/api/v1")).Json.GetProperty("resource").GetString());
        Assert.Equal(("application/json", "*"), (path.Headers["Content-Type"], path.Headers["Access-Control-Allow-Origin"]));
    }

    [Theory] // M02
    [InlineData("/.well-known/oauth-protected-resource/other"), InlineData("/.well-known/oauth-protected-resource/mcp/"), InlineData("/.well-known/openid-configuration"), InlineData("/.well-known/oauth-authorization-server/mcp"), InlineData("/.well-known/anything")]
    public async Task Any_other_well_known_address_is_small_json(string path)
    {
        var answer = await gateway.RequestAsync("GET", path);

        Assert.Equal((404, "application/json"), (answer.Status, answer.Headers["Content-Type"]));
        Assert.Equal(JsonValueKind.Object, answer.Json.ValueKind);
    }

    [Theory] // M01
    [InlineData("Host", "evil.example"), InlineData("X-Forwarded-Host", "evil.example"), InlineData("Forwarded", "host=evil.example")]
    public async Task No_header_changes_the_issuer(string name, string value)
    {
        var answer = await gateway.RequestAsync("GET", "/.well-known/oauth-authorization-server", (name, value));

        Assert.True(answer.Status == 421 || answer.Json.GetProperty("issuer").GetString() == gateway.Origin, answer.Text);
    }

    [Theory] // M03
    [InlineData("POST"), InlineData("PUT"), InlineData("DELETE")]
    public async Task Metadata_is_only_read(string method)
    {
        Assert.Equal(405, (await gateway.RequestAsync(method, "/.well-known/oauth-authorization-server")).Status);
        Assert.Equal(405, (await gateway.RequestAsync(method, Protected + "/mcp")).Status);
    }

    [Theory] // M04
    [InlineData("/.well-known/oauth-authorization-server", "GET"), InlineData("/.well-known/oauth-protected-resource/mcp", "GET"), InlineData("/token", "POST"), InlineData("/register", "POST"), InlineData("/revoke", "POST"), InlineData("/oauth/token", "POST")]
    public async Task A_preflight_of_any_page_is_answered(string path, string method)
    {
        var answer = await gateway.RequestAsync("OPTIONS", path, ("Origin", "https://any.example"), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "mcp-protocol-version,content-type"));

        Assert.Equal((204, "*"), (answer.Status, answer.Headers["Access-Control-Allow-Origin"]));
        Assert.Contains("mcp-protocol-version", answer.Headers["Access-Control-Allow-Headers"], StringComparison.Ordinal);
        Assert.Contains(method, answer.Headers["Access-Control-Allow-Methods"], StringComparison.Ordinal);
        Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Credentials"));
    }

    [Fact] // M05, with the scheme of the public origin
    public async Task Every_address_in_the_metadata_is_ours_and_is_there()
    {
        var server = (await gateway.RequestAsync("GET", "/.well-known/oauth-authorization-server")).Json;
        var endpoints = server.EnumerateObject().Where(member => member.Name.EndsWith("_endpoint", StringComparison.Ordinal)).ToList();

        Assert.Equal(5, endpoints.Count);
        foreach (var endpoint in endpoints)
        {
            Assert.StartsWith(gateway.Origin + "/", endpoint.Value.GetString()!, StringComparison.Ordinal);
            Assert.NotEqual(404, (await gateway.RequestAsync(endpoint.Name == "authorization_endpoint" ? "GET" : "POST", endpoint.Value.GetString()!)).Status);
        }

        Assert.True(server.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());
        Assert.True(server.GetProperty("client_id_metadata_document_supported").GetBoolean());
        Assert.Equal("S256", Assert.Single(server.GetProperty("code_challenge_methods_supported").EnumerateArray()).GetString());
        Assert.Contains("none", server.GetProperty("token_endpoint_auth_methods_supported").EnumerateArray().Select(one => one.GetString()));
    }

    [Theory] // P01
    [InlineData("POST"), InlineData("GET"), InlineData("HEAD"), InlineData("DELETE")]
    public async Task Without_a_token_everything_is_challenged_the_same(string method)
    {
        var answer = await gateway.SendAsync(method, method == "POST" ? "{}" : null, ("x-api-key", ""));

        Assert.Equal((401, $"Bearer resource_metadata=\"{gateway.Origin}/.well-known/oauth-protected-resource/mcp\", scope=\"mcp\"", ""), (answer.Status, answer.Headers["WWW-Authenticate"], answer.Text));
    }

    [Fact] // P02, P03, P05, P07, P08
    public async Task A_token_is_good_for_its_resource_until_it_expires()
    {
        var tokens = await gateway.SignInAsync();
        Assert.Equal(200, (await PingAsync($"Bearer {tokens.Access}")).Status);
        Assert.Equal(200, (await PingAsync($"bEaReR {tokens.Access}")).Status);
        Assert.Equal(200, (await gateway.AskAsync("ping", null, ("x-api-key", ""), ("Authorization", $"Bearer {tokens.Access}"), ("accept", "*/*"))).Status); // P19
        Invalid(await PingAsync("Bearer garbage"));
        Invalid(await PingAsync($"Bearer {tokens.Access[..^1]}{(tokens.Access[^1] == 'A' ? 'B' : 'A')}"));
        Invalid(await PingAsync($"Bearer {tokens.Refresh}"));
        Assert.Equal(400, (await gateway.AskAsync("ping", null, ("x-api-key", ""), ("Authorization", $"Bearer {tokens.Access}, Bearer {tokens.Access}"))).Status);
        Assert.Equal(400, (await PingAsync("Basic dDp0")).Status);
        Assert.Equal(401, (await gateway.AskAsync("ping", null, ("x-api-key", tokens.Access))).Status);

        var api = await gateway.SignInAsync(changes: [("scope", "api"), ("resource", gateway.Origin + "/api/v1")]);
        Invalid(await PingAsync($"Bearer {api.Access}"));
        Assert.Equal(200, (await gateway.RequestAsync("GET", "/api/v1/me", ("Authorization", $"Bearer {api.Access}"))).Status);

        var little = await gateway.SignInAsync(changes: ("scope", "offline_access"));
        var insufficient = await PingAsync($"Bearer {little.Access}");
        Assert.Equal(403, insufficient.Status);
        Assert.Contains("error=\"insufficient_scope\"", insufficient.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Contains("scope=\"mcp\"", insufficient.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Contains("resource_metadata=", insufficient.Headers["WWW-Authenticate"], StringComparison.Ordinal);

        gateway.Clock.Advance(TimeSpan.FromHours(1));
        Invalid(await PingAsync($"Bearer {tokens.Access}"));
    }

    [Fact] // P04
    public async Task A_token_in_the_query_is_no_token()
    {
        var tokens = await gateway.SignInAsync();

        Assert.Equal(401, (await gateway.AskAsync("ping", null, ("x-api-key", ""), ("path", "/mcp?access_token=" + tokens.Access))).Status);
    }

    [Fact] // P15
    public async Task A_client_sees_nothing_of_another_customer()
    {
        var tokens = await gateway.SignInAsync();

        var call = await gateway.AskAsync("tools/call", new { name = "square_list_connections", arguments = new { } }, ("x-api-key", ""), ("Authorization", $"Bearer {tokens.Access}"));

        Assert.DoesNotContain("notes", call.Text, StringComparison.Ordinal);
    }

    private Task<Reply> PingAsync(string authorization) => gateway.AskAsync("ping", null, ("x-api-key", ""), ("Authorization", authorization));

    private static void Invalid(Reply answer)
    {
        Assert.Equal(401, answer.Status);
        Assert.Contains("error=\"invalid_token\"", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Equal("invalid_token", answer.Json.GetProperty("error").GetString());
    }
}
