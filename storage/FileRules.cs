namespace Squaremcp.Storage;

/// <summary>What may be added to a customer's files; pure, and the same for every database.</summary>
public static class FileRules
{
    /// <param name="found">What is there under the same id.</param>
    public static FileVerdict Begin(long size, FileRecord? found, FilesUsed used, FileLimits limits) => found switch
    {
        { Sha256: null, Chunks: 0 } => FileVerdict.Repeated,
        not null => FileVerdict.OutOfOrder,
        _ when size > limits.FileBytes => FileVerdict.TooLarge,
        _ when used.Files >= limits.Files => FileVerdict.TooMany,
        _ when used.Bytes + size > limits.Bytes => FileVerdict.NoRoom,
        _ => FileVerdict.Ok,
    };

    public static FileVerdict Append(SealedChunk chunk, FileRecord? found, FilesUsed used, FileLimits limits, DateTimeOffset now) => found switch
    {
        null or { Sha256: not null } => FileVerdict.Gone,
        _ when found.ExpiresAt <= now => FileVerdict.Gone,
        _ when chunk.Seq < found.Chunks => FileVerdict.Repeated,
        _ when chunk.Seq > found.Chunks => FileVerdict.OutOfOrder,
        _ when found.Size + chunk.Size > limits.FileBytes => FileVerdict.TooLarge,
        _ when used.Bytes + chunk.Size > limits.Bytes => FileVerdict.NoRoom,
        _ => FileVerdict.Ok,
    };
}
