using System.Collections.Concurrent;

namespace Squaremcp.Tests.Cluster.Processes.Endurance;

/// <summary>
/// Arrivals at a fixed rate, however long the answers take: new work, and writes that are asked about again under their key: those that nobody knew the end of, and some whose answer the caller lost. Each caller is one of the SDK's clients at one of the frontends.
/// </summary>
internal sealed class Load(IReadOnlyList<LoadClient> clients, IReadOnlyList<Uri> frontends, IReadOnlyList<ClusterTenant> tenants) : IAsyncDisposable
{
    /// <summary>Calls a second.</summary>
    internal const int Rate = 50;

    /// <summary>Calls that wait for their answer at once; where it comes to that, the load is not what it says.</summary>
    internal const int MostAtOnce = 1_500;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a caller waits before it asks about a write again, in milliseconds.</summary>
    private const double Pause = 3_000;

    private readonly ConcurrentQueue<(double NotBefore, LoadWork Work, int Attempt)> again = new();
    private readonly ConcurrentDictionary<Task, bool> running = new();
    private int begun, last;

    internal ConcurrentQueue<LoadCall> Calls { get; } = new();

    /// <summary>Arrivals that were left out because too many were waiting.</summary>
    internal int LeftOut { get; private set; }

    /// <summary>Makes calls for so long.</summary>
    internal async Task RunAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(Tick);
        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) is var spent && spent < length; await ticks.WaitForNextTickAsync(cancellationToken))
        {
            for (var due = (int)(spent.TotalSeconds * Rate); begun < due; begun++)
            {
                if (running.Count < MostAtOnce)
                {
                    Begin(Repeat() ?? (LoadWork.Of(last++, tenants), 1));
                }
                else
                {
                    LeftOut++;
                }
            }
        }
    }

    /// <summary>Waits for every answer, and goes on asking about writes that nobody knows yet.</summary>
    /// <returns>Those of which it stayed unknown whether they run.</returns>
    internal async Task<int> EndAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(Tick);
        for (var start = TimeProvider.System.GetTimestamp(); (!running.IsEmpty || !again.IsEmpty) && TimeProvider.System.GetElapsedTime(start) < patience; await ticks.WaitForNextTickAsync(cancellationToken))
        {
            if (Repeat() is { } one)
            {
                Begin(one);
            }
        }

        return running.Count + again.Count;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private (LoadWork, int)? Repeat()
    {
        if (again.TryPeek(out var first) && first.NotBefore <= Now && again.TryDequeue(out first))
        {
            return (first.Work, first.Attempt);
        }

        return null;
    }

    private static double Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private void Begin((LoadWork Work, int Attempt) one)
    {
        var call = CallAsync(one.Work, one.Attempt);
        running[call] = true;
        _ = call.ContinueWith(done => running.TryRemove(done, out _), TaskScheduler.Default);
    }

    /// <remarks>A repeat goes by way of the other frontend.</remarks>
    private async Task CallAsync(LoadWork work, int attempt)
    {
        var frontend = frontends[((work.Number / 3) + attempt) % frontends.Count];
        var answer = await clients[work.Number / 7 % clients.Count].CallAsync(new(frontend, "/mcp"), work.Tenant.Key, work.Tool, work.Arguments);
        var call = new LoadCall(work, attempt, answer, LoadCall.ToldBy(answer));
        Calls.Enqueue(call);
        if (work.Key is not null && (call.Told is Told.InProgress or Told.Wait || (call.Told == Told.Answered && attempt == 1 && work.IsForgotten)
            || (call.Told == Told.Unknown && !Calls.Any(before => before != call && before.Work == work && before.Told == Told.Unknown))))
        {
            again.Enqueue((answer.End + Pause, work, attempt + 1));
        }
    }
}
