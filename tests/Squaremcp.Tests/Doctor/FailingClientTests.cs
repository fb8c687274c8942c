using System.Net;
using Microsoft.AspNetCore.Http;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Doctor;

/// <summary>Clients as they are known to fail, replayed over HTTP: the doctor names the step and the cause, and no other.</summary>
public sealed class FailingClientTests(DocumentGateway gateway) : IClassFixture<DocumentGateway>, IAsyncLifetime
{
    private const string Hosted = "160.79.104.10";
    private const string Home = "203.0.113.7";
    private const string WebCallback = "https://claude.ai/api/mcp/auth_callback";

    private AiClient Claude => new(gateway, "python-httpx/0.28.1", Hosted);

    private AiClient Codex => new(gateway, "codex_cli_rs/0.169.0", Home);

    private AiClient Opencode => new(gateway, "opencode/1.18", Home);

    private AiClient Code => new(gateway, "claude-code/2.1.329 (cli)", Home);

    private AiClient ChatGpt => new(gateway, "openai-mcp/1.0.0", "20.15.240.1");

    // What came before is another attempt's.
    public async ValueTask InitializeAsync() => await gateway.PassAsync(TimeSpan.FromHours(2));

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Claude_that_gets_all_the_way_is_connected()
    {
        using var person = await gateway.PersonAsync();
        var (id, token) = await LetInAsync(Claude, person, "Claude", WebCallback);
        Assert.Equal(200, (await Claude.AskAsync(token)).Status);
        await gateway.SendAsync("GET", null, [("x-api-key", ""), ("Authorization", $"Bearer {token}"), .. Claude.Headers]);
        await gateway.DiagnoseAsync("connected", null, null);
        await Claude.AskAsync(token, AiClient.Call("square_list_connections", "{}"));

        var attempt = await gateway.DiagnoseAsync("connected", null, null);
        Assert.Equal("done done done done done done", attempt.States());
        Assert.Equal((id, "Claude", person.Email), (attempt.Text("client_id"), attempt.Text("client_name"), attempt.Text("account")));
        Assert.Equal("Claude's servers (160.79.104.0/21)", attempt.Text("network"));
    }

    [Fact]
    public async Task A_client_known_by_its_document_needs_no_registration()
    {
        using var person = await gateway.PersonAsync();
        await Code.DiscoverAsync();
        var asked = AuthorizeQuery.Of(gateway, "https://claude.ai/oauth/claude-code-client-metadata", ("redirect_uri", "http://localhost:51234/callback"));
        var code = AuthorizeQuery.Answer(await person.AllowAsync(await person.GetAsync("/authorize" + asked, ("X-Forwarded-For", Home))))["code"];
        var token = (await Code.RedeemAsync(code, "https://claude.ai/oauth/claude-code-client-metadata")).Json.GetProperty("access_token").GetString()!;
        await Code.AskAsync(token);

        Assert.Equal("done passed_over done done done open", (await gateway.DiagnoseAsync("connected", null, null)).States());
    }

    [Fact]
    public async Task Q1_calls_that_a_CDN_blocks_are_told_by_the_silence_after_the_tokens()
    {
        using var person = await gateway.PersonAsync();
        await LetInAsync(Claude, person, "Claude", WebCallback);
        await gateway.DiagnoseAsync("underway", null, null);
        await gateway.PassAsync(TimeSpan.FromMinutes(3));

        var attempt = await gateway.DiagnoseAsync("stopped", "list", "silent_after_issued");
        Assert.Contains("Claude-User", attempt.Text("advice"), StringComparison.Ordinal);
        Assert.Equal("done done done done missing open", attempt.States());
    }

    [Fact]
    public async Task Q6_a_client_given_the_origin_without_mcp_is_told_so()
    {
        await gateway.SendAsync("POST", AiClient.Tools, [("path", "/"), ("x-api-key", ""), .. Code.Headers]);

        Assert.Equal("/", (await gateway.DiagnoseAsync("failed", "discover", "wrong_path")).Text("detail"));
    }

    [Fact]
    public async Task Q7_a_client_that_asks_for_another_address_is_told_which()
    {
        using var person = await gateway.PersonAsync();
        var id = await RegisterAsync(Claude, "Claude", WebCallback);
        await person.AskAsync(id, ("redirect_uri", WebCallback), ("resource", "https://old.example.org/mcp?secret=1"));

        Assert.Equal("https://old.example.org/mcp", (await gateway.DiagnoseAsync("failed", "authorize", "wrong_resource")).Text("detail"));
    }

    [Fact]
    public async Task Q10_a_version_of_MCP_that_nobody_knows_is_the_cause()
    {
        using var person = await gateway.PersonAsync();
        var (_, token) = await LetInAsync(Code, person, "Claude Code", "http://localhost/callback");
        await Code.AskAsync(token, AiClient.Tools, ("MCP-Protocol-Version", "2027-01-01"));

        Assert.Equal("2027-01-01", (await gateway.DiagnoseAsync("failed", "list", "protocol_version")).Text("detail"));
    }

    [Fact]
    public async Task Q11_a_refresh_token_used_by_two_processes_is_the_cause_and_not_the_refusals_after_it()
    {
        using var person = await gateway.PersonAsync();
        await Codex.DiscoverAsync("GET");
        var id = await Codex.RegisterAsync("Codex", "http://127.0.0.1/callback");
        var first = Tokens.Of(await Codex.RedeemAsync(await CodeAsync(person, id, "http://127.0.0.1:5555/callback"), id));
        var second = Tokens.Of(await Codex.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", first.Refresh), ("client_id", id)));
        await gateway.PassAsync(TimeSpan.FromMinutes(59));
        Assert.Equal(400, (await Codex.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", first.Refresh), ("client_id", id))).Status);
        await Codex.AskAsync(second.Access);

        Assert.Equal(("failed", "refresh_reused"), ((await gateway.AttemptsAsync(key: await KeyOfAsync(person)))[0].Text("status"), (await gateway.AttemptsAsync(key: await KeyOfAsync(person)))[0].Text("cause")));
    }

    [Fact]
    public async Task Q14_a_client_that_does_not_renew_its_token_is_told_from_one_that_does()
    {
        using var person = await gateway.PersonAsync();
        var id = await RegisterAsync(Opencode, "OpenCode", "http://127.0.0.1:19876/mcp/oauth/callback");
        var tokens = Tokens.Of(await Opencode.RedeemAsync(await CodeAsync(person, id, "http://127.0.0.1:19876/mcp/oauth/callback"), id));
        await Opencode.AskAsync(tokens.Access);
        await gateway.PassAsync(TimeSpan.FromMinutes(61));
        Assert.Equal(401, (await Opencode.AskAsync(tokens.Access)).Status);
        await gateway.DiagnoseAsync("failed", "token", "token_expired");

        var renewed = Tokens.Of(await Opencode.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens.Refresh), ("client_id", id)));
        await Opencode.AskAsync(renewed.Access);
        await gateway.DiagnoseAsync("connected", null, null);
    }

    [Fact]
    public async Task Q15_a_registration_that_is_gone_is_the_cause()
    {
        using var person = await gateway.PersonAsync();
        await person.AskAsync("cli_01jd0000000000000000000000", ("redirect_uri", WebCallback));

        await gateway.DiagnoseAsync("failed", "authorize", "client_forgotten");
        await Claude.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", "old"), ("client_id", "cli_01jd0000000000000000000009"));
        Assert.Contains(await gateway.AttemptsAsync(), one => one.Text("cause") == "token_client_forgotten");
    }

    [Fact]
    public async Task Q20_an_address_that_is_not_the_gateways_is_the_cause()
    {
        await gateway.SendAsync("POST", AiClient.Tools, [("x-api-key", ""), ("Host", "internal-7.cluster.local"), .. Claude.Headers]);

        Assert.Equal("internal-7.cluster.local", (await gateway.DiagnoseAsync("failed", "discover", "wrong_host")).Text("detail"));
    }

    [Fact]
    public async Task Q21_a_document_that_is_not_there_is_the_cause()
    {
        using var person = await gateway.PersonAsync();
        gateway.Host.Answer = context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        await person.AskAsync(gateway.Host.Address + "/oauth/mcp-oauth-client-metadata", ("redirect_uri", WebCallback));

        Assert.Contains("status 404", (await gateway.DiagnoseAsync("failed", "authorize", "document_unreachable")).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChatGPT_that_can_only_sign_assertions_is_told_so_at_each_way_in()
    {
        using var person = await gateway.PersonAsync();
        var id = gateway.Host.Address + "/oauth/1/client.json";
        gateway.Host.Answer = context => context.Response.WriteAsJsonAsync(new { client_id = id, client_name = "ChatGPT", redirect_uris = (string[])["https://chatgpt.com/connector/oauth/1"], token_endpoint_auth_method = "private_key_jwt" });
        await person.AskAsync(id, ("redirect_uri", "https://chatgpt.com/connector/oauth/1"));
        await gateway.DiagnoseAsync("failed", "authorize", "document_assertion");

        await InitializeAsync();
        await ChatGpt.DiscoverAsync();
        await ChatGpt.TryRegisterAsync(new { client_name = "ChatGPT", redirect_uris = (string[])["https://chatgpt.com/connector_platform_oauth_redirect"], token_endpoint_auth_method = "private_key_jwt" });
        Assert.Equal("ChatGPT", (await gateway.DiagnoseAsync("failed", "register", "register_assertion")).Text("client_name"));
    }

    [Fact]
    public async Task The_desktop_apps_Code_tab_fails_by_its_own_scheme()
    {
        await Claude.DiscoverAsync();
        await Claude.TryRegisterAsync(new { client_name = "Claude Code", redirect_uris = (string[])["claude://claude.ai/mcp-auth-callback/sdk?x=1"] });
        Assert.Equal("claude://claude.ai/mcp-auth-callback/sdk", (await gateway.DiagnoseAsync("failed", "register", "register_scheme")).Text("detail"));

        await InitializeAsync();
        using var person = await gateway.PersonAsync();
        var id = await RegisterAsync(Code, "Claude Code", "http://localhost/callback");
        await person.AskAsync(id, ("redirect_uri", "claude://claude.ai/mcp-auth-callback/sdk"));
        await gateway.DiagnoseAsync("failed", "authorize", "redirect_scheme");
    }

    [Fact]
    public async Task Opencode_that_uses_a_path_it_has_not_registered_is_told_so()
    {
        using var person = await gateway.PersonAsync();
        var id = await RegisterAsync(Opencode, "OpenCode", "http://127.0.0.1/callback");
        await person.AskAsync(id, ("redirect_uri", "http://127.0.0.1:19876/mcp/oauth/callback"));

        await gateway.DiagnoseAsync("failed", "authorize", "redirect_mismatch");
    }

    [Fact]
    public async Task Claude_Code_that_mixes_up_the_names_of_the_computer_is_told_so()
    {
        using var person = await gateway.PersonAsync();
        var id = await RegisterAsync(Code, "Claude Code", "http://127.0.0.1/callback");
        await person.AskAsync(id, ("redirect_uri", "http://localhost:50123/callback"));

        await gateway.DiagnoseAsync("failed", "authorize", "redirect_host");
    }

    [Fact]
    public async Task Codex_whose_time_ran_out_is_told_by_the_silence_after_the_consent()
    {
        using var person = await gateway.PersonAsync();
        await Codex.DiscoverAsync("GET");
        var id = await Codex.RegisterAsync("Codex", "http://127.0.0.1/callback");
        await CodeAsync(person, id, "http://127.0.0.1:5555/callback");
        await gateway.PassAsync(TimeSpan.FromMinutes(6));

        await gateway.DiagnoseAsync("stopped", "token", "silent_after_allowed");
    }

    [Fact]
    public async Task A_code_that_comes_too_late_or_twice_or_with_another_proof_is_told_apart()
    {
        using var person = await gateway.PersonAsync();
        var id = await RegisterAsync(Codex, "Codex", "http://127.0.0.1/callback");
        var late = await CodeAsync(person, id, "http://127.0.0.1:5555/callback");
        await gateway.PassAsync(TimeSpan.FromSeconds(61));
        await Codex.RedeemAsync(late, id);
        await gateway.DiagnoseAsync("failed", "token", "code_expired");

        await InitializeAsync();
        id = await RegisterAsync(Codex, "Codex", "http://127.0.0.1/callback");
        var mixed = await CodeAsync(person, id, "http://127.0.0.1:5555/callback");
        await Codex.RedeemAsync(mixed, id, ("code_verifier", new string('x', 43)));
        await gateway.DiagnoseAsync("failed", "token", "verifier");
        await Codex.RedeemAsync(mixed, id);
        await gateway.DiagnoseAsync("underway", null, null);
        await Codex.RedeemAsync(mixed, id);
        await gateway.DiagnoseAsync("failed", "token", "code_reused");
    }

    [Theory]
    [InlineData("challenged", "discover", 0)]
    [InlineData("server_metadata", "register", 1)]
    [InlineData("registered", "authorize", 2)]
    [InlineData("sign_in_shown", "authorize", 3)]
    [InlineData("consent_shown", "authorize", 4)]
    public async Task Whoever_stops_on_the_way_is_told_before_what(string last, string missing, int steps)
    {
        using var person = await gateway.PersonAsync();
        using var nobody = new WebPerson(gateway);
        await (steps == 0 ? gateway.SendAsync("POST", AiClient.Tools, [("x-api-key", ""), .. Opencode.Headers]) : Opencode.DiscoverAsync());
        var id = steps < 2 ? "" : await Opencode.RegisterAsync("OpenCode", "http://127.0.0.1/callback");
        if (steps > 2)
        {
            await (steps == 3 ? nobody : person).AskAsync(id);
        }

        await gateway.PassAsync(TimeSpan.FromMinutes(11));
        await gateway.DiagnoseAsync("stopped", missing, "silent_after_" + last);
    }

    [Theory]
    [InlineData("code_challenge", null, "no_pkce")]
    [InlineData("code_challenge_method", "plain", "no_pkce")]
    [InlineData("scope", "claudeai", "bad_scope")]
    [InlineData("response_type", "token", "bad_request")]
    public async Task A_request_that_cannot_be_is_told_by_what_is_wrong_with_it(string parameter, string? value, string cause)
    {
        using var person = await gateway.PersonAsync();
        var id = await RegisterAsync(Claude, "Claude", WebCallback);
        await person.AskAsync(id, ("redirect_uri", WebCallback), (parameter, value));

        await gateway.DiagnoseAsync("failed", "authorize", cause);
    }

    [Fact]
    public async Task A_person_who_says_no_is_no_fault()
    {
        using var person = await gateway.PersonAsync();
        var id = await RegisterAsync(Claude, "Claude", WebCallback);
        await person.AllowAsync(await person.AskAsync(id, ("redirect_uri", WebCallback)), "deny");

        Assert.Contains("Nothing is wrong", (await gateway.DiagnoseAsync("failed", "authorize", "denied")).Text("advice"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_without_cookies_is_told_from_a_person_who_did_not_sign_in()
    {
        var id = await RegisterAsync(Codex, "Codex", "http://127.0.0.1/callback");
        var query = AuthorizeQuery.Of(gateway, id);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = gateway.Http.BaseAddress };
        http.DefaultRequestHeaders.Add("X-Forwarded-For", Home);
        var page = await http.GetStringAsync("/authorize" + query, TestContext.Current.CancellationToken);
        var proof = page.Split("name=\"proof\" value=\"")[1].Split('"')[0];
        using var form = new FormUrlEncodedContent([new("proof", proof), new("email", "anna@example.org"), new("password", "whatever it is")]);
        using var answer = await http.PostAsync("/login" + query, form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);

        await gateway.DiagnoseAsync("failed", "authorize", "no_cookies");
        await http.GetStringAsync("/authorize" + query, TestContext.Current.CancellationToken);
        Assert.Contains(await gateway.AttemptsAsync(), one => one.Text("cause") == "no_cookies");
    }

    [Theory]
    [InlineData("sq_never_was", "key_unknown")]
    [InlineData("YOUR_API_KEY", "token_foreign")]
    [InlineData("sqa_01jd0000000000000000000000_0123456789012345678901234567890123456789012", "token_unknown")]
    public async Task A_credential_that_is_none_is_told_by_what_it_looks_like(string token, string cause)
    {
        await Code.AskAsync(token);

        await gateway.DiagnoseAsync("failed", "list", cause);
    }

    [Fact]
    public async Task A_revoked_key_is_told_to_the_customer_whose_key_it_was()
    {
        await gateway.SendAsync("POST", AiClient.Tools, [("x-api-key", gateway.RevokedKey), .. Code.Headers]);

        var attempt = Assert.Single(await gateway.AttemptsAsync(key: gateway.Key), one => one.Text("cause") == "key_revoked");
        Assert.Equal("Claude Code", attempt.Text("client_name"));
    }

    [Fact]
    public async Task An_account_that_is_not_connected_is_no_fault_of_the_apps()
    {
        using var person = await gateway.PersonAsync();
        var (_, token) = await LetInAsync(Code, person, "Claude Code", "http://localhost/callback");
        await Code.AskAsync(token);
        await Code.AskAsync(token, AiClient.Call("obsidian_read_note", """{"path":"Plan.md"}"""));

        await gateway.DiagnoseAsync("failed", "call", "call_unconnected");
    }

    private static async Task<string> RegisterAsync(AiClient client, string name, string redirect)
    {
        await client.DiscoverAsync();
        return await client.RegisterAsync(name, redirect);
    }

    private static async Task<string> CodeAsync(WebPerson person, string id, string redirect) => await person.CodeAsync(id, ("redirect_uri", redirect));

    private static async Task<(string Id, string Token)> LetInAsync(AiClient client, WebPerson person, string name, string redirect)
    {
        var id = await RegisterAsync(client, name, redirect);
        var answer = await client.RedeemAsync(await CodeAsync(person, id, redirect), id);
        Assert.True(answer.Status == 200, answer.Text);
        return (id, Tokens.Of(answer).Access);
    }

    /// <summary>A key of the customer that the person's account is.</summary>
    private async Task<string> KeyOfAsync(WebPerson person)
    {
        var customers = (await gateway.RestAsync(HttpMethod.Get, "/api/v1/admin/customers?limit=200", McpGateway.AdminKey)).GetProperty("customers").EnumerateArray();
        var id = customers.Single(one => one.GetProperty("email").GetString() == person.Email).GetProperty("id").GetString();
        return (await gateway.RestAsync(HttpMethod.Post, $"/api/v1/admin/customers/{id}/keys", McpGateway.AdminKey, new { name = "doctor" })).GetProperty("key").GetString()!;
    }
}
