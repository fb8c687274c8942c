using System.Diagnostics;
using Squaremcp.Ledger;

namespace Squaremcp.Tests.Storage;

public sealed class CrashTests
{
    private const int Rounds = 10;

    [Fact]
    public async Task A_kill_at_any_moment_loses_nothing_answered_and_needs_no_repair()
    {
        var folder = TestDatabase.NewFolder();
        var moments = new Random(4711);
        var answered = new List<string>();

        for (var round = 0; round < Rounds; round++)
        {
            answered.AddRange(await KilledAfter(folder, moments.Next(1, 400)));
            await using var reopened = await TestDatabase.OpenAsync(folder);
            var kept = await EverythingIn(reopened);
            Assert.Empty(answered.Except(kept));
            Assert.Equal(kept.Count, await UsageIn(reopened));
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Starts the child, kills it after it answered so many entries, and tells all it answered until it was dead.</summary>
    private static async Task<List<string>> KilledAfter(string folder, int answers)
    {
        using var patience = new CancellationTokenSource(TestDatabase.Patience);
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList =
            {
                typeof(CrashChild).Assembly.Location, "-noLogo", "-noColor", "-explicit", "only",
                "-method", $"{typeof(CrashChild).FullName}.{nameof(CrashChild.Appends_until_killed)}",
            },
            Environment = { [CrashChild.Variable] = folder },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var child = Process.Start(start)!;
        var lines = new List<string>();
        while (await child.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            // Beside the entries the runner says a word, and the last line may be cut off in its middle.
            if (line.Split(' ') is not [_, _, { Length: 64 }])
            {
                continue;
            }

            lines.Add(line);
            if (lines.Count == answers)
            {
                child.Kill();
            }
        }

        await child.WaitForExitAsync(patience.Token);
        Assert.True(lines.Count >= answers, $"The child ended by itself after {lines.Count} answers, exit code {child.ExitCode}.");
        return lines;
    }

    private static async Task<HashSet<string>> EverythingIn(TestDatabase database)
    {
        var kept = new HashSet<string>();
        foreach (var customer in CrashChild.Customers)
        {
            var check = await database.VerifyAsync(customer);
            Assert.True(check.Ok, check.Reason);
            for (long? before = null; ;)
            {
                var page = await database.PageAsync(customer, new AuditQuery { Before = before, Limit = 200 });
                kept.UnionWith(page.Entries.Select(entry => $"{entry.CustomerId} {entry.Seq} {entry.Hash}"));
                before = page.Next;
                if (before is null)
                {
                    break;
                }
            }
        }

        return kept;
    }

    private static async Task<long> UsageIn(TestDatabase database)
    {
        var day = DateOnly.FromDateTime(TestDatabase.Entry("").At.UtcDateTime);
        var calls = 0L;
        foreach (var customer in CrashChild.Customers)
        {
            calls += (await database.Reader.UsageAsync(customer, day, day, CancellationToken.None)).Calls;
        }

        return calls;
    }
}
