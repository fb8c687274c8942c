using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;

namespace Squaremcp.Tests.Storage;

public sealed class InstallationTests
{
    [Fact]
    public async Task Many_may_migrate_the_same_new_file_at_once()
    {
        var file = Path.Combine(TestDatabase.NewFolder(), "squaremcp.db");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => Migrator.Run(file, TimeProvider.System), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).WaitAsync(TestDatabase.Patience);

        using (var database = Database.OpenForReading(file))
        {
            Assert.Equal(Migrator.Newest, database.Number("SELECT count(*) FROM schema_version"));
        }

        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task A_schema_newer_than_the_program_is_refused_naming_both()
    {
        await using var database = await TestDatabase.NewAsync();
        database.Tamper("INSERT INTO schema_version VALUES (9999, '9999_future', 0)");

        var refused = await Assert.ThrowsAsync<StorageException>(() => database.Installation.MigrateAsync(CancellationToken.None));

        Assert.Contains("schema version 9999", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"up to {Migrator.Newest}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_with_its_name()
    {
        var file = Path.Combine(TestDatabase.NewFolder(), "squaremcp.db");
        File.WriteAllText(file, new string('x', 5_000));

        var refused = Assert.Throws<StorageException>(() => Migrator.Run(file, TimeProvider.System));

        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5_000), File.ReadAllText(file));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task A_healthy_database_has_nothing_to_report_and_a_failing_one_says_why()
    {
        var failing = false;
        await using var database = await TestDatabase.NewAsync(file => new SqliteStorageOptions
        {
            File = file,
            Committing = _ =>
            {
                if (failing)
                {
                    throw new IOException("injected: the disk is gone");
                }
            },
        });
        Assert.Null(await database.Installation.CheckAsync(CancellationToken.None));

        failing = true;

        Assert.Contains("the disk is gone", await database.Installation.CheckAsync(CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_taken_while_serving_is_whole_private_and_never_overwrites()
    {
        await using var database = await TestDatabase.NewAsync();
        var folder = TestDatabase.NewFolder();
        var copy = Path.Combine(folder, "squaremcp.db");
        await database.AppendAsync("cus_1", 5);
        var appends = Enumerable.Range(0, 1_000).Select(_ => database.AppendAsync(TestDatabase.Item("cus_1"))).ToArray();

        await database.Installation.SnapshotAsync(copy, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<StorageException>(() => database.Installation.SnapshotAsync(copy, CancellationToken.None));
        Assert.Contains("not overwritten", refused.Message, StringComparison.Ordinal);
        Assert.Equal([copy], Directory.GetFiles(folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        }

        await Task.WhenAll(appends);
        await using var opened = await TestDatabase.OpenAsync(folder, ownsFolder: true);
        var check = await opened.VerifyAsync("cus_1");
        Assert.True(check.Ok, check.Reason);
        Assert.InRange(check.Entries, 5, 1_005);
    }
}
