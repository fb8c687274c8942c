using System.Diagnostics.Metrics;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Observability;

/// <summary>What <c>/metrics</c> prints is what Prometheus reads, under the names and units of the conventions.</summary>
public sealed class MetricsTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    [Fact]
    public async Task Every_line_is_one_that_Prometheus_reads()
    {
        await gateway.AskAsync("tools/call", new { name = "obsidian_read_note", arguments = new { path = "Plan.md" } });
        var page = Exposition.Read(await TextAsync());

        Assert.Empty(page.Wrong);
        Assert.True(page.Kinds.Count > 20, $"only {page.Kinds.Count} metrics");
    }

    [Theory]
    [InlineData("http_server_request_duration_seconds", "histogram")]
    [InlineData("mcp_server_operation_duration_seconds", "histogram")]
    [InlineData("http_client_request_duration_seconds", "histogram")]
    [InlineData("squaremcp_tool_call_duration_seconds", "histogram")]
    [InlineData("squaremcp_platform_call_duration_seconds", "histogram")]
    [InlineData("squaremcp_token_refresh_duration_seconds", "histogram")]
    [InlineData("squaremcp_ledger_record_duration_seconds", "histogram")]
    [InlineData("squaremcp_calls_in_flight", "gauge")]
    [InlineData("squaremcp_answers_withheld_total", "counter")]
    [InlineData("squaremcp_connections_broken_total", "counter")]
    [InlineData("dotnet_process_cpu_time_seconds_total", "counter")]
    [InlineData("dotnet_process_memory_working_set_bytes", "gauge")]
    public async Task A_number_has_the_name_and_kind_of_the_conventions(string name, string kind)
    {
        await gateway.AskAsync("tools/call", new { name = "obsidian_read_note", arguments = new { path = "Plan.md" } });

        Assert.Equal(kind, Exposition.Read(await TextAsync()).Kinds.GetValueOrDefault(name));
    }

    [Fact]
    public async Task MCP_is_timed_by_method_tool_and_error()
    {
        await gateway.AskAsync("tools/list");
        await gateway.AskAsync("made/up");
        await gateway.AskAsync("tools/call", new { name = "obsidian_read_note", arguments = new { path = "None.md" } });
        var text = await TextAsync();

        Assert.Contains("mcp_server_operation_duration_seconds_count{mcp_method_name=\"tools/list\",gen_ai_tool_name=\"\",error_type=\"\"} ", text, StringComparison.Ordinal);
        Assert.Contains("mcp_server_operation_duration_seconds_count{mcp_method_name=\"_OTHER\",gen_ai_tool_name=\"\",error_type=\"-32601\"} ", text, StringComparison.Ordinal);
        Assert.Contains("mcp_server_operation_duration_seconds_count{mcp_method_name=\"tools/call\",gen_ai_tool_name=\"obsidian_read_note\",error_type=\"tool_error\"} ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("made/up", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_with_quotes_and_lines_stays_one_label()
    {
        using var own = new Factory();
        using var metrics = new Telemetry.Metrics(own);
        using var meter = new Meter("Squaremcp.Test.Labels");
        meter.CreateCounter<long>("squaremcp.test.labels", "{thing}", "Two\nlines.").Add(3, new KeyValuePair<string, object?>("a.b", "say \"hi\"\\\n"));
        var text = metrics.Text();

        Assert.Contains("""squaremcp_test_labels_total{a_b="say \"hi\"\\\n"} 3""", text, StringComparison.Ordinal);
        Assert.Empty(Exposition.Read(text).Wrong);
    }

    [Fact]
    public void A_label_that_somebody_fills_does_not_fill_the_memory()
    {
        using var own = new Factory();
        using var metrics = new Telemetry.Metrics(own);
        using var meter = new Meter("Squaremcp.Test.Flood");
        var counter = meter.CreateCounter<long>("squaremcp.test.flood");
        for (var i = 0; i < 5_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("who", i));
        }

        var lines = metrics.Text().Split('\n').Where(line => line.StartsWith("squaremcp_test_flood_total{", StringComparison.Ordinal)).ToList();
        Assert.InRange(lines.Count, 4_000, 4_100);
        Assert.Contains("squaremcp_test_flood_total{otel_metric_overflow=\"true\"} 1000", lines);
    }

    [Fact]
    public void Numbers_of_another_program_in_this_process_are_not_ours()
    {
        using var own = new Factory();
        using var other = new Factory();
        using var metrics = new Telemetry.Metrics(own);
        using var mine = new Meter(new MeterOptions("Squaremcp.Test.Scope") { Scope = own });
        using var theirs = new Meter(new MeterOptions("Squaremcp.Test.Scope") { Scope = other });
        mine.CreateCounter<long>("squaremcp.test.scope").Add(1);
        theirs.CreateCounter<long>("squaremcp.test.scope").Add(10);

        Assert.Contains("squaremcp_test_scope_total 1\n", metrics.Text(), StringComparison.Ordinal);
    }

    private Task<string> TextAsync() => gateway.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

    private sealed class Factory : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
