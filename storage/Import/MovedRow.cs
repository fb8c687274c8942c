using System.Text;

namespace Squaremcp.Storage.Import;

/// <summary>A row on its way: per column of its table a <see cref="string"/>, a <see cref="long"/>, bytes, or null.</summary>
public sealed class MovedRow(MovedTable table, object?[] values)
{
    public MovedTable Table { get; } = table;

    /// <summary>Where it stands in its table.</summary>
    public RowKey Key => new(Table, values[..Table.KeySize]);

    /// <summary>About what it takes in memory and on the wire, in bytes.</summary>
    public int Size => values.Sum(static value => value switch { string text => Encoding.UTF8.GetByteCount(text), byte[] bytes => bytes.Length, _ => 8 });

    public object? this[int column] => values[column];

    public object? this[string column] => values[Table.IndexOf(column)];

    public string Text(string column) => (string)this[column]!;

    public long Number(string column) => (long)this[column]!;

    public byte[] Bytes(string column) => (byte[])this[column]!;

    public MovedRow With(string column, object? value)
    {
        var changed = values.ToArray();
        changed[Table.IndexOf(column)] = value;
        return new(Table, changed);
    }

    /// <summary>The first column in which the other row means something else; null where they are the same.</summary>
    public MovedColumn? DifferenceTo(MovedRow other) =>
        Table.Columns.Where((column, index) => !AreEqual(values[index], other[index]) && !Table.Rewritten.Contains(column.Name)).FirstOrDefault();

    public override string ToString() => Key.ToString();

    internal static bool AreEqual(object? one, object? other) => (one, other) switch
    {
        (byte[] mine, byte[] theirs) => mine.AsSpan().SequenceEqual(theirs),
        _ => Equals(one, other),
    };
}
