using Squaremcp.Files;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Files;

/// <summary>Takes and gives one file for frontends, a chunk at a time; its state is the database's.</summary>
[GrainType("square-file")]
public sealed class FileGrain(SealedFiles files) : Grain, IFileGrain
{
    private FileKey Key => FileKey.Of(this.GetPrimaryKeyString());

    public Task<ToolFailure?> Begin(NewFile file, CancellationToken cancellationToken) => files.BeginAsync(Key, file, cancellationToken);

    public Task<ToolFailure?> Append(int seq, string chunk, CancellationToken cancellationToken) => files.AppendAsync(Key, seq, Convert.FromBase64String(chunk), cancellationToken);

    public Task<FileOutcome> Finish(string sha256, Caller by, CancellationToken cancellationToken) => files.FinishAsync(Key, sha256, by, cancellationToken);

    public Task Abandon(CancellationToken cancellationToken) => files.AbandonAsync(Key, cancellationToken);

    public async Task<FileView?> Describe(CancellationToken cancellationToken) => await files.FindAsync(Key, cancellationToken) is { } file ? FileAnswers.View(file) : null;

    public async Task<string?> Read(int seq, CancellationToken cancellationToken) => await files.ReadAsync(Key, seq, cancellationToken) is { } chunk ? Convert.ToBase64String(chunk) : null;

    public Task<bool> Delete(Caller by, CancellationToken cancellationToken) => files.DeleteAsync(Key, by, cancellationToken);
}
