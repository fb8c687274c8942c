namespace Squaremcp.Tests.Mcp;

public sealed class AccountTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    [Fact]
    public async Task Where_there_are_two_accounts_the_list_asks_for_one()
    {
        await gateway.ConnectAnotherAsync("work");

        var tools = (await gateway.AskAsync("tools/list")).Result.GetProperty("tools").EnumerateArray();

        var read = tools.Single(tool => tool.GetProperty("name").GetString() == "obsidian_read_note");
        var account = read.GetProperty("inputSchema").GetProperty("properties").GetProperty("account");
        Assert.Equal(["default", "work"], account.GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
    }
}
