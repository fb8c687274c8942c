using System.Data.Common;
using Squaremcp.Silo.Cluster;

namespace Squaremcp.Silo.Operation;

/// <summary>Says when the clock of a running silo drifts from the database's. It goes on serving: all silos would go at once where it is the database's clock that jumped.</summary>
internal sealed partial class ClockWatch(OrleansSchema schema, TimeProvider clock, ILogger<ClockWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (ClockSkew.Words(await schema.AheadAsync(clock, stoppingToken)) is { } why)
                {
                    Drifted(why);
                }
            }
            catch (DbException unanswered)
            {
                // Health tells of the database; the next minute asks again.
                NotAsked(unanswered.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Why}")]
    private partial void Drifted(string why);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The database did not tell its time: {Why}")]
    private partial void NotAsked(string why);
}
