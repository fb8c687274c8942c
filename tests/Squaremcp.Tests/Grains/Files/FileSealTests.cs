using Squaremcp.Files;
using Squaremcp.Grains.Files;
using Squaremcp.Storage;
using Squaremcp.Tests.Vault;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Files;

/// <summary>Files in a real database under a real vault, and what somebody may do to them who can write that database.</summary>
public sealed class FileSealTests
{
    private const int Length = 2 * IFileGrain.ChunkBytes + 1_000;

    private static readonly FileKey Mine = new("cus_1", "fil_1");
    private static readonly FileKey Other = new("cus_1", "fil_2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Tampering =>
    [
        "UPDATE file_chunks SET sealed = zeroblob(length(sealed)) WHERE file = 'fil_1' AND seq = 1",
        "UPDATE file_chunks SET sealed = substr(sealed, 1, 100) WHERE file = 'fil_1' AND seq = 1",
        "UPDATE file_chunks SET seq = -1 WHERE file = 'fil_1' AND seq = 0; UPDATE file_chunks SET seq = 0 WHERE file = 'fil_1' AND seq = 1; UPDATE file_chunks SET seq = 1 WHERE file = 'fil_1' AND seq = -1",
        "UPDATE file_chunks SET sealed = (SELECT sealed FROM file_chunks WHERE file = 'fil_1' AND seq = 1) WHERE file = 'fil_1' AND seq = 0",
        "UPDATE file_chunks SET sealed = (SELECT sealed FROM file_chunks WHERE file = 'fil_2' AND seq = 0) WHERE file = 'fil_1' AND seq = 0",
        "UPDATE files SET chunks = 2 WHERE id = 'fil_1'",
        "DELETE FROM file_chunks WHERE file = 'fil_1' AND seq = 2; UPDATE file_chunks SET seq = 2 WHERE file = 'fil_1' AND seq = 3; UPDATE files SET chunks = 2 WHERE id = 'fil_1'",
        "DELETE FROM file_chunks WHERE file = 'fil_1' AND seq = 3",
        "UPDATE file_chunks SET sealed = (SELECT sealed FROM file_chunks WHERE file = 'fil_2' AND seq = 3) WHERE file = 'fil_1' AND seq = 3",
        "UPDATE files SET size = 5 WHERE id = 'fil_1'",
        "UPDATE files SET name = 'run.exe' WHERE id = 'fil_1'",
        "UPDATE files SET media_type = 'text/html' WHERE id = 'fil_1'",
        "UPDATE files SET expires_at = expires_at + 1000 WHERE id = 'fil_1'",
        "UPDATE files SET sha256 = zeroblob(32) WHERE id = 'fil_1'",
        "UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE connection = 'fil_2') WHERE connection = 'fil_1'",
    ];

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task What_was_changed_behind_the_gateway_is_found(string sql)
    {
        await using var vault = await TestVault.NewAsync();
        var files = Files(vault);
        var content = Uploads.Content(Length);
        await UploadAsync(files, Mine, content);
        await UploadAsync(files, Other, content);
        Assert.Equal(content, await DownloadAsync(files, Mine));

        vault.Tamper(sql);

        var refused = await Record.ExceptionAsync(() => DownloadAsync(files, Mine));
        Assert.Contains("not as it was s", Assert.IsType<StorageException>(refused).Message, StringComparison.Ordinal);
        Assert.Equal(content, await DownloadAsync(files, Other));
    }

    [Fact]
    public async Task A_chunk_that_is_missing_ends_the_file_there()
    {
        await using var vault = await TestVault.NewAsync();
        var files = Files(vault);
        await UploadAsync(files, Mine, Uploads.Content(Length));
        vault.Tamper("DELETE FROM file_chunks WHERE file = 'fil_1' AND seq = 1");

        Assert.NotNull(await files.ReadAsync(Mine, 0, Token));
        Assert.Null(await files.ReadAsync(Mine, 1, Token));
        Assert.Null(await files.ReadAsync(Mine, 3, Token)); // the seal is nobody's to read
    }

    [Fact]
    public async Task What_was_changed_while_it_came_is_never_shown()
    {
        await using var vault = await TestVault.NewAsync();
        var files = Files(vault);
        await files.BeginAsync(Mine, new(), Token);
        await files.AppendAsync(Mine, 0, new byte[1_000], Token);
        vault.Tamper("UPDATE file_chunks SET sealed = zeroblob(length(sealed))");

        await Assert.ThrowsAsync<StorageException>(() => files.FinishAsync(Mine, Uploads.Sha256(new byte[1_000]), Uploads.By("cus_1"), Token));
        Assert.Null(await files.FindAsync(Mine, Token));
    }

    [Fact]
    public async Task Nothing_of_the_content_is_in_the_database_and_two_equal_files_look_different()
    {
        await using var vault = await TestVault.NewAsync();
        var files = Files(vault);
        var content = Enumerable.Repeat("what nobody may read. "u8.ToArray(), 1_000).SelectMany(bytes => bytes).ToArray();
        await UploadAsync(files, Mine, content);
        await UploadAsync(files, Other, content);

        Assert.All(new[] { vault.Database, vault.Database + "-wal" }.Where(File.Exists), file => Assert.Equal(-1, ReadShared(file).AsSpan().IndexOf("nobody may read"u8)));
        var (one, two) = ((await vault.Files.ReadAsync("cus_1", "fil_1", 0, Token))!.Value.Chunk.Sealed, (await vault.Files.ReadAsync("cus_1", "fil_2", 0, Token))!.Value.Chunk.Sealed);
        Assert.NotEqual(one, two);
    }

    [Fact]
    public async Task A_rotation_moves_the_keys_and_an_erased_key_takes_its_file_along()
    {
        await using var vault = await TestVault.NewAsync();
        await vault.RunAsync();
        var files = Files(vault);
        await UploadAsync(files, Mine, [1, 2, 3]);
        await vault.Rotations.StartAsync(resume: false, Token);
        await vault.UntilAsync(RotationState.Done);

        Assert.Equal([1, 2, 3], await DownloadAsync(files, Mine));
        await vault.Vault.EraseAsync("cus_1", Token);
        Assert.Null(await files.FindAsync(Mine, Token));
        Assert.Null(await files.ReadAsync(Mine, 0, Token));
        await vault.StopAsync();
    }

    private static SealedFiles Files(TestVault vault) => new(vault.Files, vault.Vault, new(10_000_000, 10_000_000, 10), TimeProvider.System);

    private static async Task UploadAsync(SealedFiles files, FileKey file, byte[] content)
    {
        Assert.Null(await files.BeginAsync(file, new() { Name = "plan.pdf", MediaType = "application/pdf" }, Token));
        foreach (var (seq, part) in content.Chunk(IFileGrain.ChunkBytes).Index())
        {
            Assert.Null(await files.AppendAsync(file, seq, part, Token));
        }

        var by = new Caller { CustomerId = file.Customer, Kind = CallerKind.Admin, Rights = Rights.Full, Via = "rest" };
        Assert.NotNull((await files.FinishAsync(file, Uploads.Sha256(content), by, Token)).File);
    }

    private static async Task<byte[]> DownloadAsync(SealedFiles files, FileKey file)
    {
        var found = (await files.FindAsync(file, Token))!;
        var content = new List<byte>();
        for (var seq = 0; seq < found.Chunks; seq++)
        {
            content.AddRange((await files.ReadAsync(file, seq, Token))!);
        }

        return [.. content];
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
