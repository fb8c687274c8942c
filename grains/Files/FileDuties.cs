using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Squaremcp.Grains.Files;

/// <summary>Every hour what has expired is erased: files that are a day old, deleted ones that a crash left behind, uploads that were never finished. Several processes may do it at once.</summary>
public sealed partial class FileDuties(SealedFiles files, TimeProvider clock, ILogger<FileDuties> logger) : BackgroundService
{
    private const int AtOnce = 100;

    /// <summary>Counts from here: when a thread is free for the loop below is not known.</summary>
    private readonly PeriodicTimer hourly = new(TimeSpan.FromHours(1), clock);

    /// <returns>How many were erased.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var all = 0;
        for (var some = -1; some != 0; all += some)
        {
            some = 0;
            foreach (var file in await files.ExpiredAsync(null, AtOnce, cancellationToken))
            {
                some += await TryRemoveAsync(file, cancellationToken) ? 1 : 0;
            }
        }

        return all;
    }

    public override void Dispose()
    {
        hourly.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await hourly.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var erased = await SweepAsync(stoppingToken);
                Swept(erased);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                SweepFailed(exception);
            }
        }
    }

    private async Task<bool> TryRemoveAsync(FileKey file, CancellationToken cancellationToken)
    {
        try
        {
            await files.RemoveAsync(file, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException) // the others go on
        {
            RemoveFailed(file.Customer, file.Id, exception);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} files had expired and were erased.")]
    private partial void Swept(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Erasing expired files failed; the next hour tries again. None of them is served.")]
    private partial void SweepFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Customer}: the expired file {File} could not be erased; the next hour tries again. It is not served.")]
    private partial void RemoveFailed(string customer, string file, Exception exception);
}
