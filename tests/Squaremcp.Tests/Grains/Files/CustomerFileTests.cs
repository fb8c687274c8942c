using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Files;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Grains.Files;

/// <summary>Files as connectors have them.</summary>
public sealed class CustomerFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(700, 64)]
    [InlineData(IFileGrain.ChunkBytes, 50_000)]
    [InlineData(400_000, 300_000)]
    public async Task What_a_tool_saves_the_customer_and_other_tools_read(int length, int atOnce)
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var files = gateway.Services.GetRequiredService<ICustomerFiles>();
        var content = Uploads.Content(length);

        var saved = await files.SaveAsync(TestGateway.Anna, "../report.pdf", "application/pdf", (stream, token) => WriteAsync(stream, content, atOnce, token), Token);

        Assert.Equal(("report.pdf", "application/pdf", length, gateway.Clock.GetUtcNow().AddHours(24)), (saved.Name, saved.MediaType, saved.Size, saved.ExpiresAt));
        Assert.Equal(content, await gateway.DownloadAsync(saved.Id));
        var found = (await files.FindAsync(TestGateway.Anna, saved.Id, Token))!;
        Assert.Equal([content, content], [await ReadAsync(found), await ReadAsync(found)]);
        Assert.Equal(("system", saved.Id), gateway.Ledger.Of("file.create").Select(entry => (entry.Actor, entry.Target)).Single());
    }

    [Fact]
    public async Task Another_customers_file_an_expired_one_and_what_is_no_id_are_not_there()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var files = gateway.Services.GetRequiredService<ICustomerFiles>();
        var file = (await gateway.UploadAsync([1, 2, 3])).File!;

        Assert.Null(await files.FindAsync("cus_bert", file.Id, Token));
        Assert.All((string[])["", "fil_", "fil_none", $"cus_anna/{file.Id}", file.Id.ToUpperInvariant(), file.Id + "0"], id => Assert.Null(files.FindAsync(TestGateway.Anna, id, Token).GetAwaiter().GetResult()));
        Assert.NotNull(await files.FindAsync(TestGateway.Anna, file.Id, Token));
        gateway.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Null(await files.FindAsync(TestGateway.Anna, file.Id, Token));
    }

    [Fact]
    public async Task A_file_that_goes_while_it_is_read_does_not_look_whole()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var id = (await gateway.UploadAsync(Uploads.Content(300_000))).File!.Id;
        var file = (await gateway.Services.GetRequiredService<ICustomerFiles>().FindAsync(TestGateway.Anna, id, Token))!;
        await using var stream = await file.OpenAsync(Token);
        await stream.ReadExactlyAsync(new byte[100_000], Token);
        await gateway.FileOf(id).Delete(TestGateway.Operator, Token);

        var broken = await Assert.ThrowsAsync<IOException>(() => stream.CopyToAsync(Stream.Null, Token));
        Assert.Contains("not there any more", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_would_pass_the_limits_or_breaks_off_leaves_nothing()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var files = gateway.Services.GetRequiredService<ICustomerFiles>();

        var limit = await Assert.ThrowsAsync<ToolException>(() => files.SaveAsync(TestGateway.Anna, "large", "text/plain", (stream, token) => WriteAsync(stream, new byte[1_000_001], 9_000, token), Token));
        await Assert.ThrowsAsync<TimeoutException>(() => files.SaveAsync(TestGateway.Anna, "cut", "text/plain", async (stream, token) =>
        {
            await stream.WriteAsync(new byte[200_000], token);
            throw new TimeoutException("The platform went away.");
        }, Token));

        Assert.Equal((ToolErrorKind.PlanLimit, true), (limit.Error.Kind, limit.Message.Contains("1000000 bytes", StringComparison.Ordinal)));
        Assert.Equal((0, 0), gateway.Files.Count);
        Assert.Empty(gateway.Ledger.Of("file.create"));
    }

    private static async Task WriteAsync(Stream stream, byte[] content, int atOnce, CancellationToken token)
    {
        foreach (var part in content.Chunk(atOnce))
        {
            await stream.WriteAsync(part, token);
        }
    }

    private static async Task<byte[]> ReadAsync(CustomerFile file)
    {
        await using var stream = await file.OpenAsync(Token);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, 777, Token);
        return all.ToArray();
    }
}
