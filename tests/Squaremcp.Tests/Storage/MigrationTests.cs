using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;

namespace Squaremcp.Tests.Storage;

/// <summary>A database as the first schema left it, with rows, under the program of today.</summary>
public sealed class MigrationTests
{
    private const string Anna = "cus_anna";

    [Fact]
    public async Task What_the_first_schema_held_is_read_verified_and_gone_on_with()
    {
        await using var database = await OfTheFirstSchemaAsync(entries: 3);

        var old = await database.PageAsync(Anna);
        Assert.All(old.Entries, entry => Assert.Equal((1, null, false, null), (entry.Form, entry.Summary, entry.Counted, entry.WriteId)));
        Assert.True((await database.VerifyAsync(Anna)).Ok);

        var next = await database.AppendAsync(new LedgerItem { Audit = TestDatabase.Entry(Anna) with { Summary = "path=Plan.md", WriteId = "wrt_1" }, Usage = new("obsidian_read_note", Failed: false) });
        Assert.Equal((4, 2, old.Entries[0].Hash, true), (next.Seq, next.Form, next.PreviousHash, next.Counted));
        var check = await database.VerifyAsync(Anna);
        Assert.Equal((true, 4), (check.Ok, check.Entries));
        Assert.Equal(4, (await database.Usage.UsedAsync(Anna, next.At, CancellationToken.None)).Month);
    }

    [Theory]
    [InlineData("summary = 'x'")]
    [InlineData("counted = 1")]
    [InlineData("write_id = 'wrt_1'")]
    [InlineData("form = 2")]
    [InlineData("form = 3")]
    [InlineData("outcome = 'refused'")]
    public async Task What_is_written_into_an_old_entry_later_is_found(string change)
    {
        await using var database = await OfTheFirstSchemaAsync(entries: 3);
        await database.AppendAsync(Anna, 2);
        database.Tamper($"UPDATE audit SET {change} WHERE seq = 2");

        Assert.Equal(2, (await database.VerifyAsync(Anna)).BrokenAt);
    }

    [Theory]
    [InlineData("summary = 'x'")]
    [InlineData("counted = 0")]
    [InlineData("write_id = NULL")]
    [InlineData("form = 1")]
    public async Task What_is_changed_in_a_new_entry_is_found(string change)
    {
        await using var database = await OfTheFirstSchemaAsync(entries: 1);
        await database.AppendAsync(TestDatabase.Item(Anna) with { Audit = TestDatabase.Entry(Anna) with { Summary = "path=Plan.md", WriteId = "wrt_1" } });
        database.Tamper($"UPDATE audit SET {change} WHERE seq = 2");

        Assert.Equal(2, (await database.VerifyAsync(Anna)).BrokenAt);
    }

    private static Task<TestDatabase> OfTheFirstSchemaAsync(int entries)
    {
        var folder = TestDatabase.NewFolder();
        using (var old = Database.OpenForWriting(Path.Combine(folder, "squaremcp.db")))
        {
            old.Execute("PRAGMA journal_mode = WAL; CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
            old.Execute(FirstSchema());
            old.Execute("INSERT INTO schema_version VALUES (1, '0001_spine', 0)");
            Fill(old, entries);
        }

        return TestDatabase.OpenAsync(folder, ownsFolder: true);
    }

    private static string FirstSchema()
    {
        using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(
            typeof(Migrator).Assembly.GetManifestResourceNames().Single(name => name.EndsWith(".0001_spine.sql", StringComparison.Ordinal)))!);
        return reader.ReadToEnd();
    }

    /// <summary>As the program of then did: form 1, and columns that there were.</summary>
    private static void Fill(Database old, int entries)
    {
        var head = AuditHead.None;
        for (var seq = 1; seq <= entries; seq++)
        {
            var entry = AuditChain.Link(TestDatabase.Entry(Anna), seq, head.Hash) with { Form = 1 };
            head = new(seq, AuditChain.Hash(entry, head.Hash));
            old.Prepare("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")
                .Add(Anna).Add(seq).Add(entry.At.ToUnixTimeMilliseconds()).Add(entry.Actor).Add(entry.Action).Add(entry.Target).Add(entry.Outcome).Add(entry.CallId)
                .Add(entry.Via).Add(entry.Client).Add(entry.Platform).Add(entry.Account).Add(entry.DurationMs).Add(entry.ArgumentsHash)
                .Add(Convert.FromHexString(entry.PreviousHash!)).Add(Convert.FromHexString(head.Hash))
                .Run();
        }

        head.Save(old, Anna);
        old.Prepare("INSERT INTO usage_daily VALUES (?1, ?2, 'obsidian_read_note', ?3, 0)").Add(Anna).Add(Day.Text(DateOnly.FromDateTime(TestDatabase.Entry(Anna).At.UtcDateTime))).Add(entries).Run();
    }
}
