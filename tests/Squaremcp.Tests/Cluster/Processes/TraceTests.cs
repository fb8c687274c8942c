using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Observability;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>A call's trace goes on from the frontend's process into the silo's, and both show their numbers.</summary>
public sealed class TraceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_one_trace_through_frontend_and_silo()
    {
        await using var collector = await FakeCollector.StartAsync();
        (string, string)[] more = [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_BSP_SCHEDULE_DELAY", "200"), ("MetricsKey", "metrics-key-of-the-tests")];
        await using var cluster = await ClusterRun.SharedAsync(1);
        var silo = await cluster.Silo(0, more).BecomesAsync(HttpStatusCode.OK, Token);
        var frontend = await cluster.Frontend(more).BecomesAsync(HttpStatusCode.OK, Token);
        var tenant = await cluster.TenantAsync(frontend, Token);
        await File.WriteAllTextAsync(Path.Combine(tenant.Folder, "Plan.md"), "words-of-the-note", Token);

        var (trace, client) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());
        var (status, answer) = await tenant.SendAsync(frontend, "tools/call", new { name = "obsidian_read_note", arguments = new { path = "Plan.md" }, _meta = new { traceparent = $"00-{trace}-{client}-01" } }, Token);
        Assert.True(status == 200 && answer.Contains("words-of-the-note", StringComparison.Ordinal), answer);

        var spans = await SpansAsync(collector, trace);
        Assert.Equal(
            ["platform obsidian", "credential.invoke", "customer.call_tool", "tools/call obsidian_read_note"],
            Ancestry(spans, spans.Single(span => span.Value.Name == "platform obsidian").Key).Where(name => !name.Contains("Grain", StringComparison.Ordinal)));
        Assert.DoesNotContain("words-of-the-note", collector.Of("traces"), StringComparison.Ordinal);
        Assert.DoesNotContain("Plan.md", collector.Of("traces"), StringComparison.Ordinal);

        foreach (var (process, at) in new[] { (silo, "customer"), (frontend, "frontend") })
        {
            var page = await process.Http.GetStringAsync("/metrics", Token);
            Assert.Empty(Exposition.Read(page).Wrong);
            Assert.Contains($"squaremcp_calls_in_flight{{at=\"{at}\"}} 0", page, StringComparison.Ordinal);
        }
    }

    /// <summary>Waits until every span between the platform's and the frontend's has come: each process sends its own, in batches.</summary>
    private static async Task<Dictionary<string, (string Parent, string Name)>> SpansAsync(FakeCollector collector, ActivityTraceId trace)
    {
        var bytes = new byte[16];
        trace.CopyTo(bytes);
        while (true)
        {
            var spans = SpanOf(Encoding.Latin1.GetString(bytes)).Matches(collector.Of("traces")).DistinctBy(span => span.Groups["id"].Value)
                .ToDictionary(span => span.Groups["id"].Value, span => (span.Groups["parent"].Value, span.Groups["name"].Value[..span.Groups["length"].Value[0]]));
            var outermost = spans.Where(span => span.Value.Item2 == "platform obsidian").SelectMany(span => Ancestry(spans, span.Key)).LastOrDefault() ?? "";
            if (outermost.StartsWith("tools/call", StringComparison.Ordinal))
            {
                return spans;
            }

            Assert.True(await collector.NextAsync(TimeSpan.FromSeconds(20), Token), $"The trace was not whole, and nothing more came within 20 s; there is: {string.Join(", ", spans.Values.Select(span => span.Item2))}.");
        }
    }

    private static IEnumerable<string> Ancestry(Dictionary<string, (string Parent, string Name)> spans, string id)
    {
        while (spans.TryGetValue(id, out var span))
        {
            yield return span.Name;
            id = span.Parent;
        }
    }

    /// <summary>A span as OTLP's protobuf has it: trace (field 1), id (2), parent (4), name (5).</summary>
    private static Regex SpanOf(string trace) => new($"\n\u0010{Regex.Escape(trace)}\u0012\b(?<id>.{{8}})\"\b(?<parent>.{{8}}).{{0,8}}?\\*(?<length>.)(?<name>[ -~]+)", RegexOptions.ExplicitCapture | RegexOptions.Singleline, TimeSpan.FromSeconds(5));
}
