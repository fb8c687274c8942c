using Squaremcp.Ledger;
using Squaremcp.Storage;
using static Squaremcp.Tests.Storage.TestWrites;

namespace Squaremcp.Tests.Storage;

public class PublishWriteTests : StorageClaims
{
    [Fact]
    public async Task A_publish_outlives_the_process_that_began_it_and_other_writes_do_not()
    {
        await using var database = await NewAsync();
        await database.Writes.BeginAsync(new() { Write = Write("wrt_1", key: "publish"), Owner = NewWrite.Publish }, CancellationToken.None);
        await database.Writes.BeginAsync(new() { Write = Write("wrt_2", key: "write"), Owner = "another process" }, CancellationToken.None);

        Assert.Equal(1, await database.Writes.SettleAsync(null, "me", Now, CancellationToken.None));
        Assert.Equal((WriteStatus.Sent, WriteStatus.Unknown), (await StatusAsync(database, "wrt_1"), await StatusAsync(database, "wrt_2")));

        Assert.Equal(1, await database.Writes.SettleAsync(null, null, Now.AddDays(2), CancellationToken.None));
    }

    private static async Task<WriteStatus> StatusAsync(TestDatabase database, string id) => (await database.Writes.GetAsync(Anna, id, CancellationToken.None))!.Status;
}
