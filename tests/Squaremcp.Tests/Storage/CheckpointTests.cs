using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Squaremcp.Storage.Sqlite;

namespace Squaremcp.Tests.Storage;

public sealed class CheckpointTests
{
    [Fact]
    public async Task A_long_log_starts_over_although_the_writer_never_pauses_by_itself()
    {
        await using var database = await TestDatabase.NewAsync(file => new SqliteStorageOptions { File = file, CheckpointPages = 1, LogPages = 10 });
        using var checkpointer = new Checkpointer(database.Options, NullLogger<Checkpointer>.Instance);
        using var writer = Database.OpenForWriting(database.File);
        writer.Execute("PRAGMA wal_autocheckpoint = 0; CREATE TABLE filler (x BLOB); INSERT INTO filler VALUES (zeroblob(200000)); BEGIN IMMEDIATE");
        var before = TimesStartedOver(database);

        checkpointer.Written(1);
        Assert.True(SpinWait.SpinUntil(() => checkpointer.AsksForTurn, TestDatabase.Patience), "The checkpointer did not ask the writer for a turn.");
        writer.Execute("COMMIT");
        checkpointer.Written(0);
        writer.Execute("INSERT INTO filler VALUES (zeroblob(10))");

        Assert.Equal(before + 1, TimesStartedOver(database));
        Assert.False(checkpointer.AsksForTurn);
    }

    /// <summary>The log's header counts them: https://www.sqlite.org/fileformat2.html#the_write_ahead_log, offset 12.</summary>
    private static uint TimesStartedOver(TestDatabase database)
    {
        using var log = new FileStream($"{database.File}-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> header = stackalloc byte[16];
        log.ReadExactly(header);
        return BinaryPrimitives.ReadUInt32BigEndian(header[12..]);
    }
}
