using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

/// <summary>
/// Recomputes one customer's chain, a page at a time. Each page is read together with the head and with what retention took, in one view, so entries that
/// are appended or pruned meanwhile are neither missed nor taken for damage, and no view stays open between pages.
/// </summary>
internal sealed class ChainVerification(Readers readers, string customerId)
{
    private const int PageRows = 1_000;

    private AuditHead verified = AuditHead.None;
    private long entries;

    public async Task<ChainCheck> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            (verified, var head, var page) = await readers.ViewAsync(NextPageAsync, cancellationToken);
            if (page.Select(Follow).FirstOrDefault(why => why is not null) is { } why)
            {
                return Broken(verified.Seq + 1, why);
            }

            if (page.Count < PageRows)
            {
                return AtEnd(head);
            }
        }
    }

    /// <summary>Moves on to the entry where it fits; otherwise says why it does not.</summary>
    private string? Follow(AuditEntry entry)
    {
        var why = AuditChain.WhyBroken(entry, verified.Seq + 1, verified.Hash);
        if (why is null)
        {
            (verified, entries) = (new AuditHead(entry.Seq, entry.Hash!), entries + 1);
        }

        return why;
    }

    private ChainCheck AtEnd(AuditHead head)
    {
        if (head == verified)
        {
            return new ChainCheck { Ok = true, Entries = entries, Head = verified.Seq == 0 ? null : verified.Hash };
        }

        return head.Seq > verified.Seq
            ? Broken(verified.Seq + 1, $"The chain ends after entry {verified.Seq}; its head says {head.Seq}.")
            : Broken(Math.Min(head.Seq + 1, verified.Seq), $"The chain goes on to entry {verified.Seq}; its head says {head.Seq}, or another hash.");
    }

    private ChainCheck Broken(long seq, string why) => new() { Ok = false, Entries = entries, BrokenAt = seq, Reason = why, Head = null };

    private async Task<(AuditHead After, AuditHead Head, List<AuditEntry> Page)> NextPageAsync(Session session)
    {
        var anchor = await AuditHead.ReadAnchorAsync(session, customerId);
        var after = anchor.Seq > verified.Seq ? anchor : verified;
        var page = await AuditRow.AfterAsync(session, customerId, after.Seq, long.MaxValue, PageRows);
        return (after, await AuditHead.ReadAsync(session, customerId), page);
    }
}
