namespace Squaremcp.Storage.Import;

/// <summary>Refuses rows that cannot be what this program wrote, and audit entries that do not follow the one before them, by table and key.</summary>
/// <param name="source">Which database it is.</param>
internal sealed class DamageCheck(string source)
{
    private MovedRow? before;

    /// <exception cref="StorageException">One is damaged.</exception>
    public void ThrowIfAny(IReadOnlyList<MovedRow> rows)
    {
        foreach (var row in rows)
        {
            if (WhyDamaged(row) is { } why)
            {
                throw Damaged(source, row.Key, why);
            }

            before = row;
        }
    }

    public static StorageException Damaged(string source, RowKey key, string why, Exception? inner = null) => new(
        $"The row {key} of {key.Table.Name} in {source} is damaged: {why}. It was not moved, nor what comes after it. Mend it or restore a backup of the source; where that changes more than this row, import into an empty target.",
        inner);

    private string? WhyDamaged(MovedRow row)
    {
        try
        {
            return RowCheck.WhyDamaged(row) ?? (row.Table == MovedTables.Audit ? WhyLoose(row) : null);
        }
        catch (ArgumentOutOfRangeException)
        {
            return "its time is out of range";
        }
    }

    private string? WhyLoose(MovedRow entry)
    {
        if (before is null || before.Text("customer") != entry.Text("customer"))
        {
            return null;
        }

        return before.Number("seq") + 1 != entry.Number("seq") ? $"entry {before.Number("seq") + 1} is missing before it"
            : !before.Bytes("hash").AsSpan().SequenceEqual(entry.Bytes("prev_hash")) ? "it does not link to the entry before it"
            : null;
    }
}
