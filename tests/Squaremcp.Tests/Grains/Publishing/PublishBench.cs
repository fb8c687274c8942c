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

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private PublishBench(TestGateway gateway, VideoSite site) => (Gateway, Site) = (gateway, site);

    public TestGateway Gateway { get; }

    public VideoSite Site { get; }

    public static async Task<PublishBench> StartAsync(Faults? faults = null)
    {
        var site = new VideoSite();
        var gateway = await TestGateway.StartAsync(faults, other: new VideoPlatform(site));
        var bench = new PublishBench(gateway, site);
        await UntilDoneAsync(() => gateway.CreateAsync());
        await UntilDoneAsync(async () => Assert.Null((await bench.ConnectAsync()).Failure));
        return bench;
    }

    public Task<Squaremcp.Connections.ConnectOutcome> ConnectAsync(string channel = "mine") =>
        Gateway.ConnectWithAsync($$"""{"channel":"{{channel}}","token":"a-secret-token"}""", platform: "video");

    public Task<bool> DisconnectAsync() => Gateway.Customer.Disconnect("video", "default", TestGateway.Operator, TestContext.Current.CancellationToken);

    /// <summary>Calls, and moves time until the call is answered.</summary>
    public async Task<ToolOutcome> CallAsync(string arguments = Arguments, Caller? caller = null)
    {
        var call = Gateway.CallAsync("video_publish", arguments, caller);
        await MovingAsync(() => Task.FromResult(call.IsCompleted), "the call to be answered", TimeSpan.FromSeconds(1));
        return await call;
    }

    public static string IdOf(ToolOutcome outcome) => JsonElement.Parse(outcome.Content!).GetProperty("publish_id").GetString()!;

    public async Task<PublishView> ViewAsync(string id) => (await FindAsync(id))!;

    /// <summary>Asks nobody but the publish itself how it stands, and moves time, until it has ended.</summary>
    public async Task<PublishView> EndedAsync(string id)
    {
        PublishView? view = null;
        await MovingAsync(async () => (view = await FindAsync(id)) is { EndedAt: not null }, $"{id} to end; it stands at {view}", TimeSpan.FromSeconds(10));
        return view!;
    }

    public Task WrittenAsync(Func<WriteRecord, bool> until, string what, TimeSpan? by = null) =>
        MovingAsync(() => Task.FromResult(Gateway.Ledger.Writes.Count > 0 && Gateway.Ledger.Writes.All(until)), what, by ?? TimeSpan.FromSeconds(10));

    /// <summary>Asks and, while nothing happens by itself, lets time pass.</summary>
    public async Task MovingAsync(Func<Task<bool>> until, string what, TimeSpan by)
    {
        var (started, rounds) = (Stopwatch.GetTimestamp(), 0);
        while (!await until())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"waited {Patience} for {what}");
            await Task.Yield();
            if (++rounds % 25 == 0)
            {
                Gateway.Clock.Advance(by);
            }
        }
    }

    public static async Task UntilDoneAsync(Func<Task> act)
    {
        for (var tries = 0; await Record.ExceptionAsync(act) is { } exception; tries++)
        {
            Assert.True(tries < 50, $"{exception}");
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
