using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Clients;

/// <summary>Rules for every tool, read off the answer of <c>tools/list</c> that a client gets with every platform connected.</summary>
public sealed partial class ToolHouseRuleTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private const string Snapshot = "docs/tools.json";

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // They arrive with the write ledger, which is what makes them true.
    private static readonly string[] NotYet = ["dry_run", "idempotency_key", "repeat"];

    [Fact]
    public async Task Every_tool_keeps_the_house_rules()
    {
        var tools = (await ListAsync()).EnumerateArray().ToList();

        Assert.NotEmpty(tools);
        Assert.Empty(tools.GroupBy(tool => tool.GetProperty("name").GetString()).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Empty(tools.SelectMany(Offences));
    }

    [Fact]
    public async Task The_list_of_tools_is_the_committed_one()
    {
        var now = JsonSerializer.Serialize(await ListAsync(), Pretty) + "\n";
        if (Environment.GetEnvironmentVariable("SQUAREMCP_UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, Snapshot), now, TestContext.Current.CancellationToken);
        }

        Assert.True(Repository.Read(Snapshot) == now, $"{Snapshot} is not what tools/list answers. If the change is meant: SQUAREMCP_UPDATE_SNAPSHOTS=1 dotnet test --filter ToolHouseRule");
    }

    [Theory]
    [InlineData("""{"name":"Obsidian-Read"}""", "platform_verb_noun")]
    [InlineData("""{"name":"obsidian_read_note"}""", "has no description")]
    [InlineData("""{"name":"obsidian_read_note","inputSchema":{"type":"object","properties":{"path":{"type":"string"}}}}""", "inputSchema.path has no description")]
    [InlineData("""{"name":"obsidian_read_note","inputSchema":{"type":"object","properties":{"dry_run":{"description":"x"}}}}""", "dry_run")]
    [InlineData("""{"name":"obsidian_read_note","outputSchema":{"properties":{"a":{"description":"x","items":{"properties":{"b":{}}}}}}}""", "outputSchema.a.b has no description")]
    public void An_offence_is_recognised(string tool, string offence) =>
        Assert.Contains(Offences(JsonElement.Parse(tool)), found => found.Contains(offence, StringComparison.Ordinal));

    private static IEnumerable<string> Offences(JsonElement tool)
    {
        var name = tool.GetProperty("name").GetString()!;
        if (name.Length > 64 || !ToolName().IsMatch(name))
        {
            yield return $"{name} is not platform_verb_noun in at most 64 characters";
        }

        foreach (var part in (string[])["title", "description", "annotations", "inputSchema", "outputSchema"])
        {
            if (!tool.TryGetProperty(part, out var value) || (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString())))
            {
                yield return $"{name} has no {part}";
            }
        }

        foreach (var (path, property) in Properties(tool, "inputSchema").Concat(Properties(tool, "outputSchema")))
        {
            if (!property.TryGetProperty("description", out _))
            {
                yield return $"{name}: {path} has no description";
            }

            if (NotYet.Contains(path.Split('.')[^1]))
            {
                yield return $"{name} advertises {path}, which no call honours yet";
            }
        }
    }

    /// <summary>Every property at any depth, by its path.</summary>
    private static IEnumerable<(string Path, JsonElement Property)> Properties(JsonElement owner, string part) =>
        owner.TryGetProperty(part, out var schema) ? Inside(part, schema) : [];

    private static IEnumerable<(string Path, JsonElement Property)> Inside(string path, JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            return schema.EnumerateArray().SelectMany(each => Inside(path, each));
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var own = schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().SelectMany(one => Inside($"{path}.{one.Name}", one.Value).Prepend(($"{path}.{one.Name}", one.Value)))
            : [];
        var nested = ((string[])["items", "anyOf", "oneOf", "allOf", "additionalProperties"])
            .Where(word => schema.TryGetProperty(word, out _))
            .SelectMany(word => Inside(path, schema.GetProperty(word)));
        return own.Concat(nested);
    }

    private async Task<JsonElement> ListAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        var vault = $"tools-{Guid.NewGuid():n}";
        gateway.Folders.WriteNote(vault, "Inbox.md", "# Inbox\n");
        var tenant = await Tenant.CreateAsync(gateway.Process, vault, stop);
        var (answer, _) = await McpProbe.AskAsync(gateway.Process.Http, tenant.Key, "tools/list", new { }, stop);
        return answer.GetProperty("result").GetProperty("tools");
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+){2,}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ToolName();
}
