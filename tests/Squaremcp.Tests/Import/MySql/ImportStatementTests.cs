using System.Text.RegularExpressions;
using Squaremcp.Storage;
using Squaremcp.Storage.Import;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Storage.MySql;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Import.MySql;

/// <summary>The SQL of an import into MySQL without its code: every text is run by a real server, whatever configuration is built.</summary>
public sealed partial class ImportStatementTests(DatabaseServer server)
{
    private const string Root = ".MySql.Import.";

    public static TheoryData<string> Names => [.. typeof(IInstallation).Assembly.GetManifestResourceNames().Where(name => name.Contains(Root, StringComparison.Ordinal)).Select(name => name[(name.IndexOf(Root, StringComparison.Ordinal) + Root.Length)..^".sql".Length])];

    [Fact]
    public async Task Every_statement_runs_and_a_row_that_was_put_is_read_again()
    {
        await server.RunningAsync();
        var database = await NewDatabaseAsync();
        foreach (var name in Names.Select(name => (string)name.Data).OrderBy(name => name.StartsWith("Insert.", StringComparison.Ordinal) ? 0 : 1))
        {
            await server.RunAsync(database, Filled(name, inserted: !name.StartsWith("Read.", StringComparison.Ordinal)));
        }

        foreach (var table in MovedTables.All)
        {
            Assert.True((await server.RunAsync(database, Filled($"Read.{table.Name}", inserted: false))).Length > 0, $"The row of {table.Name} was not read.");
        }
    }

    [Fact]
    public void Each_table_is_put_and_read_whole_in_the_order_of_the_catalogue()
    {
        foreach (var table in MovedTables.All.Except([MovedTables.Reminders]))
        {
            var columns = table.Columns.Select(column => column.Name == "only" ? "only_one" : column.Name).ToList();
            Assert.Equal(columns, Words(Text($"Read.{table.Name}"), "SELECT", "FROM"));
            Assert.Equal(columns, Words(Text($"Insert.{table.Name}"), "(", ")").Except(["answered"]));
            Assert.Equal(table.Columns.Select(column => column.Name), Parameter().Matches(Text($"Insert.{table.Name}")).Select(found => found.Groups["name"].Value).Distinct());
            Assert.Equal(columns.Take(table.KeySize), Words(Text($"Read.{table.Name}"), "ORDER BY", "LIMIT"));
        }
    }

    /// <summary>A page of a million rows must not cost a look at all before it.</summary>
    [Fact]
    public async Task A_page_is_read_by_the_key()
    {
        await server.RunningAsync();
        var database = await NewDatabaseAsync();
        await server.RunAsync(database, "INSERT INTO usage_scopes SELECT concat('cus_', seq DIV 100), '2026-01-01', concat('key:', seq), 1, 0 FROM seq_1_to_5000; ANALYZE TABLE usage_scopes;");

        var plan = await server.RunAsync(database, "EXPLAIN " + Filled("Read.usage_scopes", inserted: false).Replace("''", "'cus_40'", StringComparison.Ordinal));

        Assert.Contains("range", plan, StringComparison.Ordinal);
        Assert.Contains("PRIMARY", plan, StringComparison.Ordinal);
    }

    private async Task<string> NewDatabaseAsync()
    {
        var database = await server.NewDatabaseAsync();
        await server.RunAsync(database, string.Join('\n', StatementFiles.Migrations.Select(StatementFiles.Text)) + Repository.Read("silo/Cluster/1-tables.sql"));
        return database;
    }

    /// <summary>With values in place of the parameters: a row's, or those before every row.</summary>
    private static string Filled(string name, bool inserted) => Parameter().Replace(Text(name), found => found.Groups["name"].Value switch
    {
        "limit" => "10",
        "service" => "'squaremcp'",
        "grain" => inserted ? "'square-publish/a'" : "'square-publish/'",
        "end" => "'square-publish0'",
        "hash" when name == "Insert.reminders" => "-7",
        "only" => inserted ? "1" : "0",
        "due_at" => "1790000000123",
        var parameter => Literal(Kind(name, parameter), inserted),
    });

    private static string Literal(ColumnKind kind, bool inserted) => kind switch
    {
        ColumnKind.Text => inserted ? "'a'" : "''",
        ColumnKind.Number => inserted ? "1" : "-9223372036854775808",
        _ => inserted ? "unhex(repeat('ab', 32))" : "''",
    };

    private static ColumnKind Kind(string name, string parameter) =>
        MovedTables.All.FirstOrDefault(table => name.EndsWith('.' + table.Name, StringComparison.Ordinal))?.Columns.FirstOrDefault(column => column.Name == parameter)?.Kind
        ?? (parameter is "moved" or "at" ? ColumnKind.Number : ColumnKind.Text);

    private static string Text(string name)
    {
        var assembly = typeof(IInstallation).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().Single(resource => resource.EndsWith($"{Root}{name}.sql", StringComparison.Ordinal)))!);
        return reader.ReadToEnd().TrimEnd() + ";";
    }

    private static string[] Words(string text, string from, string to)
    {
        var start = text.IndexOf(from, StringComparison.Ordinal) + from.Length;
        return text[start..text.IndexOf(to, start, StringComparison.Ordinal)].Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"@(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
