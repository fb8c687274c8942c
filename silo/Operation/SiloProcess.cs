using Squaremcp.Settings;
using Squaremcp.Storage;

namespace Squaremcp.Silo.Operation;

/// <summary>Starts the silo, again and again while the database does not let it, and ends it in order.</summary>
internal sealed partial class SiloProcess(GatewaySettings settings, Standing standing, Evictions evictions, TimeProvider clock, IHostApplicationLifetime process, ILoggerFactory loggers, ILogger<SiloProcess> logger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource ending = new();
    private IHost? silo;
    private Task starting = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        starting = StartSiloAsync(ending.Token);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Comes before anything is stopped, the server that answers for health included.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var wasReady = standing.Reason is null;
        standing.Draining();
        await ending.CancelAsync();
        await starting;
        if (silo is null)
        {
            return;
        }

        Ending(Drain.Notice.TotalSeconds);
        if (wasReady)
        {
            await Task.Delay(Drain.Notice, clock, CancellationToken.None);
        }

        try
        {
            await silo.StopAsync(cancellationToken).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Orleans tries to sign off for as long as the database is away, whatever it is told.
            NotSignedOff(Drain.Whole.TotalSeconds);
            return;
        }

        await DisposeAsync(silo);
        Ended();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What keeps a running silo from its work; null for nothing.</summary>
    internal async Task<string?> TroubleAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            return await silo!.Services.GetRequiredService<IInstallation>().CheckAsync(patience.Token).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"The database did not answer within {Patience.TotalSeconds:0} seconds.";
        }
    }

    private async Task StartSiloAsync(CancellationToken cancellationToken)
    {
        // The server that answers for health need not wait for the first attempt.
        await Task.Yield();
        for (var pause = Pause; !cancellationToken.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var built = Composition.Build(settings, loggers, OnFatal);
            try
            {
                await Composition.PrepareAsync(built.Services, cancellationToken);
                await built.StartAsync(cancellationToken);
                silo = built;
                standing.Ready();
                Started(settings.Cluster.ClusterId, settings.Cluster.SiloPort, settings.Cluster.GatewayPort);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await DisposeAsync(built);
                return;
            }
#pragma warning disable CA1031 // whatever it is, the operator is told, and it is tried again unless that cannot help
            catch (Exception failure)
#pragma warning restore CA1031
            {
                await DisposeAsync(built);
                var why = StartFailure.Words(failure);
                if (StartFailure.IsHopeless(failure))
                {
                    standing.Unready(why);
                    Hopeless(why);
                    standing.ExitCode = 1;
                    process.StopApplication();
                    return;
                }

                standing.Unready(why);
                NotYet(pause.TotalSeconds, why, failure is MySqlConnector.MySqlException or ClockSkewException or TimeoutException ? null : failure);
            }

            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Orleans has given this silo up: others declared it dead, or it cannot go on. Its grains may live elsewhere by now, so it must end at once and let Kubernetes start it anew.</summary>
    private void OnFatal(string context, Exception? exception)
    {
        if (standing.IsDraining)
        {
            return;
        }

        if (Evictions.IsEviction(context, exception))
        {
            evictions.Count();
            Evicted(evictions.Total);
        }
        else
        {
            Broken(context, exception);
        }

        Environment.Exit(3);
    }

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            host.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The silo serves in cluster {Cluster}, port {SiloPort} for silos and {GatewayPort} for frontends.")]
    private partial void Started(string cluster, int siloPort, int gatewayPort);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo cannot start yet and tries again in {Seconds} seconds: {Why}")]
    private partial void NotYet(double seconds, string why, Exception? exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The silo cannot start, and trying again would not help: {Why}")]
    private partial void Hopeless(string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "The silo is ending: it is not ready from now on, and goes on for {Seconds} seconds until frontends have seen it.")]
    private partial void Ending(double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo could not sign off within {Seconds} seconds, as when its database is away, and ends without. The others, or it itself when it starts again, find out.")]
    private partial void NotSignedOff(double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The silo has ended; its grains are with the others.")]
    private partial void Ended();

    [LoggerMessage(Level = LogLevel.Critical, Message = "The other silos declared this one dead while it was alive (false eviction {Total} of this pod). It ends now and starts anew. Look for long pauses, a starved CPU or a network that loses packets.")]
    private partial void Evicted(long total);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Orleans cannot go on ({Context}). The process ends and starts anew.")]
    private partial void Broken(string context, Exception? exception);
}
