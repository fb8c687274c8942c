using System.Diagnostics;
using Squaremcp.Ledger;
using Squaremcp.Storage;

namespace Squaremcp.Tests.Crash;

/// <summary>Where a write can be cut off.</summary>
public enum CrashPoint
{
    BeforeSent,
    AfterSent,
    AfterThePlatformAnswered,
    BeforeTheOutcome,

    /// <summary>Any of them, as it comes.</summary>
    Anywhere,

    /// <summary>No crash: everything is put right and looked at.</summary>
    Nowhere,
}

/// <summary>Kills this process, as the operator's kill -9 or a power switch would, the n-th time a write comes by.</summary>
internal sealed class CrashPoints(CrashPoint where, int hits)
{
    private int left = hits;

    internal void At(CrashPoint point)
    {
        if ((where == point || where == CrashPoint.Anywhere) && Interlocked.Decrement(ref left) == 0)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}

internal sealed class CrashingWriteLedger(IWriteLedger inner, CrashPoints points) : IWriteLedger
{
    public async Task<WriteAdmission> BeginAsync(NewWrite write, CancellationToken cancellationToken)
    {
        points.At(CrashPoint.BeforeSent);
        var admission = await inner.BeginAsync(write, cancellationToken);
        points.At(CrashPoint.AfterSent);
        return admission;
    }

    public Task<int> SettleAsync(string? customerId, string? owner, DateTimeOffset now, CancellationToken cancellationToken) => inner.SettleAsync(customerId, owner, now, cancellationToken);

    public Task<WriteRecord?> ResolveAsync(string customerId, string id, bool done, AuditEntry audit, CancellationToken cancellationToken) => inner.ResolveAsync(customerId, id, done, audit, cancellationToken);

    public Task<WritePage> ListAsync(string customerId, WriteQuery query, CancellationToken cancellationToken) => inner.ListAsync(customerId, query, cancellationToken);

    public Task<WriteRecord?> GetAsync(string customerId, string id, CancellationToken cancellationToken) => inner.GetAsync(customerId, id, cancellationToken);
}

internal sealed class CrashingLedger(ILedgerWriter inner, CrashPoints points) : ILedgerWriter
{
    public Task<AuditEntry> AppendAsync(LedgerItem item, CancellationToken cancellationToken)
    {
        if (item.Write is not null)
        {
            points.At(CrashPoint.BeforeTheOutcome);
        }

        return inner.AppendAsync(item, cancellationToken);
    }
}
