using System.Text.Json;

namespace Squaremcp.Tests.Clients;

/// <summary>The main job: a client nobody here wrote reads and changes a real note, and the customer can see that it did.</summary>
public sealed class ClientTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private const string Inbox = "Inbox.md";
    private const string FirstLine = "Bring the ladder back.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sdk-v1", "/mcp", "2025-11-25")]
    [InlineData("sdk-v2-legacy", "/mcp", "2025-11-25")]
    [InlineData("sdk-v2-auto", "/mcp", "2026-07-28")]
    [InlineData("inspector-http", "/mcp", null)]
    [InlineData("inspector-modern", "/mcp", null)]
    [InlineData("inspector-sse", "/sse", null)]
    [InlineData("codex", "/mcp", null)]
    public async Task A_real_client_reads_and_changes_a_note(string client, string path, string? protocol)
    {
        NodeClients.SkipWithoutThem();
        var vault = $"vault-of-{client}";
        gateway.Folders.WriteNote(vault, Inbox, $"# Inbox\n\n{FirstLine}\n");
        var tenant = await Tenant.CreateAsync(gateway.Process, vault, Stop);

        var seen = await NodeClients.DriveAsync(client, new(gateway.Process.Url, path), tenant.Key,
        [
            new { tool = "obsidian_read_note", arguments = new { path = Inbox } },
            new { tool = "obsidian_append_to_note", arguments = new { path = Inbox, content = $"- seen by {client}" } },
        ], Stop);

        var tools = seen.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()).ToList();
        Assert.Contains("obsidian_read_note", tools);
        Assert.Contains("obsidian_append_to_note", tools);
        var results = seen.GetProperty("results").EnumerateArray().ToList();
        Assert.All(results, result => Assert.False(IsError(result), result.GetRawText()));
        Assert.Contains(FirstLine, results[0].GetRawText(), StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(gateway.Folders.Note(vault, Inbox), Stop), line => line == $"- seen by {client}");
        Assert.Equal(["obsidian_append_to_note", "obsidian_read_note"], await AuditedCallsAsync(tenant));
        if (protocol is not null)
        {
            Assert.Equal(protocol, seen.GetProperty("protocol").GetString());
        }
    }

    [Theory]
    [InlineData("sdk-v1", "/mcp")]
    [InlineData("sdk-v2-auto", "/mcp")]
    [InlineData("inspector-sse", "/sse")]
    public async Task A_client_with_an_unknown_key_sees_nothing(string client, string path)
    {
        NodeClients.SkipWithoutThem();
        var job = JsonSerializer.Serialize(new { url = new Uri(gateway.Process.Url, path), key = "sq_unknown", calls = Array.Empty<object>(), scratch = gateway.Folders.Root });

        var (exitCode, output) = await NodeClients.RunAsync(TimeSpan.FromSeconds(60), Stop, "drive.mjs", client, job);

        Assert.NotEqual(0, exitCode);
        Assert.Matches(@"\b401\b|auth_required|(?i:unauthorized)", output);
        Assert.DoesNotContain("obsidian_read_note", output, StringComparison.Ordinal);
    }

    private static bool IsError(JsonElement result) => result.TryGetProperty("isError", out var error) && error.ValueKind == JsonValueKind.True;

    private async Task<IEnumerable<string?>> AuditedCallsAsync(Tenant tenant) =>
        from entry in await tenant.AuditAsync(gateway.Process, Stop)
        where entry.GetProperty("action").GetString() == "tool.call" && entry.GetProperty("outcome").GetString() == "ok"
        select entry.GetProperty("target").GetString();
}
