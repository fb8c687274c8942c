using System.Text.Encodings.Web;
using System.Text.Json;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Clients;

/// <summary>Rules for every tool, read off the answer of <c>tools/list</c> that a client gets with every platform connected.</summary>
public sealed class ToolHouseRuleTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private const string Snapshot = "docs/tools.json";

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Every_tool_keeps_the_house_rules()
    {
        var tools = (await ListAsync()).EnumerateArray().ToList();

        Assert.NotEmpty(tools);
        Assert.Empty(tools.GroupBy(tool => tool.GetProperty("name").GetString()).Where(same => same.Count() > 1).Select(same => same.Key));
        Offences.None(tools.SelectMany(ToolRules.Offences));
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

    private async Task<JsonElement> ListAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        var vault = $"tools-{Guid.NewGuid():n}";
        gateway.Folders.WriteNote(vault, "Inbox.md", "# Inbox\n");
        var tenant = await Tenant.CreateAsync(gateway.Process, vault, stop);
        await tenant.ConnectAsync(gateway.Process, "telegram", new { bot_token = $"7123456789:{Guid.NewGuid():n}abc" }, stop);
        await tenant.ConnectAsync(gateway.Process, "discord", new { bot_token = $"MTMxMDAwMDAwMDAwMDAwMDAwOQ.Gnever.{Guid.NewGuid():n}" }, stop);
        await tenant.ConnectAsync(gateway.Process, "whatsapp", new { access_token = $"never-used-{Guid.NewGuid():n}", phone_number_id = "106540352242922", business_account_id = "102290129340398" }, stop);
        await tenant.ConnectAsync(gateway.Process, "email", new { address = "anna@gmail.com", password = "never used" }, stop);
        var (answer, _) = await McpProbe.AskAsync(gateway.Process.Http, tenant.Key, "tools/list", new { }, stop);
        return answer.GetProperty("result").GetProperty("tools");
    }
}
