using System.Globalization;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Storage.MySql;

/// <summary>The MySQL dialect without its code: every text is run by a real server, whatever configuration is built.</summary>
public sealed partial class StatementTests(DatabaseServer server, StatementTests.Schema schema) : IClassFixture<StatementTests.Schema>
{
    /// <summary>What a server does not prepare: two statements in one text, and some of the transaction's own.</summary>
    private static readonly string[] RunPlainly = ["Engine/Begin", "Engine/BeginView", "Engine/SetCollation", "Engine/Savepoint", "Engine/RollbackToSavepoint"];

    public static TheoryData<string> Statements => [.. StatementFiles.Statements];

    [Fact]
    public async Task Migrations_may_run_twice_and_change_nothing_the_second_time()
    {
        var database = await server.NewDatabaseAsync();
        await MigrateAsync(server, database);
        await server.RunAsync(database, "INSERT INTO audit_heads VALUES ('cus_1', 1, repeat('x', 32))");
        var before = await SchemaAsync(database);

        await MigrateAsync(server, database);

        Assert.Equal(before, await SchemaAsync(database));
        Assert.Equal("1\n", await server.RunAsync(database, "SELECT count(*) FROM audit_heads"));
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task A_statement_runs(string name)
    {
        var database = await schema.MigratedAsync(server);

        var runnable = RunPlainly.Contains(name) ? StatementFiles.Text(name).Replace("utf8mb4_nopad_bin", DatabaseServer.Collation, StringComparison.Ordinal) + ";" : StatementFiles.Runnable(name);
        await server.RunAsync(database, $"{(name == "Engine/BeginView" ? "" : "START TRANSACTION; SAVEPOINT item;")} {runnable}\nROLLBACK;");
    }

    [Fact]
    public async Task Keys_tell_capitals_accents_and_trailing_spaces_apart()
    {
        var database = await schema.MigratedAsync(server);

        await server.RunAsync(database, "INSERT INTO usage_daily VALUES ('c', '2026-01-01', 'a', 1, 0), ('c', '2026-01-01', 'A', 1, 0), ('c', '2026-01-01', 'a ', 1, 0), ('c', '2026-01-01', 'ä', 1, 0), ('C', '2026-01-01', 'a', 1, 0)");

        Assert.Equal("1\n", await server.RunAsync(database, "SELECT count(*) FROM usage_daily WHERE customer = 'c' AND tool = 'a'"));
    }

    [Fact]
    public async Task Lookups_of_writes_go_by_an_index_that_ends_at_their_last_column()
    {
        var database = await schema.MigratedAsync(server);
        await server.RunAsync(database, string.Concat(Enumerable.Range(0, 400).Select(n => string.Create(CultureInfo.InvariantCulture,
            $"INSERT INTO writes (customer, id, tool, status, at, deadline, call_id, actor, idempotency_key, arguments_hash, owner) VALUES ('cus_1', 'wri_{n:000}', 'stub_write', 'failed', {n}, {n}, 'c', 'k', 'a key', repeat('a', 32), 'o');\n")))
            + "ANALYZE TABLE writes;");

        Assert.Contains("writes_by_key", await PlanAsync(database, "Writes/FindSameKey"));
        Assert.Contains("writes_by_call", await PlanAsync(database, "Writes/FindSameCall"));
        Assert.Contains("writes_answered", await PlanAsync(database, "Writes/ForgetAnswers"));
        Assert.Contains("writes_of_key", await PlanAsync(database, "Writes/ListOfKey"));
        Assert.Contains("writes_by_status", await PlanAsync(database, "Writes/ReadLate"));
    }

    [Fact]
    public void The_code_names_every_statement_and_no_other()
    {
        var named = StatementFiles.Code().SelectMany(code => Named().Matches(code)).Select(found => found.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(StatementFiles.Statements, named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_parameter_is_given_by_the_code_and_has_a_sample()
    {
        var given = StatementFiles.Code().SelectMany(code => Given().Matches(code)).Select(found => found.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var asked = StatementFiles.Statements.SelectMany(StatementFiles.Parameters).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(asked.Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
        Assert.Equal(asked.Order(StringComparer.Ordinal), StatementFiles.Samples.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Both servers must understand it: no RETURNING, no collation that only one has, no quotes or conflict clauses of SQLite's.</summary>
    [Fact]
    public void No_text_uses_what_only_one_server_knows()
    {
        foreach (var name in StatementFiles.Migrations.Concat(StatementFiles.Statements).Except(["Engine/FindCollations", "Engine/SetCollation"]))
        {
            Assert.DoesNotMatch(Foreign(), StatementFiles.Text(name));
        }
    }

    private static Task<string> MigrateAsync(DatabaseServer server, string database) => server.RunAsync(database, string.Join('\n', StatementFiles.Migrations.Select(StatementFiles.Text)));

    private async Task<string> SchemaAsync(string database)
    {
        var tables = (await server.RunAsync(database, "SHOW TABLES")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return await server.RunAsync(database, string.Concat(tables.Select(table => $"SHOW CREATE TABLE {table};")));
    }

    private Task<string> PlanAsync(string database, string name) => server.RunAsync(database, StatementFiles.Runnable(name).Replace("FROM '", "FROM 'EXPLAIN ", StringComparison.Ordinal));

    [GeneratedRegex("\"(?<name>(Customers|Engine|Files|Ledger|Vault|Writes)/[A-Za-z0-9]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    [GeneratedRegex("\\.Add(Id|Hash)?\\(\"(?<name>[a-z_0-9]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Given();

    [GeneratedRegex(@"\bRETURNING\b|utf8mb4_|\bON CONFLICT\b|[`?]|\bAS new\b|\bVALUES\s*\(\s*[a-z_]+\s*\)\s*(,|$)|\bFOR SHARE\b|\bWITHOUT ROWID\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Foreign();

    /// <summary>One database for all statements: each is undone, or run once.</summary>
    public sealed class Schema
    {
        private readonly SemaphoreSlim once = new(1);
        private string? database;

        public async Task<string> MigratedAsync(DatabaseServer server)
        {
            await once.WaitAsync();
            try
            {
                if (database is null)
                {
                    var made = await server.NewDatabaseAsync();
                    await MigrateAsync(server, made);
                    await server.RunAsync(made, $"{StatementFiles.Text("Engine/CreateVersions")};{StatementFiles.Text("Engine/CreateInstallation")};");
                    database = made;
                }

                return database;
            }
            finally
            {
                once.Release();
            }
        }
    }
}
