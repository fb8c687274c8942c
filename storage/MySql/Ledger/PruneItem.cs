namespace Squaremcp.Storage.MySql;

/// <summary>
/// One step of retention: some of the oldest entries and ended writes from before a moment, and a note of where the chain of what is left begins.
/// It goes from the oldest on and stops at the first that is to stay, so it costs what it deletes and leaves no gap.
/// </summary>
internal sealed class PruneItem(string customerId, DateTimeOffset before, CancellationToken cancellationToken) : WriteItem<(int Entries, int Writes)>(customerId, cancellationToken)
{
    private const int AtOnce = 500;

    public override bool IsOneStatement => false;

    protected override async Task<(int Entries, int Writes)> DoAsync(WriterSession session) => (await EntriesAsync(session), await WritesAsync(session));

    private async Task<int> EntriesAsync(WriterSession session)
    {
        var oldest = await session.Prepare("Ledger/ReadOldest").AddId("customer", Customer).Add("limit", AtOnce)
            .AllAsync(row => (Head: new AuditHead(row.Integer(0), row.Hash(1)), At: row.Time(2)));
        var old = oldest.TakeWhile(entry => IsOld(entry.At)).ToList();
        if (old is [.., var last])
        {
            await session.Prepare("Ledger/PruneEntries").AddId("customer", Customer).Add("seq", last.Head.Seq).RunAsync();
            await last.Head.Bind(session.Prepare("Ledger/SaveAnchor"), Customer!).RunAsync();
        }

        return old.Count;
    }

    /// <summary>By id, which is the order of their times. What is still sent stays until it is settled.</summary>
    private async Task<int> WritesAsync(WriterSession session)
    {
        var oldest = await session.Prepare("Ledger/ReadOldestWrites").AddId("customer", Customer).Add("limit", AtOnce).AllAsync(row => (Id: row.Text(0), At: row.Time(1)));
        return oldest.TakeWhile(write => IsOld(write.At)).Select(write => write.Id).LastOrDefault() is { } last
            ? await session.Prepare("Ledger/PruneWrites").AddId("customer", Customer).AddId("id", last).RunAsync()
            : 0;
    }

    private bool IsOld(DateTimeOffset at) => at.ToUnixTimeMilliseconds() < before.ToUnixTimeMilliseconds();
}
