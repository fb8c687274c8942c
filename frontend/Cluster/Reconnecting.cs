using Squaremcp.Vault;

namespace Squaremcp.Frontend.Cluster;

/// <summary>
/// Connects again when the last connection has broken. Orleans connects only to send something, and to a silo that has come back not while another takes it all: so a frontend may hang on one connection,
/// and when that breaks every request is held back, and nothing would be sent any more.
/// </summary>
internal sealed partial class Reconnecting(Silos silos, IGrainFactory grains, TimeProvider clock, ILogger<Reconnecting> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await silos.Gone.WaitAsync(stoppingToken);
            try
            {
                // Anything that is cheap to ask; a silo is connected as soon as it is on its way.
                await grains.GetGrain<ITransportKeyGrain>(ITransportKeyGrain.Key).Current(stoppingToken);
            }
            catch (Exception lost) when (!stoppingToken.IsCancellationRequested) // whatever it is, a frontend without a silo goes on trying
            {
                NotYet(lost.Message);
            }

            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "No silo can be connected to yet ({Why}); it is tried again.")]
    private partial void NotYet(string why);
}
