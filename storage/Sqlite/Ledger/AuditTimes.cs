namespace Squaremcp.Storage.Sqlite;

/// <summary>Finds entries by their time without an index on it, which every append would pay for: by halving.</summary>
internal static class AuditTimes
{
    /// <summary>The number of the first entry from <paramref name="moment"/> (ms since 1970) or later; one after the newest where there is none.</summary>
    public static long From(Database database, string customerId, long moment)
    {
        var (earlier, newest) = (AuditHead.ReadAnchor(database, customerId).Seq, AuditHead.Read(database, customerId).Seq);
        while (earlier < newest)
        {
            var middle = newest - ((newest - earlier) / 2);
            if (Of(database, customerId, middle) < moment)
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
    private static long Of(Database database, string customerId, long seq)
    {
        using var row = database.Prepare("SELECT at FROM audit WHERE customer = ?1 AND seq = ?2").Add(customerId).Add(seq);
        return row.Read() ? row.Integer(0) : long.MinValue;
    }
}
