using Squaremcp.Files;
using Squaremcp.Tests.Support;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Files;

/// <summary>What a frontend does with a file's grain, with as many chunks as a test wants.</summary>
internal static class Uploads
{
    internal static byte[] Content(int length, int seed = 1) => TestFile.Content(length, seed);

    internal static string Sha256(byte[] content) => TestFile.Sha256(content);

    internal static string NewId() => Ids.New("fil", DateTimeOffset.UnixEpoch.AddYears(56));

    internal static IFileGrain FileOf(this TestGateway gateway, string id, string customer = TestGateway.Anna) => gateway.Grains.GetGrain<IFileGrain>($"{customer}/{id}");

    internal static Caller By(string customer) => TestGateway.Operator with { CustomerId = customer };

    internal static async Task<FileOutcome> UploadAsync(this TestGateway gateway, byte[] content, string name = "plan.pdf", string customer = TestGateway.Anna, int chunk = IFileGrain.ChunkBytes)
    {
        var file = gateway.FileOf(NewId(), customer);
        if (await file.Begin(new() { Name = name, MediaType = "application/pdf", Size = content.Length }, default) is { } refused)
        {
            return new() { Failure = refused };
        }

        foreach (var (seq, part) in content.Chunk(chunk).Index())
        {
            if (await file.Append(seq, Convert.ToBase64String(part), default) is { } failure)
            {
                return new() { Failure = failure };
            }
        }

        return await file.Finish(Sha256(content), By(customer), default);
    }

    /// <summary>Null where it is not there.</summary>
    internal static async Task<byte[]?> DownloadAsync(this TestGateway gateway, string id, string customer = TestGateway.Anna)
    {
        var file = gateway.FileOf(id, customer);
        if (await file.Describe(default) is not { } view)
        {
            return null;
        }

        var content = new List<byte>();
        for (var seq = 0; seq < view.Chunks; seq++)
        {
            content.AddRange(Convert.FromBase64String((await file.Read(seq, default))!));
        }

        return [.. content];
    }
}
