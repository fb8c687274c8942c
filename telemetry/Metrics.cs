using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Squaremcp.Telemetry;

/// <summary>This process's numbers in Prometheus' text format (version 0.0.4).</summary>
public sealed class Metrics : IDisposable
{
    private readonly ConcurrentDictionary<string, Family> families = new(StringComparer.Ordinal);
    private readonly IMeterFactory own;
    private readonly MeterListener listener = new();

    /// <param name="own">Of the meters that belong to a program, those of this one are counted.</param>
    public Metrics(IMeterFactory own)
    {
        this.own = own;
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (IsOurs(instrument.Meter) && Sources.Counts(instrument.Meter.Name, instrument.Name))
            {
                // Two assemblies may count the same thing, each its own part, told apart by a label.
                meters.EnableMeasurementEvents(instrument, families.GetOrAdd(instrument.Name, static (_, one) => new(one), instrument));
            }
        };
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((Family)family!).Measured(value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((Family)family!).Measured(value, tags));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((Family)family!).Measured(value, tags));
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    /// <summary>Every number as it is now.</summary>
    public string Text()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            family.Write(text);
        }

        // By the names that Prometheus' own libraries give them, which dashboards know.
        text.Append(CultureInfo.InvariantCulture, $"# TYPE process_working_set_bytes gauge\nprocess_working_set_bytes {Environment.WorkingSet}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE dotnet_gc_heap_bytes gauge\ndotnet_gc_heap_bytes {GC.GetTotalMemory(forceFullCollection: false)}\n");
        return text.Append(CultureInfo.InvariantCulture, $"# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total {Environment.CpuUsage.TotalTime.TotalSeconds}\n").ToString();
    }

    /// <summary>A meter made by a factory belongs to the program that has the factory, others to the process; a silo's grain host is a host of its own.</summary>
    private bool IsOurs(Meter meter) => meter.Scope is null || ReferenceEquals(meter.Scope, own) || Sources.IsOfGrains(meter.Name);
}
