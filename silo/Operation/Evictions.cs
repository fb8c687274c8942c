using System.Diagnostics.Metrics;
using System.Globalization;
using Squaremcp.Settings;

namespace Squaremcp.Silo.Operation;

/// <summary>
/// How often this silo was declared dead while it was alive: the price of short probes. Kept in a file of the data directory, which in Kubernetes outlives the container but not the pod, because the process ends with each.
/// </summary>
internal sealed class Evictions : IDisposable
{
    private const string Name = "false-evictions";

    private readonly Meter meter = new("Squaremcp.Silo");
    private readonly string file;

    public Evictions(GatewaySettings settings)
    {
        file = Path.Combine(Path.GetFullPath(settings.DataDirectory), Name);
        Total = File.Exists(file) && long.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var before) ? before : 0;
        meter.CreateObservableCounter("squaremcp.silo.false_evictions", () => Total, "{eviction}", "Times this silo was declared dead by the others while it was alive.");
    }

    internal long Total { get; private set; }

    /// <summary>In Orleans' words: a silo that reads in the table that it is dead says that it was told so.</summary>
    internal static bool IsEviction(string context, Exception? exception) =>
        $"{context} {exception?.Message}".Contains("dead", StringComparison.OrdinalIgnoreCase);

    internal void Count()
    {
        Total++;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Total.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // The log line is what remains.
        }
    }

    public void Dispose() => meter.Dispose();
}
