using System.Globalization;
using System.Net;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Cluster.Processes.Endurance;

[CollectionDefinition(nameof(EnduranceTests), DisableParallelization = true)]
public sealed class EnduranceCollection;

/// <summary>
/// Two silos, two frontends, 50 calls a second of real MCP clients, and a silo killed every 20 seconds, for as long as <c>SQUAREMCP_ENDURANCE_SECONDS</c> says (70 without).
/// The table and the last line are also in <c>artifacts/endurance.txt</c>, and every call in <c>endurance-calls.txt</c> beside it: when, how long in milliseconds, tool, attempt, what it was told.
/// </summary>
/// <remarks>Alone: beside other tests the processors are theirs, and what is measured is that.</remarks>
[Collection(nameof(EnduranceTests)), Trait("Category", "Slow")]
public sealed class EnduranceTests(ITestOutputHelper output)
{
    private const int Tenants = 6;

    private static readonly string[] Kinds = ["sdk-v1", "sdk-v2-auto", "sdk-v2-legacy", "sdk-v2-auto"];

    /// <summary>A write whose silo was killed is given up a minute later, and looked for every minute.</summary>
    private static readonly TimeSpan UntilKnown = TimeSpan.FromSeconds(180);

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("SQUAREMCP_ENDURANCE_SECONDS") ?? "70", CultureInfo.InvariantCulture));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_answered_is_lost_and_no_write_is_done_twice_while_silo_after_silo_is_killed()
    {
        NodeClients.SkipWithoutThem();
        await using var platforms = await StrictPlatforms.StartAsync();
        await using var cluster = await ClusterRun.StartAsync();
        var kills = new Kills(cluster, platforms.Settings);
        var frontends = new[] { cluster.Frontend(platforms.Settings), cluster.Frontend(platforms.Settings) };
        await kills.ReadyAsync(Token);
        foreach (var frontend in frontends)
        {
            await frontend.BecomesAsync(HttpStatusCode.OK, Token);
        }

        var tenants = new List<ClusterTenant>();
        for (var number = 0; number < Tenants; number++)
        {
            tenants.Add(await ConnectedAsync(cluster, frontends[number % frontends.Length], platforms, number));
        }

        await using var load = new Load([.. Kinds.Select(client => new LoadClient(client))], [.. frontends.Select(frontend => frontend.Http.BaseAddress!)], tenants);
        var artifacts = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts")).FullName;
        using var report = new StreamWriter(Path.Combine(artifacts, "endurance.txt")) { AutoFlush = true };
        var killing = kills.RunAsync(Length, kill => report.WriteLine($"silo {kill.Silo} killed at {kill.At:HH:mm:ss}, the next ready after {kill.Ready.TotalSeconds:0.0} s; {load.Calls.Count} calls so far, failed {load.Calls.Count(call => call.Told == Told.Failed)}"), Token);
        await load.RunAsync(Length, Token);
        await killing;
        var open = await load.EndAsync(UntilKnown, Token);

        var (calls, x, outlook) = (load.Calls, platforms.X.Tally(), platforms.Outlook.Tally());
        var found = Findings.Of(calls, Findings.There(tenants, platforms));
        var books = await Books.ReadAsync(tenants, calls, frontends[0], Token);
        await File.WriteAllLinesAsync(Path.Combine(artifacts, "endurance-calls.txt"), calls.Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.Answer.At:0} {call.Answer.Ms:0} {call.Work.Tool} {call.Attempt} {call.Told}")), Token);
        Tell(Report.Table(kills.Done, calls));
        foreach (var again in x.Again.Concat(outlook.Again))
        {
            Tell($"{again.Platform} of {again.Account}: a refresh token was shown {again.At.Count} times, at {string.Join(", ", again.At.Select(at => at.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)))}; {(again.IsExplainedBy(kills.Done.Select(kill => kill.At)) ? "a silo was killed between" : "not explained by a kill")}");
        }

        Tell(Report.Line(kills.Done, calls, found, books, x, outlook, Length.TotalSeconds));
        foreach (var failed in calls.Where(call => call.Told == Told.Failed).Take(20))
        {
            Tell($"failed: {failed.Work.Tool} attempt {failed.Attempt} after {failed.Answer.Ms:0} ms: {failed.Answer.Broke ?? failed.Answer.Text}");
        }

        Assert.Empty(found.Lost);
        Assert.Empty(found.Twice);
        Assert.Empty(found.Changed);
        Assert.Empty(books.Wrong);
        Assert.Equal(0, calls.Count(call => call.Told == Told.Failed));
        Assert.Equal(0, open);
        Assert.Equal(0, load.LeftOut);
        Assert.All(x.Again.Concat(outlook.Again), again => Assert.True(again.IsExplainedBy(kills.Done.Select(kill => kill.At))));
        Assert.Empty(outlook.Over);
        Assert.Equal(x.Over.Order(), x.Again.Select(again => again.Account).Order());

        void Tell(string line)
        {
            output.WriteLine(line);
            report.WriteLine(line);
        }
    }

    /// <summary>With a vault, an X account and a mailbox.</summary>
    private static async Task<ClusterTenant> ConnectedAsync(ClusterRun cluster, ClusterProcess frontend, StrictPlatforms platforms, int number)
    {
        var tenant = await cluster.TenantAsync(frontend, Token);
        await File.WriteAllTextAsync(Path.Combine(tenant.Folder, "first.md"), "# First\n", Token);
        await tenant.ConnectAsync(frontend, platforms.X, $"person{number}", Token);
        await tenant.ConnectAsync(frontend, platforms.Outlook, $"person{number}", Token);
        return tenant;
    }
}
