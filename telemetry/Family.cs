using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Squaremcp.Telemetry;

/// <summary>One instrument as Prometheus knows it: its name with the unit in it, its kind, and a series for each set of labels.</summary>
internal sealed class Family(Instrument instrument)
{
    /// <summary>What comes beyond is counted together: a label that a caller could choose must not fill the memory.</summary>
    private const int MostSeries = 4_000;

    private readonly ConcurrentDictionary<string, Series> series = new(StringComparer.Ordinal);
    private readonly string[]? kept = Sources.Labels(instrument.Name);
    private readonly string kind = Kind(instrument);

    internal string Name { get; } = PrometheusName(instrument);

    private bool IsObserved => instrument.IsObservable;

    internal void Measured(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var buffer = new LabelText(stackalloc char[512]);
        if (kept is null)
        {
            foreach (var (name, tag) in tags)
            {
                buffer.Add(name, tag);
            }
        }
        else
        {
            foreach (var name in kept)
            {
                buffer.Add(name, Find(tags, name));
            }
        }

        Of(buffer.Text).Measured(value);
    }

    /// <summary>An instrument that was never used tells its name and no number, so that a dashboard finds it.</summary>
    internal void Write(StringBuilder text)
    {
        if (instrument.Description is { Length: > 0 } description)
        {
            text.Append("# HELP ").Append(Name).Append(' ').Append(description.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
        }

        text.Append("# TYPE ").Append(Name).Append(' ').Append(kind).Append('\n');
        foreach (var one in series.Values.OrderBy(one => one.Labels, StringComparer.Ordinal))
        {
            one.Write(text, Name);
        }
    }

    private Series Of(ReadOnlySpan<char> labels)
    {
        var known = series.GetAlternateLookup<ReadOnlySpan<char>>();
        return known.TryGetValue(labels, out var found)
            ? found
            : series.GetOrAdd(series.Count < MostSeries ? labels.ToString() : "otel_metric_overflow=\"true\"", Make);
    }

    private Series Make(string labels) => kind == "histogram" ? new Histogram(labels) : new Value(labels, adds: !IsObserved && kind == "counter" || instrument is UpDownCounter<long> or UpDownCounter<int>);

    private static object? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var (key, value) in tags)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "Histogram" => "histogram",
        _ => "gauge",
    };

    /// <summary>As OpenTelemetry maps names to Prometheus: letters, digits and underscores; the unit at the end, and <c>_total</c> where it only grows.</summary>
    private static string PrometheusName(Instrument instrument)
    {
        var name = new StringBuilder(instrument.Name.Length + 16);
        foreach (var letter in instrument.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", "ms" => "_milliseconds", _ => "" };
        if (!name.ToString().EndsWith(unit, StringComparison.Ordinal))
        {
            name.Append(unit);
        }

        return Kind(instrument) == "counter" ? name.Append("_total").ToString() : name.ToString();
    }
}
