namespace Squaremcp.Frontend.Cluster;

/// <summary>
/// How a frontend ends: not ready first, while it goes on serving; once the service has taken it out, the server stops accepting and requests under way end. Less than the 90 seconds of terminationGracePeriodSeconds.
/// </summary>
internal sealed class Draining(Silos silos, TimeProvider clock) : IHostedLifecycleService
{
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(5);

    internal static readonly TimeSpan Whole = Notice + Deadlines.Frontend + TimeSpan.FromSeconds(10);

    internal bool HasBegun { get; private set; }

    /// <summary>False where nobody else has to see first that it ends.</summary>
    internal bool IsAnnounced { get; init; } = true;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        HasBegun = true;
        silos.IsEnding = true;
        return silos.AreThere && IsAnnounced ? Task.Delay(Notice, clock, CancellationToken.None) : Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        silos.Started();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
