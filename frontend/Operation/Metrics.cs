using System.Diagnostics.Metrics;
using System.Text;

namespace Squaremcp.Frontend.Operation;

/// <summary>The gateway's few numbers in Prometheus' text format (version 0.0.4).</summary>
internal sealed class Metrics : IDisposable
{
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Route, int Status), Series> requests = new();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Tool, string Outcome), Series> calls = new();
    private readonly MeterListener listener = new();

    public Metrics()
    {
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument is { Meter.Name: "Microsoft.AspNetCore.Hosting", Name: "http.server.request.duration" })
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Count(seconds, tags));
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    /// <param name="tool">The name of a tool that exists.</param>
    /// <param name="outcome">"success", "cancelled" or a kind of failure.</param>
    internal void Called(string tool, string outcome, TimeSpan took) => calls.GetOrAdd((tool, outcome), static _ => new()).Add(took.TotalSeconds);

    internal string Text()
    {
        var text = new StringBuilder("# HELP http_server_request_duration_seconds Time from request to answer.\n# TYPE http_server_request_duration_seconds histogram\n");
        foreach (var ((route, status), series) in requests.OrderBy(pair => pair.Key.Route, StringComparer.Ordinal))
        {
            series.Write(text, "http_server_request_duration_seconds", $"http_route=\"{route}\",http_response_status_code=\"{status}\"");
        }

        text.Append("# HELP squaremcp_tool_call_duration_seconds Time from a tool's call, by MCP or REST, to its outcome.\n# TYPE squaremcp_tool_call_duration_seconds histogram\n");
        foreach (var ((tool, outcome), series) in calls.OrderBy(pair => pair.Key.Tool, StringComparer.Ordinal).ThenBy(pair => pair.Key.Outcome, StringComparer.Ordinal))
        {
            series.Write(text, "squaremcp_tool_call_duration_seconds", $"tool=\"{tool}\",outcome=\"{outcome}\"");
        }

        text.Append("# TYPE process_working_set_bytes gauge\nprocess_working_set_bytes ").Append(Environment.WorkingSet).Append('\n');
        text.Append("# TYPE dotnet_gc_heap_bytes gauge\ndotnet_gc_heap_bytes ").Append(GC.GetTotalMemory(forceFullCollection: false)).Append('\n');
        return text.Append("# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total ").Append(Environment.CpuUsage.TotalTime.TotalSeconds).Append('\n').ToString();
    }

    private void Count(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (route, status) = ("other", 0);
        foreach (var (name, value) in tags)
        {
            (route, status) = name switch
            {
                "http.route" => (value as string ?? route, status),
                "http.response.status_code" => (route, value as int? ?? status),
                _ => (route, status),
            };
        }

        requests.GetOrAdd((route, status), static _ => new()).Add(seconds);
    }

    private sealed class Series
    {
        private readonly long[] counts = new long[Buckets.Length + 1];
        private double sum;

        internal void Add(double seconds)
        {
            var bucket = Array.FindIndex(Buckets, most => seconds <= most);
            lock (counts)
            {
                counts[bucket < 0 ? Buckets.Length : bucket]++;
                sum += seconds;
            }
        }

        internal void Write(StringBuilder text, string name, string labels)
        {
            lock (counts)
            {
                long all = 0;
                for (var i = 0; i < counts.Length; i++)
                {
                    all += counts[i];
                    text.Append($"{name}_bucket{{{labels},le=\"{(i < Buckets.Length ? Buckets[i] : "+Inf")}\"}} {all}\n");
                }

                text.Append($"{name}_sum{{{labels}}} {sum}\n{name}_count{{{labels}}} {all}\n");
            }
        }
    }
}
