using Microsoft.Extensions.Logging.Abstractions;
using Squaremcp.Grains.Ledger;
using Squaremcp.Tests.Storage;

namespace Squaremcp.Tests.Audit;

public class ProofTests : StorageClaims
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Every_hour_the_heads_that_have_grown_are_signed()
    {
        await using var database = await NewAsync();
        await database.AppendAsync("cus_anna", 3);
        await database.AppendAsync("cus_bert", 1);
        var duties = Duties(database);
        await duties.StartAsync(None);
        await HourAsync(database, "cus_anna", 3);
        await HourAsync(database, "cus_bert", 1);
        await database.AppendAsync("cus_anna", 1);
        await HourAsync(database, "cus_anna", 4);
        await duties.StopAsync(None);

        Assert.Equal(0, await duties.SignGrownAsync(None));
        var signed = await SignedAsync(database, "cus_bert");
        Assert.Null(signed!.WhyForged());

        static async Task HourAsync(TestDatabase database, string customer, long seq)
        {
            using var late = new CancellationTokenSource(TestDatabase.Patience);
            while ((await SignedAsync(database, customer))?.Seq != seq)
            {
                // The service begins to wait for its first hour at a moment of its own.
                database.Clock.Advance(TimeSpan.FromHours(1));
                Assert.False(late.IsCancellationRequested, $"waited {TestDatabase.Patience} for {customer}'s head {seq} to be signed");
            }
        }
    }

    [Fact]
    public async Task A_head_is_signed_once_however_often_it_is_asked_for()
    {
        await using var database = await NewAsync();
        var signer = Signer(database);
        Assert.Null(await signer.SignAsync("cus_anna", None));
        await database.AppendAsync("cus_anna", 1);
        var first = await signer.SignAsync("cus_anna", None);
        database.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(first, await signer.SignAsync("cus_anna", None));
        await database.AppendAsync("cus_anna", 1);
        Assert.Equal(2, (await signer.SignAsync("cus_anna", None))!.Seq);
    }

    [Fact]
    public async Task What_retention_leaves_verifies_from_where_it_begins()
    {
        await using var database = await NewAsync();
        for (var day = 0; day < 1_200; day++)
        {
            await database.AppendAsync(TestDatabase.Item("cus_anna", at: DateTimeOffset.UnixEpoch.AddDays(day)));
        }

        Assert.Equal(1_100, await database.Proof.PruneAsync("cus_anna", DateTimeOffset.UnixEpoch.AddDays(1_100), None));
        var check = await database.VerifyAsync("cus_anna");
        Assert.True(check.Ok, check.Reason);
        Assert.Equal(100, check.Entries);
        var head = await Signer(database).SignAsync("cus_anna", None);
        Assert.Equal((1_101, 1_200), (head!.FirstSeq, head.Seq));
        Assert.Equal((await database.Proof.EntriesAsync("cus_anna", 1_100, 1_101, None))[0].PreviousHash, head.FirstLink);

        Assert.Equal(100, await database.Proof.PruneAsync("cus_anna", DateTimeOffset.UnixEpoch.AddDays(5_000), None));
        Assert.True((await database.VerifyAsync("cus_anna")).Ok);
        await database.AppendAsync("cus_anna", 2);
        check = await database.VerifyAsync("cus_anna");
        Assert.True(check.Ok, check.Reason);
        Assert.Equal(2, check.Entries);
        database.Tamper("DELETE FROM audit WHERE seq = 1201");
        Assert.False((await database.VerifyAsync("cus_anna")).Ok);
    }

    [Fact]
    public async Task An_old_entry_after_a_young_one_stays()
    {
        await using var database = await NewAsync();
        foreach (var day in new[] { 1, 9, 2 })
        {
            await database.AppendAsync(TestDatabase.Item("cus_anna", at: DateTimeOffset.UnixEpoch.AddDays(day)));
        }

        Assert.Equal(1, await database.Proof.PruneAsync("cus_anna", DateTimeOffset.UnixEpoch.AddDays(5), None));
        Assert.True((await database.VerifyAsync("cus_anna")).Ok);
    }

    private static AuditSigner Signer(TestDatabase database) => new(database.Proof, database.Vault, database.Clock);

    private static LedgerDuties Duties(TestDatabase database) => new(Signer(database), database.Proof, database.Customers, null!, database.Clock, NullLogger<LedgerDuties>.Instance);

    private static async Task<Squaremcp.Ledger.SignedHead?> SignedAsync(TestDatabase database, string customer) =>
        await database.Proof.HeadAsync(customer, database.Clock.GetUtcNow(), None) is { } head ? await database.Proof.SignedAsync(head, None) : null;
}
