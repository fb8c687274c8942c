using System.Text.RegularExpressions;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Crash;

/// <summary><c>kill -9</c> of the real program under load loses nothing that was answered, and the next start repairs nothing.</summary>
/// <remarks><c>SQUAREMCP_CRASH_ROUNDS</c> (20; 6 on a cluster) and <c>SQUAREMCP_CRASH_SEED</c> (a new one, printed) make a run longer, or the same again.</remarks>
[Trait("Category", "Slow")]
public sealed partial class CrashTests(ITestOutputHelper log)
{
    private const string Vault = "crash";
    private const string Note = "Log.md";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_under_load_every_answered_call_is_kept()
    {
        var rounds = Setting("SQUAREMCP_CRASH_ROUNDS") ?? GatewayProcess.Kills;
        var seed = Setting("SQUAREMCP_CRASH_SEED") ?? (int)(TimeProvider.System.GetTimestamp() & 0xFFFFFF);
        log.WriteLine($"SQUAREMCP_CRASH_SEED={seed}, {rounds} rounds");
        var random = new Random(seed);

        using var folders = new GatewayFolders();
        folders.WriteNote(Vault, Note, "# Log\n");
        Tenant? tenant = null;
        var before = new List<Load>();
        for (var round = 0; round <= rounds; round++)
        {
            await using var gateway = await GatewayProcess.StartAsync(folders, Stop);
            Assert.DoesNotMatch(Complaint(), gateway.Output);
            tenant ??= await Tenant.CreateAsync(gateway, Vault, Stop);
            await CheckAsync(gateway, tenant, folders, before);
            if (round < rounds)
            {
                var load = new Load(gateway, tenant, Note, round);
                await load.RunUntilKilledAsync(random.Next(1, 200), Patience);
                before.Add(load);
            }
        }

        log.WriteLine($"{before.Sum(load => load.Answered.Count)} calls answered, {before.Sum(load => load.Appended.Count)} of them appends");
    }

    private static async Task CheckAsync(GatewayProcess gateway, Tenant tenant, GatewayFolders folders, List<Load> before)
    {
        var audited = (await tenant.AuditAsync(gateway, Stop))
            .Where(entry => entry.GetProperty("action").GetString() == "tool.call")
            .Select(entry => entry.GetProperty("call_id").GetString()!)
            .ToList();
        Assert.Equal(audited.Count, audited.Distinct().Count());
        Assert.Empty(before.SelectMany(load => load.Answered).Except(audited));

        var lines = (await File.ReadAllLinesAsync(folders.Note(Vault, Note), Stop)).CountBy(line => line).ToDictionary();
        Assert.Empty(before.SelectMany(load => load.Appended).Where(line => lines.GetValueOrDefault(line) != 1).Select(line => $"{line}: {lines.GetValueOrDefault(line)} times"));
        Assert.DoesNotContain(before.SelectMany(load => load.Asked), line => lines.GetValueOrDefault(line) > 1);

        var chain = await tenant.VerifyAsync(gateway, Stop);
        Assert.True(chain.GetProperty("ok").GetBoolean(), chain.GetRawText());
        var (exitCode, output) = await GatewayProcess.RunAsync(folders, Stop, "audit", "verify");
        Assert.True(exitCode == 0, output);
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : null;

    /// <summary>A warning, an error, or talk of mending: a start after a crash is a start like any other.</summary>
    [GeneratedRegex(@"^(warn|fail|crit):|\b(repair|recover|corrupt)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Complaint();
}
