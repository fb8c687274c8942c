using Squaremcp.Ledger;

namespace Squaremcp.Storage;

/// <summary>
/// Customers' files as they rest: what each is called, and its content in sealed chunks, the last of which is its seal. Nobody sees a file before <see cref="FinishAsync"/>, nor from its expiry on.
/// Nothing of the content can be read without the vault.
/// </summary>
public interface ICustomerFileRecords
{
    /// <summary>Enters a file without content. The same again before the first chunk is one.</summary>
    /// <param name="size">The bytes it will have, as far as that is known; room for them is not kept.</param>
    Task<FileVerdict> BeginAsync(FileRecord file, long size, FileLimits limits, CancellationToken cancellationToken);

    /// <summary>Adds the next chunk; one that is there already is not added again.</summary>
    Task<FileVerdict> AppendAsync(SealedChunk chunk, FileLimits limits, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Adds the seal and shows the file, together with <paramref name="audit"/>; durable once answered, after a power cut too.</summary>
    /// <param name="finished">The file as it is from now on.</param>
    /// <returns>The file; as it was, and nothing recorded, where the same was finished before. Null where there is no such file that waits for its seal.</returns>
    Task<FileRecord?> FinishAsync(FileRecord finished, SealedChunk seal, AuditEntry audit, CancellationToken cancellationToken);

    /// <returns>The file whatever its state: unfinished, whole or expired.</returns>
    Task<FileRecord?> FindAsync(string customer, string id, CancellationToken cancellationToken);

    /// <returns>The file and one of its chunks as they are at one moment; null where either is not there.</returns>
    Task<(FileRecord File, SealedChunk Chunk)?> ReadAsync(string customer, string id, int seq, CancellationToken cancellationToken);

    /// <summary>Whole files that have not expired, newest first.</summary>
    /// <param name="before">Only ids before this one; null starts at the newest.</param>
    Task<IReadOnlyList<FileRecord>> ListAsync(string customer, string? before, int limit, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What counts against the customer's limits: whole and unfinished files that have not expired.</summary>
    Task<FilesUsed> UsedAsync(string customer, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Lets a file expire at once, so that nobody sees or continues it; durable once answered.</summary>
    /// <param name="audit">Committed with it, for a whole file; null for one that must be unfinished.</param>
    /// <returns>False where there is no such file, or it had expired.</returns>
    Task<bool> ExpireAsync(string customer, string id, AuditEntry? audit, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Lets all of a customer's files expire at once.</summary>
    Task ExpireAllAsync(string customer, CancellationToken cancellationToken);

    /// <param name="customer">Null for all customers.</param>
    /// <returns>Some of those that have expired, unfinished ones too.</returns>
    Task<IReadOnlyList<FileRecord>> ExpiredAsync(string? customer, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Erases an expired file in small steps; its bytes are overwritten, not only unlinked.</summary>
    Task RemoveAsync(string customer, string id, CancellationToken cancellationToken);
}

public sealed record FileRecord
{
    public required string Customer { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string MediaType { get; init; }

    /// <summary>In bytes; of an unfinished file, what has come so far.</summary>
    public long Size { get; init; }

    /// <summary>How many chunks the content has, its seal not counted.</summary>
    public int Chunks { get; init; }

    /// <summary>Of the whole content, 64 lower-case hexadecimal digits; null while it is unfinished.</summary>
    public string? Sha256 { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From here on it is not there for anybody; of an unfinished file, until when the rest must have come.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public bool IsVisible(DateTimeOffset now) => Sha256 is not null && now < ExpiresAt;
}

/// <param name="Seq">0, 1, 2 …; the seal comes after the last.</param>
/// <param name="Size">How many bytes of content it holds.</param>
/// <param name="Sealed">Nonce, ciphertext and tag.</param>
public sealed record SealedChunk(string Customer, string File, int Seq, int Size, byte[] Sealed);

/// <param name="FileBytes">Of one file.</param>
/// <param name="Bytes">Of all files of one customer together.</param>
/// <param name="Files">How many one customer may have.</param>
public sealed record FileLimits(int FileBytes, long Bytes, int Files);

public sealed record FilesUsed(int Files, long Bytes);

public enum FileVerdict
{
    Ok,

    /// <summary>This chunk is there already.</summary>
    Repeated,

    /// <summary>There is no such file that is unfinished, or not any more.</summary>
    Gone,

    /// <summary>A chunk between is missing, or the id is taken.</summary>
    OutOfOrder,

    TooLarge,

    NoRoom,

    TooMany,
}
