namespace Squaremcp.Tests.Clients;

/// <summary>The protocol's own suite against the tenant that holds nothing but its fixtures.</summary>
[Trait("Category", "Slow")]
public sealed class ConformanceTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("@modelcontextprotocol/conformance", "--requirements", "2026-07-28")]
    [InlineData("@modelcontextprotocol/conformance", "--requirements", "2025-11-25")]
    [InlineData("conformance-stable", "--suite", "all")]
    public async Task The_suite_passes(string package, string option, string value)
    {
        NodeClients.SkipWithoutThem();
        var (exitCode, output) = await NodeClients.RunAsync(Patience, TestContext.Current.CancellationToken,
            $"node_modules/{package}/dist/index.js", "server", "--url", new Uri(gateway.Process.Url, "/conformance/mcp").ToString(), option, value);

        Assert.True(exitCode == 0, output);
    }
}
