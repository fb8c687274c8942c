using System.Text;
using System.Text.Json;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.Platforms.Obsidian;

namespace Squaremcp.Tests.Api;

/// <summary>After everything that can be done with them, right and wrong, the secrets that were planted are in no file of the data folder, no line of the log, no answer and no metric.</summary>
public sealed class PlantedSecretTests(PlantedGateway gateway) : IClassFixture<PlantedGateway>
{
    [Fact]
    public async Task Planted_secrets_are_found_nowhere()
    {
        await using var plugin = await FakePlugin.StartAsync();
        plugin.Write("Plan.md", "# Plan\n");
        var answers = new StringBuilder();
        string[] planted = [FakePlugin.Key, "wrong-" + FakePlugin.Key, gateway.Key, McpGateway.AdminKey];

        await AskAsync("PUT", "/api/v1/connections/obsidian/plugin", Settings(FakePlugin.Key));
        await AskAsync("PUT", "/api/v1/connections/obsidian/plugin", Settings("wrong-" + FakePlugin.Key));
        await AskAsync("POST", "/api/v1/connections/obsidian/plugin/check", null);
        await AskAsync("POST", "/api/v1/tools/obsidian_read_note", """{"path":"Plan.md","account":"plugin"}""");
        await AskAsync("PUT", "/api/v1/connections/obsidian/plugin", Settings(FakePlugin.Key));
        await AskAsync("PUT", "/api/v1/connections/obsidian/plugin", $$"""{"url":"nowhere","api_key":"{{FakePlugin.Key}}"}""");
        await AskAsync("PUT", "/api/v1/connections/obsidian/plugin", $$"""{"url":"{{plugin.Url}}","api_key":["{{FakePlugin.Key}}"]}""");
        await AskAsync("PUT", "/api/v1/connections/nothing/plugin", Settings(FakePlugin.Key));
        await AskAsync("POST", "/api/v1/tools/obsidian_read_note", """{"path":"Plan.md","account":"plugin"}""");
        await AskAsync("POST", "/api/v1/tools/obsidian_append_to_note", """{"path":"Plan.md","content":"x","account":"plugin"}""");
        plugin.Trouble = context => throw new InvalidOperationException(context.Request.Headers.Authorization.ToString());
        await AskAsync("POST", "/api/v1/tools/obsidian_append_to_note", """{"path":"Plan.md","content":"y","account":"plugin"}""");
        await AskAsync("POST", "/api/v1/admin/vault/rotation", null, McpGateway.AdminKey);
        await AskAsync("POST", "/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"square_list_connections","arguments":{}}}""");
        await AskAsync("GET", "/api/v1/me", null, FakePlugin.Key);
        foreach (var path in new[] { "/api/v1/me", "/api/v1/keys", "/api/v1/connections", "/api/v1/platforms", "/api/v1/tools", "/api/v1/writes", "/api/v1/audit", "/api/v1/audit/export", "/api/v1/limits", "/api/v1/usage", "/metrics", "/openapi/v1.json" })
        {
            await AskAsync("GET", path, null);
        }

        await AskAsync("GET", "/api/v1/admin/vault/rotation", null, McpGateway.AdminKey);
        Assert.Contains("needs_reconnection", answers.ToString(), StringComparison.Ordinal);
        Assert.Contains("obsidian/plugin", answers.ToString(), StringComparison.Ordinal);
        Assert.Equal("# Plan\nx\n", plugin.Read("Plan.md"));

        var kept = await gateway.KeptAsync();
        foreach (var secret in planted)
        {
            Assert.DoesNotContain(secret, answers.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(gateway.Log, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.All(kept, one => Assert.False(one.Holds(secret), $"{one.Name} holds a planted secret"));
        }

        Assert.NotEmpty(gateway.Log);

        string Settings(string key) => JsonSerializer.Serialize(new { url = plugin.Url, api_key = key, certificate_sha256 = plugin.Fingerprint });

        async Task AskAsync(string method, string path, string? body, string? key = null)
        {
            using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("x-api-key", key ?? gateway.Key);
            request.Headers.Add("Accept", "application/json, text/event-stream");
            using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
            answers.Append(answer.Headers).Append(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }
}

/// <summary>A gateway whose log can be read, and that may talk to a plugin on this machine.</summary>
public sealed class PlantedGateway : LoggingGateway
{
    protected override string[] More => ["--Squaremcp:Platforms:Obsidian:AllowPrivateHosts=true"];
}
