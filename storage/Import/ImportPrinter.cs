using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Squaremcp.Storage.Import;

/// <summary>Tells a person how far it is, a line a second at most, and what verification found; where a program asked, that as one JSON object.</summary>
/// <param name="output">For what was asked for.</param>
/// <param name="aside">For all that is told beside it: where JSON is printed it holds nothing else.</param>
/// <param name="json">Whether to print JSON.</param>
public sealed class ImportPrinter(TextWriter output, TextWriter aside, bool json, ImportWords words, TimeProvider clock) : IProgress<ImportProgress>
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TextWriter told = json ? aside : output;
    private ImportStage? stage;
    private long began;
    private long printed;

    /// <summary>To the console.</summary>
    public static ImportPrinter Console(ImportWords words, bool json) => new(System.Console.Out, System.Console.Error, json, words, TimeProvider.System);

    public void Begin(string source, string target) => told.WriteLine($"{words.Doing} {source} {(words == ImportWords.Backup ? "to" : "into")} {target}");

    /// <summary>A sentence for the person.</summary>
    public void Say(string sentence) => told.WriteLine(sentence);

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
        told.WriteLine(Line(value, clock.GetElapsedTime(began, now)));
    }

    /// <param name="keys">With what the secrets open, where that is told.</param>
    public void Print(string source, string target, ImportReport report, IReadOnlyList<VaultKey>? keys = null)
    {
        ImportCheck[] checks = report.FinishedBefore is null ? [.. report.Tables, report.Chains, report.Secrets] : [];
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new
                {
                    ok = report.Ok,
                    source,
                    target,
                    finished_before = report.FinishedBefore?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                    checks = checks.Select(check => new { what = check.What, source = check.Source, target = check.Target, ok = check.Ok, problem = check.Problem }),
                    vault_keys = keys?.Select(key => new { id = key.Id, provider = key.Provider, provider_key = key.ProviderKey }),
                },
                Pretty));
            return;
        }

        if (report.FinishedBefore is { } at)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{words.Before}, at {at:yyyy-MM-dd HH:mm:ss} UTC. Nothing was changed."));
            return;
        }

        output.WriteLine($"{"",-20}{"source",14}{"target",14}");
        foreach (var check in checks)
        {
            output.WriteLine($"{check.What,-20}{Number(check.Source),14}{Number(check.Target),14}  {Verdict(check)}");
        }

        output.WriteLine(report.Ok ? words.Good : words.Bad);
    }

    private static string Verdict(ImportCheck check) => check.Ok ? "ok" : check.Problem ?? "the numbers differ";

    private string Line(ImportProgress now, TimeSpan taken)
    {
        var line = $"{(now.Doing == ImportStage.Moving ? words.Moved : "verified"),-8}  {now.Table,-18}  {Number(now.Rows)} of {Number(now.Of)} rows";
        var rate = taken > TimeSpan.Zero ? now.Run / taken.TotalSeconds : 0;
        return rate < 1 ? $"{line}, {Number(now.Left)} left in all" : $"{line}, {Number((long)rate)} rows/s, {Number(now.Left)} left in all, about {Number((long)Math.Ceiling(now.Left / rate))} s";
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
