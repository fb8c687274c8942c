using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;

namespace Squaremcp.Tests.Storage;

public class FileRecordTests : StorageClaims
{
    private static readonly FileLimits Limits = new(FileBytes: 100, Bytes: 250, Files: 4);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string Sha = new('a', 64);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_a_file_is_seen_until_it_is_whole()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "fil_1");
        await AppendAsync(database, "fil_1", 0);

        Assert.Empty(await ListAsync(database));
        Assert.Equal(new FilesUsed(1, 40), await database.Files.UsedAsync("cus_1", Start, Token));
        Assert.NotNull(await FinishAsync(database, "fil_1", chunks: 1));
        Assert.Equal(["fil_1"], await ListAsync(database));
        Assert.Equal(("file.create", "fil_1"), (await database.PageAsync("cus_1")).Entries.Select(entry => (entry.Action, entry.Target)).Single());
    }

    [Fact]
    public async Task A_chunk_that_comes_again_is_one_and_one_too_early_is_refused()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "fil_1");

        Assert.Equal(FileVerdict.Repeated, await BeginAsync(database, "fil_1"));
        Assert.Equal(FileVerdict.OutOfOrder, await AppendAsync(database, "fil_1", 1));
        Assert.Equal([FileVerdict.Ok, FileVerdict.Repeated, FileVerdict.Ok], [await AppendAsync(database, "fil_1", 0), await AppendAsync(database, "fil_1", 0), await AppendAsync(database, "fil_1", 1)]);
        Assert.Equal((80L, 2), (await database.Files.FindAsync("cus_1", "fil_1", Token)) is { } file ? (file.Size, file.Chunks) : default);
        Assert.Equal(FileVerdict.OutOfOrder, await BeginAsync(database, "fil_1"));
    }

    [Fact]
    public async Task Finishing_twice_is_recorded_once_and_with_another_content_not_at_all()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "fil_1");
        await AppendAsync(database, "fil_1", 0);

        Assert.Null(await FinishAsync(database, "fil_1", chunks: 2));
        Assert.Equal(await FinishAsync(database, "fil_1", chunks: 1), await FinishAsync(database, "fil_1", chunks: 1));
        Assert.Null(await FinishAsync(database, "fil_1", chunks: 1, sha: new('b', 64)));
        Assert.Null(await FinishAsync(database, "fil_none", chunks: 1));
        Assert.Equal(FileVerdict.Gone, await AppendAsync(database, "fil_1", 1));
        Assert.Single((await database.PageAsync("cus_1")).Entries);
        Assert.True((await database.VerifyAsync("cus_1")).Ok);
    }

    [Fact]
    public async Task Limits_hold_for_those_who_come_at_the_same_time_and_leave_other_customers_alone()
    {
        await using var database = await NewAsync();
        var begun = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => BeginAsync(database, $"fil_{n}")));
        Assert.Equal((4, 6), (begun.Count(one => one == FileVerdict.Ok), begun.Count(one => one == FileVerdict.TooMany)));

        var mine = Enumerable.Range(0, 10).Where(n => begun[n] == FileVerdict.Ok).Select(n => $"fil_{n}").ToList();
        var added = await Task.WhenAll(mine.SelectMany(id => new[] { (id, 0), (id, 1) }).Select(one => AppendAsync(database, one.id, one.Item2)));
        Assert.Equal((6, 1), (added.Count(one => one == FileVerdict.Ok), added.Count(one => one == FileVerdict.NoRoom)));
        Assert.Equal(240, (await database.Files.UsedAsync("cus_1", Start, Token)).Bytes);
        Assert.Equal(FileVerdict.TooLarge, await AppendAsync(database, mine[0], 2));
        Assert.Equal(FileVerdict.Ok, await BeginAsync(database, "fil_1", "cus_2"));
        Assert.Equal(FileVerdict.TooLarge, await BeginAsync(database, "fil_2", "cus_2", size: 101));
        Assert.Equal(FileVerdict.Ok, await AppendAsync(database, "fil_1", 0, "cus_2"));
    }

    [Fact]
    public async Task What_has_expired_is_not_there_counts_nothing_and_is_erased_in_steps()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "fil_1", limits: new(10_000, 10_000, 5));
        for (var seq = 0; seq < 20; seq++)
        {
            Assert.Equal(FileVerdict.Ok, await AppendAsync(database, "fil_1", seq, limits: new(10_000, 10_000, 5)));
        }

        var later = Start.AddHours(1);
        Assert.Equal(FileVerdict.Gone, await AppendAsync(database, "fil_1", 20, now: later));
        Assert.Equal(new FilesUsed(0, 0), await database.Files.UsedAsync("cus_1", later, Token));
        Assert.Empty(await database.Files.ExpiredAsync(null, later.AddMilliseconds(-1), 10, Token));
        Assert.Equal("fil_1", (await database.Files.ExpiredAsync(null, later, 10, Token)).Single().Id);
        await database.Files.RemoveAsync("cus_1", "fil_1", Token);
        Assert.Equal((0, 0), Count(database));
    }

    [Fact]
    public async Task A_deleted_file_is_gone_at_once_and_recorded_once()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "fil_1");
        await AppendAsync(database, "fil_1", 0);

        Assert.False(await ExpireAsync(database, "fil_1", audit: true));
        await FinishAsync(database, "fil_1", chunks: 1);
        Assert.False(await ExpireAsync(database, "fil_1", audit: false));
        Assert.True(await ExpireAsync(database, "fil_1", audit: true));
        Assert.False(await ExpireAsync(database, "fil_1", audit: true));
        Assert.Empty(await ListAsync(database));
        Assert.Equal(["file.delete", "file.create"], (await database.PageAsync("cus_1")).Entries.Select(entry => entry.Action));
    }

    [Fact]
    public async Task A_page_holds_the_newest_and_the_next_one_goes_on()
    {
        await using var database = await NewAsync();
        foreach (var id in (string[])["fil_1", "fil_2", "fil_3"])
        {
            await BeginAsync(database, id);
            await FinishAsync(database, id, chunks: 0);
        }

        Assert.Equal(["fil_3", "fil_2"], (await database.Files.ListAsync("cus_1", null, 2, Start, Token)).Select(file => file.Id));
        Assert.Equal(["fil_1"], (await database.Files.ListAsync("cus_1", "fil_2", 2, Start, Token)).Select(file => file.Id));
        Assert.Empty(await database.Files.ListAsync("cus_2", null, 2, Start, Token));
    }

    [Fact]
    public async Task A_commit_that_fails_shows_no_file_and_records_none()
    {
        var isBroken = false;
        await using var database = await TestDatabase.NewAsync(file => new SqliteStorageOptions { File = file, Committing = _ => { if (isBroken) { throw new IOException("injected"); } } });
        await BeginAsync(database, "fil_1");
        await AppendAsync(database, "fil_1", 0);

        isBroken = true;
        await Assert.ThrowsAsync<StorageException>(() => FinishAsync(database, "fil_1", chunks: 1));
        await Assert.ThrowsAsync<StorageException>(() => AppendAsync(database, "fil_1", 1));
        isBroken = false;

        Assert.Empty(await ListAsync(database));
        Assert.Empty((await database.PageAsync("cus_1")).Entries);
        Assert.NotNull(await FinishAsync(database, "fil_1", chunks: 1));
    }

    [Fact]
    public async Task An_upload_that_the_process_did_not_outlive_stays_unseen_and_is_swept_up()
    {
        var folder = TestDatabase.NewFolder();
        try
        {
            await using (var database = await OpenAsync(folder))
            {
                await BeginAsync(database, "fil_1");
                await AppendAsync(database, "fil_1", 0);
            }

            await using var again = await OpenAsync(folder);
            Assert.Empty(await ListAsync(again));
            Assert.Equal("fil_1", (await again.Files.ExpiredAsync(null, Start.AddHours(1), 10, Token)).Single().Id);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<FileVerdict> BeginAsync(TestDatabase database, string id, string customer = "cus_1", long size = 0, FileLimits? limits = null) =>
        database.Files.BeginAsync(File(id, customer), size, limits ?? Limits, Token);

    private static Task<FileVerdict> AppendAsync(TestDatabase database, string id, int seq, string customer = "cus_1", FileLimits? limits = null, DateTimeOffset? now = null) =>
        database.Files.AppendAsync(new(customer, id, seq, 40, new byte[68]), limits ?? Limits, now ?? Start, Token);

    private static async Task<FileRecord?> FinishAsync(TestDatabase database, string id, int chunks, string? sha = null) => await database.Files.FinishAsync(
        ((await database.Files.FindAsync("cus_1", id, Token)) ?? File(id, "cus_1")) with { Sha256 = sha ?? Sha, ExpiresAt = Start.AddHours(24) }, new("cus_1", id, chunks, 0, new byte[28]), Entry("file.create", id), Token);

    private static Task<bool> ExpireAsync(TestDatabase database, string id, bool audit) => database.Files.ExpireAsync("cus_1", id, audit ? Entry("file.delete", id) : null, Start, Token);

    private static async Task<IReadOnlyList<string>> ListAsync(TestDatabase database) => [.. (await database.Files.ListAsync("cus_1", null, 100, Start, Token)).Select(file => file.Id)];

    private static FileRecord File(string id, string customer) => new() { Customer = customer, Id = id, Name = "plan.pdf", MediaType = "application/pdf", CreatedAt = Start, ExpiresAt = Start.AddHours(1) };

    private static AuditEntry Entry(string action, string target) => TestDatabase.Entry("cus_1") with { At = Start, Action = action, Target = target };

    private static (long Files, long Chunks) Count(TestDatabase database) => (database.Number("SELECT count(*) FROM files"), database.Number("SELECT count(*) FROM file_chunks"));
}
