namespace Squaremcp.Storage.Import;

/// <summary>A table as it moves from one installation to another: which columns, of what kind, in what order. The first <paramref name="KeySize"/> are its key, by which it is read in order.</summary>
public sealed record MovedTable(string Name, int KeySize, params IReadOnlyList<MovedColumn> Columns)
{
    /// <summary>Columns by which a change of the source is noticed, beside the number of rows; none where every change also shows in another table.</summary>
    public IReadOnlyList<string> Print { get; init; } = [];

    /// <summary>Columns that may be others in the target and mean the same: how a vault key is wrapped, what recognises a version of a state.</summary>
    public IReadOnlyList<string> Rewritten { get; init; } = [];

    public IEnumerable<MovedColumn> Key => Columns.Take(KeySize);

    public int IndexOf(string column)
    {
        for (var index = 0; index < Columns.Count; index++)
        {
            if (Columns[index].Name == column)
            {
                return index;
            }
        }

        throw new ArgumentException($"{Name} has no column {column}.", nameof(column));
    }
}

public sealed record MovedColumn(string Name, ColumnKind Kind, bool MayBeNull = false);

public enum ColumnKind
{
    /// <summary>A <see cref="string"/>, compared by its UTF-8 bytes.</summary>
    Text,

    /// <summary>A <see cref="long"/>.</summary>
    Number,

    /// <summary>A byte array.</summary>
    Bytes,
}
