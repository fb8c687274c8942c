using System.Globalization;

namespace Squaremcp.Storage.Import;

/// <summary>Tells a person how far an import is, a line a second at most, and what verification found.</summary>
public sealed class ImportPrinter(TextWriter output, TimeProvider clock) : IProgress<ImportProgress>
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private ImportStage? stage;
    private long began;
    private long printed;

    public void Report(ImportProgress value)
    {
        var now = clock.GetTimestamp();
        if (stage != value.Doing)
        {
            (stage, began) = (value.Doing, now);
        }
        else if (clock.GetElapsedTime(printed, now) < Between)
        {
            return;
        }

        printed = now;
        output.WriteLine(Line(value, clock.GetElapsedTime(began, now)));
    }

    public void Print(ImportReport report)
    {
        if (report.FinishedBefore is { } at)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"This source was moved here and verified before, at {at:yyyy-MM-dd HH:mm:ss} UTC. Nothing was changed."));
            return;
        }

        ImportCheck[] checks = [.. report.Tables, report.Chains, report.Secrets];
        output.WriteLine($"{"",-20}{"source",14}{"target",14}");
        foreach (var check in checks)
        {
            output.WriteLine($"{check.What,-20}{Number(check.Source),14}{Number(check.Target),14}  {Verdict(check)}");
        }

        output.WriteLine(report.Ok
            ? "Everything is there and as it was. Do not start the old installation again: what it does from now on would be missing here."
            : "The import is not good: no server starts on the target. Nothing was changed in the source.");
    }

    private static string Verdict(ImportCheck check) => check.Ok ? "ok" : check.Problem ?? "the numbers differ";

    private static string Line(ImportProgress now, TimeSpan taken)
    {
        var line = $"{(now.Doing == ImportStage.Moving ? "moved" : "verified"),-8}  {now.Table,-18}  {Number(now.Rows)} of {Number(now.Of)} rows";
        var rate = taken > TimeSpan.Zero ? now.Run / taken.TotalSeconds : 0;
        return rate < 1 ? $"{line}, {Number(now.Left)} left in all" : $"{line}, {Number((long)rate)} rows/s, {Number(now.Left)} left in all, about {Number((long)Math.Ceiling(now.Left / rate))} s";
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
