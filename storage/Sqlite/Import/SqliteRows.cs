using System.Text;
using SQLitePCL;
using Squaremcp.Storage.Import;

namespace Squaremcp.Storage.Sqlite.Import;

/// <summary>The tables of a database as rows that move. Texts are read strictly: what is not UTF-8, or not of its column's kind, is damage and not repaired in silence.</summary>
internal sealed class SqliteRows(Database database, string name, int mostRows = ImportBatch.MostRows)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public long Count(MovedTable table) => Reading(table, null, () => database.Number($"SELECT count(*) FROM {table.Name}"));

    public IReadOnlyList<MovedRow> Read(MovedTable table, RowKey? after) => Reading(table, after, () =>
    {
        var (rows, bytes) = (new List<MovedRow>(), 0);
        using var row = Select(table, after);
        while (rows.Count < mostRows && bytes < ImportBatch.MostBytes && row.Read())
        {
            var read = Row(table, row);
            rows.Add(read);
            bytes += read.Size;
        }

        return rows;
    });

    public MovedRow? Find(RowKey key) => Reading(key.Table, key, () =>
    {
        using var row = database.Prepare($"SELECT {Columns(key.Table)} FROM {key.Table.Name} WHERE ({Key(key.Table)}) = ({Marks(key.Table.KeySize)})").Add(key.Values);
        return row.Read() ? Row(key.Table, row) : null;
    });

    /// <returns>False where a row with this key is there.</returns>
    public bool Insert(MovedRow row) => database
        .Prepare($"INSERT INTO {row.Table.Name} ({Columns(row.Table)}) VALUES ({Marks(row.Table.Columns.Count)}) ON CONFLICT DO NOTHING")
        .Add(row.Table.Columns.Select((_, column) => row[column]))
        .Run() == 1;

    /// <exception cref="StorageException">SQLite cannot read it; the message names the table and where.</exception>
    internal T Reading<T>(MovedTable table, RowKey? after, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteFailure failure)
        {
            throw new StorageException($"{table.Name} in {name} cannot be read {(after is null ? "from its first row on" : $"after the row {after}")}. {failure.Message} Restore a backup of it.", failure);
        }
    }

    private Statement Select(MovedTable table, RowKey? after) => after is null
        ? database.Prepare($"SELECT {Columns(table)} FROM {table.Name} ORDER BY {Key(table)}")
        : database.Prepare($"SELECT {Columns(table)} FROM {table.Name} WHERE ({Key(table)}) > ({Marks(table.KeySize)}) ORDER BY {Key(table)}").Add(after.Values);

    private MovedRow Row(MovedTable table, Statement row)
    {
        var values = new object?[table.Columns.Count];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = Value(row, index, table.Columns[index]) ?? (table.Columns[index].MayBeNull && row.IsNull(index)
                ? null
                : throw DamageCheck.Damaged(name, Place(table, values), $"its {table.Columns[index].Name} is not what belongs there"));
        }

        return new(table, values);
    }

    /// <summary>As much of the key as could be read.</summary>
    private static RowKey Place(MovedTable table, object?[] values) => new(table, [.. values.Take(table.KeySize).Select(value => value ?? "?")]);

    private static object? Value(Statement row, int index, MovedColumn column)
    {
        switch ((column.Kind, row.Type(index)))
        {
            case (ColumnKind.Number, raw.SQLITE_INTEGER):
                return row.Integer(index);
            case (ColumnKind.Bytes, raw.SQLITE_BLOB):
                return row.Bytes(index).ToArray();
            case (ColumnKind.Text, raw.SQLITE_TEXT):
                try
                {
                    return Strict.GetString(row.Bytes(index));
                }
                catch (DecoderFallbackException)
                {
                    return null;
                }

            default:
                return null;
        }
    }

    private static string Columns(MovedTable table) => string.Join(", ", table.Columns.Select(column => column.Name));

    private static string Key(MovedTable table) => string.Join(", ", table.Key.Select(column => column.Name));

    private static string Marks(int count) => string.Join(", ", Enumerable.Range(1, count).Select(number => $"?{number}"));
}
