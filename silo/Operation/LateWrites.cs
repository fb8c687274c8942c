using Squaremcp.Storage;

namespace Squaremcp.Silo.Operation;

/// <summary>
/// A write whose silo ended before it was answered stays "sent" until its deadline; then nobody will tell any more, and it is entered as unknown. Every silo looks, so one that lives does it;
/// a customer's grain does the same for its own when it is activated.
/// </summary>
internal sealed partial class LateWrites(IWriteLedger writes, TimeProvider clock, ILogger<LateWrites> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await writes.SettleAsync(null, null, clock.GetUtcNow(), stoppingToken) is > 0 and var settled)
                {
                    Settled(settled);
                }
            }
            catch (StorageException failure)
            {
                // The next minute tries again.
                Failed(failure);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} writes passed their deadline without an answer, and are unknown now.")]
    private partial void Settled(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Late writes could not be looked for; the next minute tries again.")]
    private partial void Failed(Exception exception);
}
