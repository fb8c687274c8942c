using System.Text.RegularExpressions;
using Squaremcp.Storage.Import;

namespace Squaremcp.Storage.MySql.Import;

/// <summary>The tables of this database as rows that move. Each has its statements in a file; of an insert only the one row of values that stands there is repeated.</summary>
internal sealed partial class MySqlRows(Session session, OrleansReminders reminders)
{
    /// <summary>Of 128 KB each.</summary>
    private const int MostChunks = 32;

    private const string Values = "VALUES ";

    public async Task<long> CountAsync(MovedTable table) => await (table == MovedTables.Reminders
        ? reminders.Count(session)
        : session.Prepare("Import/Count", text => text.Replace(MovedTables.Audit.Name, table.Name, StringComparison.Ordinal))).FirstAsync(row => row.Integer(0));

    public async Task<IReadOnlyList<MovedRow>> ReadAsync(MovedTable table, RowKey? after)
    {
        if (table == MovedTables.Reminders)
        {
            return await reminders.ReadAsync(session, after);
        }

        var select = session.Prepare($"Import/Read/{table.Name}").Add("limit", table == MovedTables.Chunks ? MostChunks : ImportBatch.MostRows);
        foreach (var (column, index) in table.Key.Select((column, index) => (column, index)))
        {
            Add(select, column.Name, after?.Values[index] ?? First(column.Kind));
        }

        return await select.AllAsync(row => Read(table, row));
    }

    public async Task InsertAsync(MovedTable table, IReadOnlyList<MovedRow> rows)
    {
        var insert = session.Prepare($"Import/Insert/{table.Name}", text => Repeated(text, rows.Count));
        for (var number = 0; number < rows.Count; number++)
        {
            if (table == MovedTables.Reminders)
            {
                reminders.Add(insert, rows[number], number);
                continue;
            }

            for (var index = 0; index < table.Columns.Count; index++)
            {
                Add(insert, $"{table.Columns[index].Name}_{number}", rows[number][index]);
            }
        }

        await insert.RunAsync();
    }

    /// <summary>The statement with as many rows of values, the parameters of each with its number behind their names.</summary>
    private static string Repeated(string insert, int rows)
    {
        var at = insert.IndexOf(Values, StringComparison.Ordinal) + Values.Length;
        return insert[..at] + string.Join(",\n", Enumerable.Range(0, rows).Select(number => Parameter().Replace(insert[at..], $"$0_{number}")));
    }

    private static void Add(Statement statement, string name, object? value) => _ = value switch
    {
        string text => statement.Add(name, text),
        long number => statement.Add(name, number),
        byte[] bytes => statement.Add(name, bytes),
        _ => statement.Add(name, (string?)null),
    };

    /// <summary>Before every key there is.</summary>
    private static object First(ColumnKind kind) => kind switch { ColumnKind.Text => "", ColumnKind.Number => long.MinValue, _ => Array.Empty<byte>() };

    private static MovedRow Read(MovedTable table, Row row) => new(table, [.. table.Columns.Select((column, index) => row.IsNull(index) ? null : column.Kind switch
    {
        ColumnKind.Text => row.Text(index),
        ColumnKind.Number => (object)row.Integer(index),
        _ => row.Bytes(index),
    })]);

    [GeneratedRegex(@"@\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
