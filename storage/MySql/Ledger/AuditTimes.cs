namespace Squaremcp.Storage.MySql;

/// <summary>Finds entries by their time without an index on it, which every append would pay for: by halving.</summary>
internal static class AuditTimes
{
    /// <summary>The number of the first entry from <paramref name="moment"/> (ms since 1970) or later; one after the newest where there is none.</summary>
    public static async Task<long> FromAsync(Session session, string customerId, long moment)
    {
        var earlier = (await AuditHead.ReadAnchorAsync(session, customerId)).Seq;
        var newest = (await AuditHead.ReadAsync(session, customerId)).Seq;
        while (earlier < newest)
        {
            var middle = newest - ((newest - earlier) / 2);
            if (await OfAsync(session, customerId, middle) < moment)
            {
                earlier = middle;
            }
            else
            {
                newest = middle - 1;
            }
        }

        return earlier + 1;
    }

    /// <summary>Of an entry that is missing, which verification will tell, the lowest: then nothing is left out.</summary>
    private static async Task<long> OfAsync(Session session, string customerId, long seq) =>
        await session.Prepare("Ledger/ReadTime").AddId("customer", customerId).Add("seq", seq).FirstAsync(row => row.IntegerOrNull(0)) ?? long.MinValue;
}
