using System.Net;

namespace Squaremcp.Tests.Cluster.Processes.Endurance;

/// <param name="At">When the process was gone.</param>
/// <param name="Ready">How long until the one in its place was ready.</param>
internal sealed record Kill(int Silo, DateTimeOffset At, TimeSpan Ready);

/// <summary>Kills one silo after the other and starts another in its place at once; the next is killed when that one is ready, so that one is always left.</summary>
internal sealed class Kills(ClusterRun cluster, (string, string)[] settings)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    /// <summary>Left at the end to recover in.</summary>
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(9);

    private readonly ClusterProcess[] silos = [cluster.Silo(0, settings), cluster.Silo(1, settings)];

    internal List<Kill> Done { get; } = [];

    internal async Task ReadyAsync(CancellationToken cancellationToken)
    {
        foreach (var silo in silos)
        {
            await silo.BecomesAsync(HttpStatusCode.OK, cancellationToken);
        }
    }

    internal async Task RunAsync(TimeSpan length, Action<Kill> told, CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(Every);
        for (var start = TimeProvider.System.GetTimestamp(); await ticks.WaitForNextTickAsync(cancellationToken) && TimeProvider.System.GetElapsedTime(start) < length - Last;)
        {
            var number = Done.Count % silos.Length;
            await silos[number].KillAsync();
            var at = TimeProvider.System.GetUtcNow();
            silos[number] = await cluster.Silo(number, settings).BecomesAsync(HttpStatusCode.OK, cancellationToken);
            Done.Add(new(number, at, TimeProvider.System.GetUtcNow() - at));
            told(Done[^1]);
        }
    }
}
