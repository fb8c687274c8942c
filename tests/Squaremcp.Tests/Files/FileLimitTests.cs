using System.Net;
using System.Net.Sockets;
using System.Text;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Files;

public sealed class FileLimitTests(SmallFilesGateway gateway) : IClassFixture<SmallFilesGateway>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 300_001)]
    [InlineData(false, 300_001)]
    [InlineData(true, 5_000_000)]
    [InlineData(false, 400_000)]
    public async Task A_file_that_is_too_large_is_refused_and_nothing_of_it_stays(bool hasLength, int length)
    {
        var (_, key) = await gateway.AnotherCustomerAsync();
        using var body = new Pieces(length, hasLength);

        Assert.Equal("413 The file is larger than 300000 bytes. Nothing was kept.", (await gateway.SendAsync(body, key: key)).Says());
        Assert.Equal(0, await UsedAsync(key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_of_exactly_the_most_is_taken(bool hasLength)
    {
        var (_, key) = await gateway.AnotherCustomerAsync();
        using var body = new Pieces(SmallFilesGateway.MostBytes, hasLength);

        Assert.Equal(201, (await gateway.SendAsync(body, key: key)).Status);
    }

    [Fact]
    public async Task A_form_may_be_a_little_larger_than_its_file()
    {
        var (_, key) = await gateway.AnotherCustomerAsync();
        using var fits = new MultipartFormDataContent { { new ByteArrayContent(new byte[SmallFilesGateway.MostBytes]), "file", "fits" } };
        using var passes = new MultipartFormDataContent { { new ByteArrayContent(new byte[SmallFilesGateway.MostBytes + 1]), "file", "passes" } };
        using var around = new MultipartFormDataContent { { new ByteArrayContent(new byte[1]), "file", "small" }, { new ByteArrayContent(new byte[SmallFilesGateway.MostBytes * 2]), "padding" } };

        Assert.Equal(201, (await gateway.SendAsync(fits, key: key)).Status);
        Assert.Equal(413, (await gateway.SendAsync(passes, key: key)).Status);
        Assert.Equal(413, (await gateway.SendAsync(around, key: key)).Status);
        Assert.Equal(SmallFilesGateway.MostBytes, await UsedAsync(key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Beyond_the_quota_nothing_is_taken_until_there_is_room_again(bool hasLength)
    {
        var (_, key) = await gateway.AnotherCustomerAsync();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await gateway.UploadAsync(new byte[300_000], key: key)).Id());
        }

        using var last = new Pieces(200_000, hasLength);
        var refused = await gateway.SendAsync(last, key: key);

        Assert.Equal((429, "plan_limit", "files_bytes"), (refused.Status, refused.Body.GetProperty("kind").GetString(), refused.Body.GetProperty("reason").GetString()));
        Assert.Contains("Delete some", refused.Says(), StringComparison.Ordinal);
        Assert.Equal(900_000, await UsedAsync(key));
        await gateway.CallAsync("DELETE", $"/api/v1/files/{ids[0]}", key: key);
        Assert.Equal(201, (await gateway.UploadAsync(new byte[200_000], key: key)).Status);
    }

    [Fact]
    public async Task Half_an_upload_is_never_seen_and_is_erased_when_its_client_goes()
    {
        var (_, key) = await gateway.AnotherCustomerAsync();
        using (var client = await HalfAsync(key, 200_000))
        {
            await UntilAsync(async () => await UsedAsync(key) == 131_072, "the first chunk to arrive");
            Assert.Empty((await gateway.CallAsync("GET", "/api/v1/files", key: key)).Body.GetProperty("files").EnumerateArray());
        }

        await UntilAsync(async () => await UsedAsync(key) == 0, "the upload that broke off to be erased");
    }

    [Fact]
    public async Task After_24_hours_a_file_is_neither_served_nor_listed_nor_counted()
    {
        var (_, key) = await gateway.AnotherCustomerAsync();
        var id = (await gateway.UploadAsync(TestFile.Content(1_000), key: key)).Id();
        gateway.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(TestFile.Content(1_000), (await gateway.DownloadAsync(id, key)).Content);

        gateway.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(404, (await gateway.DownloadAsync(id, key)).Status);
        Assert.Equal(404, (await gateway.CallAsync("DELETE", $"/api/v1/files/{id}", key: key)).Status);
        Assert.Empty((await gateway.CallAsync("GET", "/api/v1/files", key: key)).Body.GetProperty("files").EnumerateArray());
        Assert.Equal(0, await UsedAsync(key));
    }

    /// <summary>Announces twice as much as it sends.</summary>
    private async Task<TcpClient> HalfAsync(string key, int length)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Http.BaseAddress!.Port, Token);
        var head = $"POST /api/v1/files HTTP/1.1\r\nHost: {gateway.Http.BaseAddress.Authority}\r\nx-api-key: {key}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Token);
        await client.GetStream().WriteAsync(new byte[140_000], Token);
        return client;
    }

    private async Task<long> UsedAsync(string key) => (await gateway.CallAsync("GET", "/api/v1/files", key: key)).Body.GetProperty("used_bytes").GetInt64();

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            Assert.False(late.IsCancellationRequested, $"waited {Patience} for {what}");
        }
    }
}
