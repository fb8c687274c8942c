using System.Globalization;
using System.Text;

namespace Squaremcp.Telemetry;

/// <summary>One series: what was measured under one set of labels.</summary>
/// <param name="labels">As they stand between the braces.</param>
internal abstract class Series(string labels)
{
    internal string Labels => labels;

    internal abstract void Measured(double value);

    internal abstract void Write(StringBuilder text, string name);

    protected string Braced => labels.Length == 0 ? "" : $"{{{labels}}}";

    protected static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Adds up what it is told, or keeps the last.</summary>
internal sealed class Value(string labels, bool adds) : Series(labels)
{
    private readonly Lock gate = new();
    private double value;

    internal override void Measured(double measurement)
    {
        lock (gate)
        {
            value = adds ? value + measurement : measurement;
        }
    }

    internal override void Write(StringBuilder text, string name) => text.Append(CultureInfo.InvariantCulture, $"{name}{Braced} {Number(value)}\n");
}

internal sealed class Histogram(string labels) : Series(labels)
{
    /// <summary>Seconds: from an answer out of memory to the longest deadline there is.</summary>
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock gate = new();
    private readonly long[] counts = new long[Buckets.Length + 1];
    private double sum;

    internal override void Measured(double measurement)
    {
        var bucket = Array.FindIndex(Buckets, most => measurement <= most);
        lock (gate)
        {
            counts[bucket < 0 ? Buckets.Length : bucket]++;
            sum += measurement;
        }
    }

    internal override void Write(StringBuilder text, string name)
    {
        var before = Labels.Length == 0 ? "" : Labels + ",";
        lock (gate)
        {
            long all = 0;
            for (var i = 0; i < counts.Length; i++)
            {
                all += counts[i];
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"{(i < Buckets.Length ? Number(Buckets[i]) : "+Inf")}\"}} {all}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{Braced} {Number(sum)}\n{name}_count{Braced} {all}\n");
        }
    }
}
