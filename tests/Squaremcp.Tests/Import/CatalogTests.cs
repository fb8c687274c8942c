using Squaremcp.Storage.Import;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Tests.Storage;

namespace Squaremcp.Tests.Import;

public sealed class CatalogTests
{
    private static readonly string[] OfTheDatabaseItself = ["schema_version", "import_progress"];

    [Fact]
    public async Task Every_table_and_column_of_the_schema_moves_by_its_key()
    {
        await using var database = await TestDatabase.NewAsync();
        using var schema = Database.OpenForReading(database.File);

        Assert.Equal(Schema(schema).Order(StringComparer.Ordinal), MovedTables.All.SelectMany(Lines).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_table_names_are_its_columns() => Assert.All(
        MovedTables.All, table => Assert.All(table.Print.Concat(table.Rewritten), column => Assert.InRange(table.IndexOf(column), 0, table.Columns.Count - 1)));

    [Fact]
    public void A_key_is_read_as_it_was_written()
    {
        var recipients = MovedTables.All.Single(table => table.Name == "recipients");
        var key = new RowKey(recipients, ["cus_\"1\0", "x/ö🦊", new byte[] { 0, 255 }]);

        var read = RowKey.Parse(recipients, key.Write());

        Assert.Equal(0, RowKey.Compare(key, read));
        Assert.Equal("customer=cus_\"1\0, connection=x/ö🦊, recipient=00ff", read.ToString());
    }

    [Fact]
    public void Texts_are_ordered_by_their_bytes_as_a_database_orders_them() =>
        Assert.True(RowKey.Compare(new(MovedTables.Heads, ["\uffff"]), new(MovedTables.Heads, ["🦊"])) < 0, "as UTF-16 it would be the other way round");

    private static IEnumerable<string> Lines(MovedTable table) => table.Columns.Select((column, index) =>
        $"{table.Name}.{column.Name} {column.Kind}{(column.MayBeNull ? "" : " NOT NULL")}{(index < table.KeySize ? $" key {index + 1}" : "")}");

    private static List<string> Schema(Database database)
    {
        var lines = new List<string>();
        using var row = database.Prepare(
            "SELECT tables.name, columns.name, columns.type, columns.\"notnull\", columns.pk FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'");
        while (row.Read())
        {
            if (!OfTheDatabaseItself.Contains(row.Text(0)))
            {
                lines.Add($"{row.Text(0)}.{row.Text(1)} {Kind(row.Text(2))}{(row.Integer(3) == 0 ? "" : " NOT NULL")}{(row.Integer(4) == 0 ? "" : $" key {row.Integer(4)}")}");
            }
        }

        return lines;
    }

    private static ColumnKind Kind(string type) => type switch { "TEXT" => ColumnKind.Text, "INTEGER" => ColumnKind.Number, _ => ColumnKind.Bytes };
}
