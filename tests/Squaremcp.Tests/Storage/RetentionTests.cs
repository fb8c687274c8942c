using Squaremcp.Ledger;
using static Squaremcp.Tests.Storage.TestWrites;

namespace Squaremcp.Tests.Storage;

public class RetentionTests : StorageClaims
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Old_writes_go_however_many_and_those_still_sent_and_the_young_stay()
    {
        await using var database = await NewAsync();
        await Task.WhenAll(Enumerable.Range(0, 1_200).Select(n => BeginAsync(database, $"wrt_{n:0000}", key: $"k{n}")));
        await database.Writes.SettleAsync(null, "me", Now, None);
        await BeginAsync(database, "wrt_1200", key: "sent");
        await BeginAsync(database, Write("wrt_1201", key: "young") with { At = Now.AddDays(9) });
        await database.AppendAsync(Ending("wrt_1201", WriteStatus.Done));
        await BeginAsync(database, Write("wrt_9999", key: "other") with { CustomerId = "cus_bert" });
        await database.Writes.SettleAsync("cus_bert", "me", Now, None);

        Assert.Equal(1_201, await database.Proof.PruneAsync(Anna, Now.AddDays(1), None));

        Assert.Equal(["wrt_1201", "wrt_1200"], (await ListAsync(database, new())).Writes.Select(write => write.Id));
        Assert.Single((await database.Writes.ListAsync("cus_bert", new(), None)).Writes);
        Assert.True((await database.VerifyAsync(Anna)).Ok);
    }

    [Fact]
    public async Task Old_writes_go_where_no_old_entry_is_left()
    {
        await using var database = await NewAsync();
        await Task.WhenAll(Enumerable.Range(0, 1_200).Select(n => BeginAsync(database, $"wrt_{n:0000}", key: $"k{n}")));
        await database.Writes.SettleAsync(null, "me", Now.AddDays(9), None);

        Assert.Equal(0, await database.Proof.PruneAsync(Anna, Now.AddDays(1), None));

        Assert.Empty((await ListAsync(database, new())).Writes);
        Assert.Equal(1_200, (await database.VerifyAsync(Anna)).Entries);
    }

    [Fact]
    public async Task Entries_pruned_during_a_verification_are_not_taken_for_damage()
    {
        await using var database = await NewAsync();
        await Task.WhenAll(Enumerable.Range(0, 12_000).Select(_ => database.AppendAsync(TestDatabase.Item(Anna))));
        var prune = Task.Run(() => database.Proof.PruneAsync(Anna, DateTimeOffset.UnixEpoch.AddDays(30_000), None));

        do
        {
            Assert.Null((await database.VerifyAsync(Anna)).Reason);
        }
        while (!prune.IsCompleted);

        Assert.Equal(12_000, await prune);
        var check = await database.VerifyAsync(Anna);
        Assert.Equal((true, 0), (check.Ok, check.Entries));
        Assert.NotNull(check.Head);
    }

    [Fact]
    public async Task What_is_pruned_is_gone_from_pages_and_the_numbers_go_on()
    {
        await using var database = await NewAsync();
        await database.AppendAsync(Anna, 3);
        await database.Proof.PruneAsync(Anna, DateTimeOffset.UnixEpoch.AddDays(30_000), None);

        Assert.Equal(4, (await database.AppendAsync(TestDatabase.Item(Anna))).Seq);
        var page = await database.PageAsync(Anna, new AuditQuery { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.UnixEpoch.AddDays(30_000) });
        Assert.Equal(4, Assert.Single(page.Entries).Seq);
        Assert.Null(page.Next);
    }
}
