using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Files;

[CollectionDefinition(nameof(LargeFileTests), DisableParallelization = true)]
public sealed class LargeFileCollection;

/// <summary>Alone, because it looks at the memory of the whole process.</summary>
[Collection(nameof(LargeFileTests))]
public sealed class LargeFileTests(PlainGateway gateway) : IClassFixture<PlainGateway>
{
    private const int Largest = 25 * 1024 * 1024;
    private const int Slack = 12 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <remarks>Near the end everything but what is on its way must be in the database, and live memory must not have grown by anything like the file.</remarks>
    [Fact]
    public async Task A_file_of_25_MB_goes_through_and_is_never_in_memory()
    {
        var (_, key) = await gateway.AnotherCustomerAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long grown = 0;
        using var body = new Pieces(Largest, hasLength: false, async at =>
        {
            if (at == Largest - 1024 * 1024)
            {
                await UntilUsedAsync(key, at - 2 * 1024 * 1024);
                grown = GC.GetTotalMemory(forceFullCollection: true) - before;
            }
        });

        var uploaded = await gateway.SendAsync(body, key: key);

        TestContext.Current.TestOutputHelper?.WriteLine($"{grown} bytes more were alive near the end");
        Assert.True(uploaded.Status == 201, uploaded.Says());
        Assert.Equal(Largest, uploaded.Body.GetProperty("size_bytes").GetInt32());
        Assert.True(grown < Slack, $"{grown} bytes more were alive after {Largest - 1024 * 1024} were sent");
        Assert.Equal(Largest, (await gateway.DownloadAsync(uploaded.Id(), key)).Content.LongCount(one => one == 0));
        using var more = new Pieces(512L * 1024 * 1024 + 1, hasLength: true);
        Assert.Equal("413 The file is larger than 512 MB. Nothing was kept.", (await gateway.SendAsync(more, key: key)).Says());
    }

    private async Task UntilUsedAsync(string key, long bytes)
    {
        using var late = new CancellationTokenSource(Patience);
        while ((await gateway.CallAsync("GET", "/api/v1/files", key: key)).Body.GetProperty("used_bytes").GetInt64() < bytes)
        {
            Assert.False(late.IsCancellationRequested, $"waited {Patience} for {bytes} bytes to be in the database");
        }
    }
}
