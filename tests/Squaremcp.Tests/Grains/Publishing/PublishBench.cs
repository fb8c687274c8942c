using System.Diagnostics;
using System.Text.Json;
using Squaremcp.Embedded;
using Squaremcp.Ledger;
using Squaremcp.Publishing;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Publishing;

/// <summary>The real grains above a strict video site; Anna is connected to it, and time moves when everything waits for it.</summary>
internal sealed class PublishBench : IAsyncDisposable
{
    public const string Arguments = """{"text":"a private text"}""";
    public const string Keyed = """{"text":"a private text","idempotency_key":"k1"}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(60);

    /// <summary>How long a call waits for its publish.</summary>
    private static readonly TimeSpan InPlace = TimeSpan.FromSeconds(25);

    private PublishBench(TestGateway gateway, VideoSite site) => (Gateway, Site) = (gateway, site);

    public TestGateway Gateway { get; }

    public VideoSite Site { get; }

    public static async Task<PublishBench> StartAsync(Faults? faults = null)
    {
        var site = new VideoSite();
        var gateway = await TestGateway.StartAsync(faults, beside: new VideoPlatform(site));
        var bench = new PublishBench(gateway, site);
        await UntilDoneAsync(() => gateway.CreateAsync());
        await UntilDoneAsync(async () => Assert.Null((await bench.ConnectAsync()).Failure));
        return bench;
    }

    public Task<Squaremcp.Connections.ConnectOutcome> ConnectAsync(string channel = "mine") =>
        Gateway.ConnectWithAsync($$"""{"channel":"{{channel}}","token":"a-secret-token"}""", platform: "video");

    public Task<bool> DisconnectAsync() => Gateway.Customer.Disconnect("video", "default", TestGateway.Operator, TestContext.Current.CancellationToken);

    /// <summary>Calls, and moves time for as long as a call waits, until the call is answered.</summary>
    public async Task<ToolOutcome> CallAsync(string arguments = Arguments, Caller? caller = null)
    {
        var latest = Gateway.Clock.GetUtcNow() + InPlace;
        var call = Gateway.CallAsync("video_publish", arguments, caller);
        await MovingAsync(() => Task.FromResult(call.IsCompleted), "the call to be answered", latest);
        return await call;
    }

    public static string IdOf(ToolOutcome outcome) => JsonElement.Parse(outcome.Content!).GetProperty("publish_id").GetString()!;

    public async Task<PublishView> ViewAsync(string id) => (await FindAsync(id))!;

    /// <summary>Moves time until the publish has ended; looking on does not make it go on.</summary>
    public async Task<PublishView> EndedAsync(string id)
    {
        PublishView? view = null;
        await MovingAsync(async () => (view = await FindAsync(id)) is { EndedAt: not null }, $"{id} to end");
        return view!;
    }

    public Task WrittenAsync(Func<WriteRecord, bool> until, string what) =>
        MovingAsync(() => Task.FromResult(Gateway.Ledger.Writes.Count > 0 && Gateway.Ledger.Writes.All(until)), what);

    /// <summary>Looks on and moves time: to the moment the publish itself waits for, and by more than a reminder's minute where nothing happens for a while.</summary>
    public async Task MovingAsync(Func<Task<bool>> until, string what, DateTimeOffset? latest = null)
    {
        var (started, quiet, seen) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), "");
        while (!await until())
        {
            var view = Gateway.Ledger.Writes is [.., var newest] ? await FindAsync(PublishIds.OfWrite(newest.Id)) : null;
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"waited {Patience} for {what}; it stands at {view}");
            var sign = $"{view} {Site.Calls.Count} {Gateway.Ledger.Items.Count}";
            (quiet, seen) = sign == seen ? (quiet, seen) : (Stopwatch.GetTimestamp(), sign);
            var now = Gateway.Clock.GetUtcNow();
            var isQuiet = Stopwatch.GetElapsedTime(quiet) > Quiet;

            // The call had not come to wait when its time began to pass: it has as much again.
            latest = isQuiet && latest <= now ? latest + InPlace : latest;
            if (view?.GoesOnAt is { } then && then > now && !(latest <= now))
            {
                Advance(then - now, latest);
            }
            else if (isQuiet)
            {
                Advance(TimeSpan.FromSeconds(61), latest);
                quiet = Stopwatch.GetTimestamp();
            }

            await Task.Yield();
        }
    }

    /// <summary>Minute by minute, after every tick of a reminder; calls no grain.</summary>
    public async Task TickedAsync(Func<bool> until, string what)
    {
        var (started, quiet) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        while (!until())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"waited {Patience} for {what}");
            if (Stopwatch.GetElapsedTime(quiet) > Quiet)
            {
                Gateway.Clock.Advance(TimeSpan.FromSeconds(61));
                quiet = Stopwatch.GetTimestamp();
            }

            await Task.Yield();
        }
    }

    /// <summary>Starts again without faults; calls that wait for time get it, so that the old host can stop.</summary>
    public async Task CalmAsync()
    {
        var calm = Gateway.CalmAsync();
        await TickedAsync(() => calm.IsCompleted, "the host to stop and start");
        await calm;
    }

    public static async Task UntilDoneAsync(Func<Task> act)
    {
        for (var tries = 0; await Record.ExceptionAsync(act) is { } exception; tries++)
        {
            Assert.True(tries < 50, $"{exception}");
        }
    }

    private void Advance(TimeSpan by, DateTimeOffset? latest)
    {
        var most = latest - Gateway.Clock.GetUtcNow() ?? by;
        if (most > TimeSpan.Zero)
        {
            Gateway.Clock.Advance(by < most ? by : most);
        }
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    /// <summary>Null also where the host, made worse on purpose, has no answer.</summary>
    private async Task<PublishView?> FindAsync(string id)
    {
        try
        {
            return await Gateway.Grains.GetGrain<IPublishGrain>(id).Describe(TestGateway.Anna, default);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansMessageRejectionException or InconsistentStateException)
        {
            return null;
        }
    }
}
