using System.Collections.Concurrent;
using System.Threading.Channels;
using Squaremcp.Doctor;

namespace Squaremcp.Frontend.Doctor;

/// <summary>
/// Carries what this frontend sees to the grains that keep it, behind the answers and in batches: a request never waits for it. What is too much is left out, from one address first, so that a flood
/// costs a write a second at most.
/// </summary>
internal sealed partial class Sightings(IGrainFactory grains, TimeProvider clock, ILogger<Sightings> logger) : BackgroundService
{
    private const int MostWaiting = 2_000;
    private const int MostAtOnce = 200;
    private const int MostPerSource = 60;
    private const int MostRemembered = 20_000;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Same = TimeSpan.FromMinutes(1);

    private readonly Channel<(Sighting? Seen, TaskCompletionSource? Flushed)> waiting = Channel.CreateBounded<(Sighting?, TaskCompletionSource?)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly ConcurrentDictionary<string, (string Finding, DateTimeOffset At)> last = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long Minute, int Count)> counts = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim hurry = new(0);

    internal void Add(Sighting seen)
    {
        if (!IsRepeat(seen) && (seen.CustomerId is not null || MayStill(seen.Source)))
        {
            waiting.Writer.TryWrite((seen, null));
        }
    }

    /// <summary>When all that this frontend saw before is kept.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await waiting.Writer.WriteAsync((null, flushed), cancellationToken);
        hurry.Release();
        await flushed.Task.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                var flushed = await SendAsync(stoppingToken);
                flushed.ForEach(one => one.TrySetResult());
                if (flushed.Count == 0)
                {
                    await RestAsync(stoppingToken);
                }
            }
        }
        finally
        {
            waiting.Writer.TryComplete();
            while (waiting.Reader.TryRead(out var left))
            {
                left.Flushed?.TrySetCanceled(CancellationToken.None);
            }
        }
    }

    /// <summary>A second, or until somebody wants to read.</summary>
    private async Task RestAsync(CancellationToken stoppingToken)
    {
        using var rested = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(Task.Delay(Pace, clock, rested.Token), hurry.WaitAsync(rested.Token));
        await rested.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }

    private async Task<List<TaskCompletionSource>> SendAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Sighting>();
        var flushed = new List<TaskCompletionSource>();
        while (batch.Count < MostAtOnce && waiting.Reader.TryRead(out var one))
        {
            if (one.Seen is not null)
            {
                batch.Add(one.Seen);
            }
            else
            {
                flushed.Add(one.Flushed!);
            }
        }

        // Strangers first: what a person has just let in is handed over there.
        foreach (var keeper in batch.GroupBy(Keeper).OrderByDescending(keeper => keeper.Key == IAttemptsGrain.Strangers))
        {
            try
            {
                await grains.GetGrain<IAttemptsGrain>(keeper.Key).Note([.. keeper], stoppingToken);
            }
            catch (Exception lost) when (lost is not OperationCanceledException)
            {
                // Told to the operator and not tried again: what comes later matters more.
                Lost(keeper.Count(), lost);
            }
        }

        return flushed;
    }

    private static string Keeper(Sighting seen) => seen is { CustomerId: { } customer, Step: > AttemptStep.Authorize } ? customer : IAttemptsGrain.Strangers;

    /// <summary>The same again and nothing else in between, within a minute.</summary>
    private bool IsRepeat(Sighting seen)
    {
        if (last.Count > MostRemembered)
        {
            last.Clear();
        }

        var who = $"{seen.GrantId ?? seen.KeyId ?? seen.ClientId}|{seen.Source}|{seen.Family}|{seen.Browser}";
        var what = $"{seen.Finding}|{seen.Detail}";
        var isRepeat = last.TryGetValue(who, out var before) && before.Finding == what && seen.At - before.At < Same;
        last[who] = isRepeat ? before : (what, seen.At);
        return isRepeat;
    }

    private bool MayStill(string source)
    {
        if (counts.Count > MostRemembered)
        {
            counts.Clear();
        }

        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        return counts.AddOrUpdate(source, (minute, 1), (_, before) => before.Minute == minute ? (minute, before.Count + 1) : (minute, 1)).Count <= MostPerSource;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} sightings of clients that connect could not be kept; the connection doctor will not know of them.")]
    private partial void Lost(int count, Exception exception);
}
