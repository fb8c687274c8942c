using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Squaremcp.Customers;
using Squaremcp.Storage;

namespace Squaremcp.Grains.Ledger;

/// <summary>
/// What ledgers need by the clock: every hour the heads of chains that have grown are signed, every day what is older than its customer's limits keep is deleted.
/// Several processes may do it at once: a head that is signed stays as it was.
/// </summary>
public sealed partial class LedgerDuties(AuditSigner signer, IAuditProof proof, ICustomerIndex customers, IGrainFactory grains, TimeProvider clock, ILogger<LedgerDuties> logger) : BackgroundService
{
    private const int AtOnce = 100;
    private const int PruneEvery = 24;

    public async Task<int> SignGrownAsync(CancellationToken cancellationToken)
    {
        var signed = 0;
        string? after = null;
        while (await proof.GrownAsync(after, AtOnce, cancellationToken) is { Count: > 0 } grown)
        {
            foreach (var customer in grown)
            {
                await signer.SignAsync(customer, cancellationToken);
                signed++;
            }

            after = grown[^1];
        }

        return signed;
    }

    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var pruned = 0;
        string? after = null;
        while (await customers.ListAsync(after, AtOnce, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var customer in page)
            {
                pruned += await grains.GetGrain<ICustomerGrain>(customer.Id).Prune(cancellationToken);
            }

            after = page[^1].Id;
        }

        return pruned;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        for (var hour = 1; await hourly.WaitForNextTickAsync(stoppingToken); hour++)
        {
            try
            {
                var signed = await SignGrownAsync(stoppingToken);
                Signed(signed);
                if (hour % PruneEvery == 0)
                {
                    var pruned = await PruneAsync(stoppingToken);
                    Pruned(pruned);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The next hour tries again: what was not signed has still grown.
                DutyFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} heads of audit trails were signed.")]
    private partial void Signed(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} entries of audit trails were older than their customers' limits keep, and were deleted.")]
    private partial void Pruned(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Signing or pruning audit trails failed; the next hour tries again.")]
    private partial void DutyFailed(Exception exception);
}
