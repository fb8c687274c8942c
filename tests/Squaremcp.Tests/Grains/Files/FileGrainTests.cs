using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Embedded;
using Squaremcp.Files;
using Squaremcp.Grains.Files;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Files;

public sealed class FileGrainTests
{
    public static TheoryData<int> Seeds => TestGrains.Seeds(25);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(IFileGrain.ChunkBytes)]
    [InlineData(IFileGrain.ChunkBytes + 1)]
    [InlineData(500_000)]
    public async Task A_file_is_read_as_it_was_sent_for_24_hours(int length)
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var content = Uploads.Content(length);
        var file = (await gateway.UploadAsync(content, "a/plan.pdf")).File!;

        Assert.Equal(("plan.pdf", "application/pdf", length, Uploads.Sha256(content)), (file.Name, file.MediaType, file.Size, file.Sha256));
        Assert.Equal(content, await gateway.DownloadAsync(file.Id));
        gateway.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(content, await gateway.DownloadAsync(file.Id));
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await gateway.DownloadAsync(file.Id));
        Assert.Null(await gateway.FileOf(file.Id).Read(0, Token));
        Assert.Empty((await List(gateway)).Files);
    }

    [Fact]
    public void A_chunk_crosses_as_less_than_a_message_may_have() => Assert.InRange((IFileGrain.ChunkBytes + 2) / 3 * 4, 64 * 1024, Deadlines.Message - 1024);

    [Fact]
    public async Task What_has_expired_was_never_finished_or_was_deleted_is_erased_by_the_hour_with_its_key()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        await gateway.UploadAsync(Uploads.Content(300_000));
        var unfinished = gateway.FileOf(Uploads.NewId());
        await unfinished.Begin(new(), Token);
        await unfinished.Append(0, "AAAA", Token);
        var keys = gateway.Vault.Keys(TestGateway.Anna).Count;
        var duties = gateway.Services.GetRequiredService<FileDuties>();

        Assert.Equal(0, await duties.SweepAsync(Token));
        gateway.Clock.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(FailureKind.NotFound, (await unfinished.Append(1, "AAAA", Token))!.Kind);
        await UntilAsync(() => gateway.Files.Count == (1, 4), "the hourly sweep to erase the unfinished upload", gateway);
        gateway.Clock.Advance(TimeSpan.FromHours(23));
        await UntilAsync(() => gateway.Files.Count == (0, 0), "the hourly sweep to erase the expired file", gateway);
        Assert.Equal(keys - 2, gateway.Vault.Keys(TestGateway.Anna).Count);
    }

    [Fact]
    public async Task An_upload_given_up_leaves_nothing_and_a_whole_file_cannot_be_given_up()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var file = gateway.FileOf(Uploads.NewId());
        await file.Begin(new(), Token);
        await file.Append(0, "AAAA", Token);

        Assert.Null(await file.Describe(Token));
        Assert.Null(await file.Read(0, Token));
        await file.Abandon(Token);
        Assert.Equal((0, 0), gateway.Files.Count);
        Assert.Equal(FailureKind.NotFound, (await file.Append(1, "AAAA", Token))!.Kind);
        Assert.Equal(FailureKind.NotFound, (await file.Finish(Uploads.Sha256([0, 0, 0]), TestGateway.Operator, Token)).Failure!.Kind);

        var whole = (await gateway.UploadAsync([1, 2, 3])).File!;
        await gateway.FileOf(whole.Id).Abandon(Token);
        Assert.Equal([1, 2, 3], await gateway.DownloadAsync(whole.Id));
        Assert.Equal(whole.Id, Assert.Single(gateway.Ledger.Of("file.create")).Target);
    }

    [Fact]
    public async Task Something_else_than_was_sent_is_never_a_file()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var file = gateway.FileOf(Uploads.NewId());
        await file.Begin(new(), Token);
        await file.Append(0, "AAAA", Token);

        Assert.Equal(FailureKind.InvalidArgument, (await file.Finish(Uploads.Sha256([0, 0]), TestGateway.Operator, Token)).Failure!.Kind);
        Assert.Equal(FailureKind.InvalidArgument, (await file.Append(2, "AAAA", Token))!.Kind);
        await Assert.ThrowsAsync<ArgumentException>(() => file.Append(1, Convert.ToBase64String(new byte[IFileGrain.ChunkBytes + 1]), Token));
        Assert.Null(await file.Describe(Token));
        Assert.Empty(gateway.Ledger.Of("file.create"));
    }

    [Fact]
    public async Task Limits_are_told_with_what_to_do()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var large = await gateway.UploadAsync(new byte[1_000_001]);
        var (first, second) = (await gateway.UploadAsync(new byte[1_000_000]), await gateway.UploadAsync(new byte[900_000]));
        var full = await gateway.UploadAsync(new byte[100_001]);

        Assert.Equal((FailureKind.PlanLimit, "file_bytes"), (large.Failure!.Kind, large.Failure.Reason));
        Assert.Equal((FailureKind.PlanLimit, "files_bytes"), (full.Failure!.Kind, full.Failure.Reason));
        Assert.Contains("Delete some", full.Failure.Message, StringComparison.Ordinal);
        Assert.Equal((1_900_000L, 2_000_000L), (await List(gateway)) is var list ? (list.UsedBytes, list.QuotaBytes) : default);
        Assert.True(await gateway.FileOf(first.File!.Id).Delete(TestGateway.Operator, Token));
        Assert.NotNull((await gateway.UploadAsync(new byte[100_001])).File);
        for (var n = 2; n < TestGateway.FileLimits.Files; n++)
        {
            Assert.NotNull((await gateway.UploadAsync([1])).File);
        }

        Assert.Equal("files", (await gateway.UploadAsync([1])).Failure!.Reason);
        Assert.NotNull((await gateway.UploadAsync([1], customer: "cus_bert")).File);
        Assert.NotNull(second.File);
    }

    [Fact]
    public async Task A_deleted_file_is_gone_for_good_and_recorded_once()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var file = (await gateway.UploadAsync(Uploads.Content(300_000))).File!;

        Assert.False(await gateway.FileOf(file.Id, "cus_bert").Delete(Uploads.By("cus_bert"), Token));
        Assert.True(await gateway.FileOf(file.Id).Delete(TestGateway.Operator, Token));
        Assert.False(await gateway.FileOf(file.Id).Delete(TestGateway.Operator, Token));
        Assert.Null(await gateway.DownloadAsync(file.Id));
        Assert.Equal((0, 0), gateway.Files.Count);
        Assert.DoesNotContain(gateway.Vault.Keys(TestGateway.Anna), name => name.Connection == file.Id);
        Assert.Equal(file.Id, Assert.Single(gateway.Ledger.Of("file.delete")).Target);
    }

    [Fact]
    public async Task Erasing_a_customers_secrets_erases_its_files_and_no_others()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var mine = (await gateway.UploadAsync(Uploads.Content(300_000))).File!;
        var berts = (await gateway.UploadAsync([1, 2, 3], customer: "cus_bert")).File!;
        var unfinished = gateway.FileOf(Uploads.NewId());
        await unfinished.Begin(new(), Token);

        Assert.True(await gateway.Customer.EraseSecrets(TestGateway.Operator, Token));

        Assert.Null(await gateway.DownloadAsync(mine.Id));
        Assert.Equal(FailureKind.NotFound, (await unfinished.Append(0, "AAAA", Token))!.Kind);
        Assert.Equal((1, 2), gateway.Files.Count);
        Assert.Equal([1, 2, 3], await gateway.DownloadAsync(berts.Id, "cus_bert"));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_fails_a_file_is_whole_or_not_there_and_recorded_exactly_once(int seed)
    {
        await using var gateway = await TestGateway.StartAsync(Faults.Seeded(seed));
        var done = new ConcurrentDictionary<string, byte[]>();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(n => UploadAsync(gateway, Uploads.Content(1_000 * (n + 1), seed + n), n == 5, done)));
        await gateway.CalmAsync();

        Assert.Equal(5, done.Count);
        Assert.Equal(done.Keys.Order(), (await List(gateway)).Files.Select(file => file.Id).Order());
        foreach (var (id, content) in done)
        {
            Assert.Equal(content, await gateway.DownloadAsync(id));
            Assert.Single(gateway.Ledger.Of("file.create"), entry => entry.Target == id);
        }

        gateway.Clock.Advance(TimeSpan.FromHours(1));
        await gateway.Services.GetRequiredService<FileDuties>().SweepAsync(Token);
        Assert.Equal(5, gateway.Files.Count.Files);
    }

    /// <summary>Every call is made again until it is answered; one upload of them never ends.</summary>
    private static async Task UploadAsync(TestGateway gateway, byte[] content, bool isCutOff, ConcurrentDictionary<string, byte[]> done)
    {
        var (id, by) = (Uploads.NewId(), TestGateway.Operator);
        var file = gateway.FileOf(id);
        Assert.Null(await UntilAnsweredAsync(() => file.Begin(new() { Name = "plan.pdf" }, CancellationToken.None)));
        foreach (var (seq, part) in content.Chunk(300).Index())
        {
            Assert.Null(await UntilAnsweredAsync(() => file.Append(seq, Convert.ToBase64String(part), CancellationToken.None)));
        }

        if (!isCutOff)
        {
            Assert.NotNull((await UntilAnsweredAsync(() => file.Finish(Uploads.Sha256(content), by, CancellationToken.None))).File);
            done[id] = content;
        }
    }

    private static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (Exception failed) when (failed is TimeoutException or OrleansMessageRejectionException)
            {
                Assert.True(tries < 100, $"{failed}");
            }
        }
    }

    private static async Task UntilAsync(Func<bool> holds, string what, TestGateway gateway)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            Assert.False(late.IsCancellationRequested, $"waited for {what}; there is {gateway.Files.Count}");
            await Task.Yield();
        }
    }

    private static Task<FileList> List(TestGateway gateway) => gateway.Grains.GetGrain<IFilesGrain>(TestGateway.Anna).List(null, 100, Token);
}
