using System.Text.Json;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Connect;

/// <summary>Who may make a link, for whom it is, and what an installation says that is not set up.</summary>
public sealed class ConnectRouteTests(ConnectGateway gateway) : IClassFixture<ConnectGateway>
{
    [Fact]
    public async Task A_link_is_a_page_of_ours_for_ten_minutes()
    {
        var answer = await AskAsync("POST", "/api/v1/connections/forum/default/authorize");

        Assert.Equal(201, answer.Status);
        Assert.StartsWith(gateway.Origin + "/connect/", ConnectGateway.Text(answer.Json, "url"), StringComparison.Ordinal);
        Assert.Equal(gateway.Clock.GetUtcNow().AddMinutes(10), answer.Json.GetProperty("expires_at").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("obsidian", "default", 422, "PUT /api/v1/connections/obsidian/default")]
    [InlineData("fax", "default", 404, "forum")]
    [InlineData("forum", "Not-A-Name", 400, "your own name for the account")]
    public async Task A_link_that_cannot_be_made_is_told_why(string platform, string account, int status, string told)
    {
        var answer = await AskAsync("POST", $"/api/v1/connections/{platform}/{account}/authorize");

        Assert.Equal(status, answer.Status);
        Assert.Contains(told, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_a_platform_that_is_signed_in_to_are_refused_with_the_way()
    {
        var answer = await AskAsync("PUT", "/api/v1/connections/forum/default", new { token = "x" });

        Assert.Equal((422, "invalid_argument"), (answer.Status, ConnectGateway.Text(answer.Json, "kind")));
        Assert.Contains("/api/v1/connections/forum/default/authorize", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_do_not_work_are_not_kept_when_they_are_to_be_tried_first()
    {
        var wrong = await AskAsync("PUT", "/api/v1/connections/obsidian/tried?check=true", new { vault = "not-there" });
        var right = await AskAsync("PUT", "/api/v1/connections/obsidian/default?check=true", new { vault = "notes" });

        Assert.Equal((422, 200), (wrong.Status, right.Status));
        Assert.Contains("Nothing was kept", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("steps", wrong.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("tried", (await gateway.RestAsync(HttpMethod.Get, "/api/v1/connections", gateway.Key)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restricted_keys_make_no_links()
    {
        Assert.Equal(403, (await AskAsync("POST", "/api/v1/connections/forum/default/authorize", key: gateway.ReadOnlyKey)).Status);
        Assert.Equal(403, (await AskAsync("POST", "/api/v1/connections/forum/default/authorize", key: gateway.ListKey)).Status);
        var called = await gateway.AskAsync("tools/call", new { name = "square_connect_platform", arguments = new { platform = "forum" } }, ("x-api-key", gateway.ReadOnlyKey));
        Assert.True(called.Result.GetProperty("isError").GetBoolean());
        Assert.DoesNotContain("/connect/", called.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installation_that_is_not_registered_says_what_to_register_and_set()
    {
        gateway.IsRegistered = false;
        var rest = await AskAsync("POST", "/api/v1/connections/forum/default/authorize");
        var called = await gateway.AskAsync("tools/call", new { name = "square_connect_platform", arguments = new { platform = "forum" } });
        var listed = await PlatformAsync("forum");
        gateway.IsRegistered = true;

        Assert.Equal(409, rest.Status);
        Assert.False(listed.GetProperty("configured").GetBoolean());
        foreach (var text in new[] { rest.Text, called.Text, listed.ToString() })
        {
            foreach (var told in new[] { "SQUAREMCP__Platforms__Forum__ClientId", "SQUAREMCP__Platforms__Forum__ClientSecret", $"{gateway.Origin}/connect/callback", "under Settings, Apps, New." })
            {
                Assert.Contains(told, text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Platforms_tell_how_they_are_connected()
    {
        var (forum, obsidian) = (await PlatformAsync("forum"), await PlatformAsync("obsidian"));

        Assert.Equal(("oauth", "settings"), (ConnectGateway.Text(forum, "connected_by"), ConnectGateway.Text(obsidian, "connected_by")));
        Assert.Equal(["read", "write", "stars"], forum.GetProperty("scopes").EnumerateArray().Select(scope => ConnectGateway.Text(scope, "name")));
        Assert.False(forum.TryGetProperty("settings_schema", out _));
        Assert.True(obsidian.TryGetProperty("settings_schema", out _));
        Assert.True(forum.GetProperty("configured").GetBoolean() && obsidian.GetProperty("configured").GetBoolean());
    }

    [Fact]
    public async Task A_link_of_a_key_that_was_revoked_since_connects_nothing()
    {
        using var person = gateway.Stranger();
        var key = await gateway.RestAsync(HttpMethod.Post, $"/api/v1/admin/customers/{gateway.CustomerId}/keys", McpGateway.AdminKey, new { name = "short-lived" });
        var link = await gateway.LinkAsync("revoked", ConnectGateway.Text(key, "key"));
        var back = await gateway.Forum.AgreeAsync(await gateway.PressAsync(person, link));
        var before = gateway.Forum.Redeemed.Count;
        await gateway.RestAsync(HttpMethod.Delete, $"/api/v1/keys/{ConnectGateway.Text(key, "id")}", gateway.Key);

        Assert.Contains("may not connect accounts any more", (await person.GetAsync(new Uri(back).PathAndQuery)).Text, StringComparison.Ordinal);
        Assert.Contains("may not connect accounts any more", (await person.SubmitAsync(await person.GetAsync(link), 0)).Text, StringComparison.Ordinal);
        Assert.Equal(before, gateway.Forum.Redeemed.Count);
    }

    [Fact]
    public async Task An_assistant_gets_a_link_that_only_its_person_can_use()
    {
        using var anna = await gateway.PersonAsync();
        using var bert = await gateway.PersonAsync();
        using var nobody = gateway.Stranger();
        var tokens = await gateway.SignInAsync(anna);
        var link = await ToolLinkAsync(tokens.Access);

        Assert.Contains("Sign in", (await nobody.GetAsync(link)).Text, StringComparison.Ordinal);
        var refused = await bert.GetAsync(link);
        Assert.Equal(403, refused.Status);
        Assert.Contains("for somebody else", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(anna.Email, refused.Text, StringComparison.Ordinal);
        var back = new Uri(await gateway.Forum.AgreeAsync(await gateway.PressAsync(anna, link))).PathAndQuery;
        Assert.Equal(200, (await anna.GetAsync(back)).Status);
        Assert.Contains("forum", await ListAsync(tokens.Access), StringComparison.Ordinal);
        Assert.DoesNotContain("default @anna", await gateway.ConnectedAsync());
    }

    [Fact]
    public async Task Who_signs_out_on_the_way_does_not_connect()
    {
        using var anna = await gateway.PersonAsync();
        var link = await ToolLinkAsync((await gateway.SignInAsync(anna)).Access);
        var back = new Uri(await gateway.Forum.AgreeAsync(await gateway.PressAsync(anna, link))).PathAndQuery;
        await anna.SubmitAsync(await anna.GetAsync("/login"), 0);
        var before = gateway.Forum.Redeemed.Count;

        Assert.Equal(403, (await anna.GetAsync(back)).Status);
        Assert.Equal(before, gateway.Forum.Redeemed.Count);
        await anna.LogInAsync();
        Assert.Equal(200, (await anna.GetAsync(back)).Status);
    }

    [Fact]
    public async Task Signing_in_on_the_way_leads_back_to_the_link()
    {
        using var anna = await gateway.PersonAsync();
        var link = await ToolLinkAsync((await gateway.SignInAsync(anna)).Access);
        using var elsewhere = new WebPerson(gateway) { Email = anna.Email };
        var signedIn = await elsewhere.SubmitAsync(await elsewhere.GetAsync(link), 0, ("email", anna.Email), ("password", WebPerson.Password));

        Assert.Equal((303, link), (signedIn.Status, signedIn.Headers["Location"]));
        Assert.Contains(anna.Email, (await elsewhere.GetAsync(link)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_customers_link_never_touches_another()
    {
        using var person = gateway.Stranger();
        var other = await gateway.RestAsync(HttpMethod.Post, "/api/v1/admin/customers", McpGateway.AdminKey, new { email = "bert@example.org", name = "Bert", plan = "pro" });
        var key = ConnectGateway.Text(await gateway.RestAsync(HttpMethod.Post, $"/api/v1/admin/customers/{ConnectGateway.Text(other, "id")}/keys", McpGateway.AdminKey, new { name = "bert" }), "key")!;
        var page = await person.GetAsync(await gateway.LinkAsync("mine", key));
        await gateway.ConnectAsync(person, "mine", key);

        Assert.Contains("<dd>Bert</dd>", page.Text, StringComparison.Ordinal);
        Assert.Equal(["mine @anna"], await gateway.ConnectedAsync(key));
        Assert.DoesNotContain("mine @anna", await gateway.ConnectedAsync());
        Assert.Empty(await gateway.AuditAsync("mine"));
    }

    [Fact]
    public async Task The_tool_tells_the_link_the_scopes_and_the_account()
    {
        var called = await gateway.AskAsync("tools/call", new { name = "square_connect_platform", arguments = new { platform = "forum", account = "tool" } });
        var how = called.Result.GetProperty("structuredContent");

        Assert.StartsWith(gateway.Origin + "/connect/", ConnectGateway.Text(how, "url"), StringComparison.Ordinal);
        Assert.Contains(ConnectGateway.Text(how, "url")!, called.Result.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("tool", ConnectGateway.Text(how, "account"));
        Assert.Contains("Write posts in your name", how.GetProperty("scopes").ToString(), StringComparison.Ordinal);
        Assert.Equal(["connection.offer ok mcp"], await gateway.AuditAsync("tool"));
    }

    [Fact]
    public async Task A_client_that_can_open_addresses_is_asked_to_and_has_the_link_afterwards_too()
    {
        var asked = (await ConnectAsync(CanOpen)).Result;
        var question = asked.GetProperty("inputRequests").GetProperty("open_link");
        var link = question.GetProperty("params").GetProperty("url").GetString()!;
        var answered = (await ConnectAsync(CanOpen, asked.GetProperty("requestState").GetString(), "decline")).Result;

        Assert.Equal(("input_required", "elicitation/create"), (asked.GetProperty("resultType").GetString(), question.GetProperty("method").GetString()));
        Assert.Equal("url", question.GetProperty("params").GetProperty("mode").GetString());
        Assert.StartsWith(gateway.Origin + "/connect/", link, StringComparison.Ordinal);
        Assert.Equal("complete", answered.GetProperty("resultType").GetString());
        Assert.Equal(link, answered.GetProperty("structuredContent").GetProperty("url").GetString());
        Assert.Contains(link, answered.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_cannot_open_addresses_is_not_asked()
    {
        foreach (var can in new object[] { new { }, new { elicitation = new { } }, new { elicitation = new { form = new { } } } })
        {
            var answered = (await ConnectAsync(can)).Result;
            Assert.Equal("complete", answered.GetProperty("resultType").GetString());
            Assert.Contains("/connect/", answered.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_answer_to_a_question_nobody_asked_is_refused()
    {
        var state = (await ConnectAsync(CanOpen)).Result.GetProperty("requestState").GetString()!;
        var changed = await ConnectAsync(CanOpen, state[..^4] + "AAAA", "accept");
        using var anna = await gateway.PersonAsync();
        var foreign = await ConnectAsync(CanOpen, state, "accept", ("x-api-key", ""), ("Authorization", "Bearer " + (await gateway.SignInAsync(anna)).Access));

        Assert.All([changed, foreign], refused =>
        {
            Assert.Equal(400, refused.Status);
            Assert.Contains("requestState", refused.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("/connect/", refused.Text, StringComparison.Ordinal);
        });
    }

    private static object CanOpen => new { elicitation = new { url = new { } } };

    /// <summary>In 2026-07-28, where each call tells what its client can do.</summary>
    private Task<Reply> ConnectAsync(object can, string? state = null, string? action = null, params (string Name, string Value)[] headers)
    {
        Dictionary<string, object> call = new()
        {
            ["name"] = "square_connect_platform",
            ["arguments"] = new { platform = "forum" },
            ["_meta"] = new Dictionary<string, object> { ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28", ["io.modelcontextprotocol/clientCapabilities"] = can },
        };
        if (state is not null)
        {
            call["requestState"] = state;
            call["inputResponses"] = new { open_link = new { action } };
        }

        return gateway.AskModernAsync("tools/call", call, headers);
    }

    private async Task<string> ToolLinkAsync(string token)
    {
        var called = await gateway.AskAsync("tools/call", new { name = "square_connect_platform", arguments = new { platform = "forum" } }, ("x-api-key", ""), ("Authorization", "Bearer " + token));
        return new Uri(called.Result.GetProperty("structuredContent").GetProperty("url").GetString()!).AbsolutePath;
    }

    private async Task<string> ListAsync(string token) =>
        (await gateway.AskAsync("tools/call", new { name = "square_list_connections", arguments = new { } }, ("x-api-key", ""), ("Authorization", "Bearer " + token))).Result.GetProperty("structuredContent").GetProperty("connections").ToString();

    private async Task<JsonElement> PlatformAsync(string name) =>
        (await gateway.RestAsync(HttpMethod.Get, "/api/v1/platforms", gateway.Key)).GetProperty("platforms").EnumerateArray().Single(one => ConnectGateway.Text(one, "name") == name);

    private Task<Reply> AskAsync(string method, string path, object? body = null, string? key = null) =>
        gateway.RequestAsync(new(new(method), path) { Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body) }, ("x-api-key", key ?? gateway.Key));
}
