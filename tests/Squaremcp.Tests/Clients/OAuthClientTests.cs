using System.Text.Json;

namespace Squaremcp.Tests.Clients;

/// <summary>Programs that people use, each on an empty computer with a browser: no key, no configuration but the address of <c>/mcp</c>.</summary>
[Trait("Category", "Slow")]
public sealed class OAuthClientTests(ShortTokenGateway gateway) : IClassFixture<ShortTokenGateway>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("oauth-mcp-remote", "MCP CLI Proxy")]
    [InlineData("oauth-codex", "Codex")]
    [InlineData("oauth-claude-code", "Claude Code", "Connected", "Needs authentication")]
    [InlineData("oauth-opencode", "OpenCode", "connected", "needs authentication")]
    [InlineData("oauth-inspector", "MCP Inspector")]
    [InlineData("oauth-inspector-modern", "MCP Inspector")]
    public async Task A_program_signs_in_outlives_its_token_and_is_put_out(string client, string name, params string[] listedAs)
    {
        NodeClients.SkipWithoutThem();

        var seen = await NodeClients.SignInAsync(client, gateway.Mcp, Stop);

        SignInStory.HoldsFor(seen, name);
        Assert.All(listedAs.Zip(Listed(seen)), pair => Assert.Contains(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.Equal(listedAs.Length, Listed(seen).Count());
    }

    [Fact]
    public async Task The_suites_authorization_scenarios_pass()
    {
        NodeClients.SkipWithoutThem();

        var seen = await NodeClients.SignInAsync("oauth-conformance", gateway.Mcp, Stop);

        Assert.All(seen.GetProperty("reports").EnumerateArray(), report => Assert.Contains("Total: 3 passed, 0 failed", report.GetString(), StringComparison.Ordinal));
        Assert.Equal(2, seen.GetProperty("reports").GetArrayLength());
    }

    /// <summary>What its own list of servers said when it was signed in, and when it was put out.</summary>
    private static IEnumerable<string?> Listed(JsonElement seen) =>
        seen.TryGetProperty("listed", out var listed) ? listed.EnumerateArray().Select(text => text.GetString()) : [];
}
