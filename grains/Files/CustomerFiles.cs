using Squaremcp.Files;
using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Files;

/// <summary>Customers' files for connectors, which run in the silo beside storage and vault.</summary>
internal sealed class CustomerFiles(SealedFiles files, TimeProvider clock) : ICustomerFiles
{
    public async Task<CustomerFile?> FindAsync(string customer, string file, CancellationToken cancellationToken) =>
        Ids.Is("fil", file) && await files.FindAsync(new(customer, file), cancellationToken) is { } found ? Of(FileAnswers.View(found), new(customer, file)) : null;

    public async Task<CustomerFile> SaveAsync(string customer, string name, string mediaType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var key = new FileKey(customer, Ids.New("fil", clock.GetUtcNow()));
        var isKept = false;
        try
        {
            Check(await files.BeginAsync(key, new() { Name = name, MediaType = mediaType }, cancellationToken));
            await using var content = new ChunkWriter((seq, chunk, token) => files.AppendAsync(key, seq, chunk, token));
            await write(content, cancellationToken);
            var outcome = await files.FinishAsync(key, await content.EndAsync(cancellationToken), TheSystem(customer), cancellationToken);
            Check(outcome.Failure);
            isKept = true;
            return Of(outcome.File!, key);
        }
        finally
        {
            if (!isKept)
            {
                await files.AbandonAsync(key, CancellationToken.None);
            }
        }
    }

    internal static void Check(ToolFailure? failure)
    {
        if (failure is not null)
        {
            throw new ToolException(new(failure.Kind == FailureKind.PlanLimit ? ToolErrorKind.PlanLimit : ToolErrorKind.PlatformUnavailable, failure.Message));
        }
    }

    private CustomerFile Of(FileView file, FileKey key) => new(
        file.Id, file.Name, file.MediaType, file.Size, file.ExpiresAt, _ => Task.FromResult<Stream>(new ChunkReader(file.Chunks, (seq, token) => ChunkAsync(key, seq, token))))
    {
        OpenFromAsync = HasWholeChunks(file)
            ? (offset, _) => Task.FromResult<Stream>(new ChunkReader(file.Chunks, (seq, token) => ChunkAsync(key, seq, token), (int)(offset / IFileGrain.ChunkBytes), (int)(offset % IFileGrain.ChunkBytes)))
            : null,
    };

    private async Task<byte[]> ChunkAsync(FileKey key, int seq, CancellationToken cancellationToken) =>
        await files.ReadAsync(key, seq, cancellationToken) ?? throw new IOException($"The file {key.Id} is not there any more.");

    /// <summary>True where an offset tells the chunk: a file that has no more chunks than its size needs has none but full ones before the last.</summary>
    private static bool HasWholeChunks(FileView file) => file.Chunks == (file.Size + IFileGrain.ChunkBytes - 1) / IFileGrain.ChunkBytes;

    private static Caller TheSystem(string customer) => new() { CustomerId = customer, Kind = CallerKind.Admin, Rights = Rights.Full, Via = "system" };
}
