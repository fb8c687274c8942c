using Microsoft.Extensions.Configuration;
using Squaremcp.Telemetry;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Observability;

/// <summary>What leaves for the operator's collector, where one is named.</summary>
public sealed class OtlpTests
{
    private const string Words = "words-in-the-path-of-a-request";

    [Fact]
    public async Task A_collector_gets_traces_and_metrics_and_nothing_that_was_said()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var gateway = new Gateway(collector.Url);
        await gateway.InitializeAsync();
        await gateway.AskAsync("tools/call", new { name = "obsidian_read_note", arguments = new { path = $"{Words}.md" } });
        using var page = await gateway.Http.GetAsync($"/invite/{Words}?token={Words}", TestContext.Current.CancellationToken);
        await gateway.StopAsync();

        Assert.All((string[])["tools/call obsidian_read_note", "customer.call_tool", "credential.invoke", "platform obsidian", "squaremcp.customer.id", gateway.CustomerId, "squaremcp-under-test", "POST /mcp"], text => Assert.Contains(text, collector.Of("traces"), StringComparison.Ordinal));
        Assert.All((string[])["squaremcp.tool.call.duration", "mcp.server.operation.duration", "http.server.request.duration", "dotnet.process.cpu.time"], text => Assert.Contains(text, collector.Of("metrics"), StringComparison.Ordinal));
        Assert.All((string[])[Words, gateway.Key, "kestrel.tls_handshake"], text => Assert.DoesNotContain(text, collector.Of("traces") + collector.Of("metrics"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collector_that_is_away_costs_no_call()
    {
        await using var gateway = new Gateway("http://127.0.0.1:1");
        await gateway.InitializeAsync();

        Assert.False((await gateway.AskAsync("tools/call", new { name = "obsidian_read_note", arguments = new { path = "Plan.md" } })).Json.GetProperty("result").TryGetProperty("isError", out var wrong) && wrong.GetBoolean());
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "150")]
    public void A_setting_that_is_none_is_told_by_its_name(string name, string value)
    {
        var settings = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector:4318", [name] = value };
        var refused = Assert.Throws<TelemetryException>(() => OtlpSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), "squaremcp"));

        Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_such_a_setting_does_not_start_and_says_why()
    {
        using var folders = new GatewayFolders();
        var (code, output) = await GatewayProcess.RunAsync(folders, TestContext.Current.CancellationToken, "--urls=http://127.0.0.1:0", "--OTEL_EXPORTER_OTLP_ENDPOINT=collector");

        Assert.Equal((1, "OTEL_EXPORTER_OTLP_ENDPOINT must be the collector's address, for example http://collector:4318."), (code, output.Trim()));
    }

    [Fact]
    public void Without_a_collector_nothing_is_sent() =>
        Assert.Null(OtlpSettings.Read(new ConfigurationBuilder().Build(), "squaremcp"));

    private sealed class Gateway(string collector) : McpGateway, IAsyncDisposable
    {
        protected override string[] More => [$"--OTEL_EXPORTER_OTLP_ENDPOINT={collector}", "--OTEL_SERVICE_NAME=squaremcp-under-test"];
    }
}
