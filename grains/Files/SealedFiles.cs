using System.Globalization;
using System.Security.Cryptography;
using Squaremcp.Files;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Files;

/// <summary>
/// Customers' files, sealed chunk by chunk under a key of their own each that rests in the vault; what the grains of files and the connectors both stand on.
/// Keeps nothing in memory: whoever's file was erased or has expired meanwhile gets no further chunk.
/// </summary>
public sealed class SealedFiles(ICustomerFileRecords records, IVault vault, FileLimits limits, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan UploadTime = TimeSpan.FromHours(1);

    internal async Task<ToolFailure?> BeginAsync(FileKey file, NewFile asked, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var record = new FileRecord { Customer = file.Customer, Id = file.Id, Name = FileNames.Clean(asked.Name), MediaType = FileNames.MediaType(asked.MediaType), CreatedAt = now, ExpiresAt = now + UploadTime };
        var failure = FileAnswers.Of(await records.BeginAsync(record, asked.Size, limits, cancellationToken), limits);
        if (failure is null)
        {
            // After the row, so that no key is left over of which nobody knows.
            (await vault.KeyAsync(KeyName(file), cancellationToken)).Dispose();
        }

        return failure;
    }

    internal async Task<ToolFailure?> AppendAsync(FileKey file, int seq, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        if (chunk.Length is 0 or > IFileGrain.ChunkBytes)
        {
            throw new ArgumentException($"A chunk has 1 to {IFileGrain.ChunkBytes} bytes, not {chunk.Length}.", nameof(chunk));
        }

        using var key = await KeyAsync(file, cancellationToken);
        if (key is null)
        {
            return FileAnswers.Gone;
        }

        var sealedBytes = new FileSeals(key, file.Customer, file.Id).Seal(seq, chunk.Span);
        return FileAnswers.Of(await records.AppendAsync(new(file.Customer, file.Id, seq, chunk.Length, sealedBytes), limits, clock.GetUtcNow(), cancellationToken), limits);
    }

    /// <summary>Reads back all that was kept before it is shown: what cannot be opened, or is not what was sent, is never somebody's file.</summary>
    internal async Task<FileOutcome> FinishAsync(FileKey file, string sha256, Caller by, CancellationToken cancellationToken)
    {
        var found = await records.FindAsync(file.Customer, file.Id, cancellationToken);
        using var key = await KeyAsync(file, cancellationToken);
        if (found is null || key is null)
        {
            return new() { Failure = FileAnswers.Gone };
        }

        if (await HashAsync(found, cancellationToken) != sha256)
        {
            return new() { Failure = FileAnswers.Changed };
        }

        var now = clock.GetUtcNow();
        var finished = found with { Sha256 = sha256, ExpiresAt = Milliseconds(now + Lifetime) };
        var seal = new FileSeals(key, file.Customer, file.Id).Close(found.Chunks, Told(finished));
        var kept = await records.FinishAsync(finished, new(file.Customer, file.Id, found.Chunks, 0, seal), Entry(file, "file.create", by, $"size_bytes={found.Size}"), cancellationToken);
        return kept is null ? new() { Failure = FileAnswers.Gone } : new() { File = FileAnswers.View(kept) };
    }

    /// <summary>Erases what came of an unfinished file; leaves a whole one as it is.</summary>
    internal async Task AbandonAsync(FileKey file, CancellationToken cancellationToken)
    {
        if (await records.ExpireAsync(file.Customer, file.Id, null, clock.GetUtcNow(), cancellationToken))
        {
            await RemoveAsync(file, cancellationToken);
        }
    }

    /// <returns>Null where there is no such file, or not any more.</returns>
    /// <exception cref="StorageException">It was cut off or changed in the database.</exception>
    internal async Task<FileRecord?> FindAsync(FileKey file, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(file.Customer, file.Id, cancellationToken) is not { } found || !found.IsVisible(clock.GetUtcNow()))
        {
            return null;
        }

        using var key = await KeyAsync(file, cancellationToken);
        if (key is null)
        {
            return null;
        }

        var seal = (await records.ReadAsync(file.Customer, file.Id, found.Chunks, cancellationToken))?.Chunk.Sealed;
        Opened(file, () => new FileSeals(key, file.Customer, file.Id).Check(found.Chunks, seal, Told(found)));
        return found;
    }

    /// <returns>Null where there is no such chunk, or not any more.</returns>
    /// <exception cref="StorageException">It was changed in the database.</exception>
    internal async Task<byte[]?> ReadAsync(FileKey file, int seq, CancellationToken cancellationToken) =>
        await records.ReadAsync(file.Customer, file.Id, seq, cancellationToken) is { File: var found, Chunk: var chunk } && found.IsVisible(clock.GetUtcNow()) && seq < found.Chunks
            ? await OpenAsync(file, chunk, cancellationToken)
            : null;

    internal async Task<bool> DeleteAsync(FileKey file, Caller by, CancellationToken cancellationToken)
    {
        if (!await records.ExpireAsync(file.Customer, file.Id, Entry(file, "file.delete", by, null), clock.GetUtcNow(), cancellationToken))
        {
            return false;
        }

        await RemoveAsync(file, CancellationToken.None);
        return true;
    }

    internal async Task<FileList> ListAsync(string customer, string? before, int limit, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await records.ListAsync(customer, before, limit + 1, now, cancellationToken);
        return new()
        {
            Files = [.. found.Take(limit).Select(FileAnswers.View)],
            Next = found.Count > limit ? found[limit - 1].Id : null,
            UsedBytes = (await records.UsedAsync(customer, now, cancellationToken)).Bytes,
            QuotaBytes = limits.Bytes,
        };
    }

    /// <summary>Some of the files that have expired.</summary>
    /// <param name="customer">Null for all customers.</param>
    internal async Task<IReadOnlyList<FileKey>> ExpiredAsync(string? customer, int limit, CancellationToken cancellationToken) =>
        [.. (await records.ExpiredAsync(customer, clock.GetUtcNow(), limit, cancellationToken)).Select(file => new FileKey(file.Customer, file.Id))];

    internal Task ExpireAllAsync(string customer, CancellationToken cancellationToken) => records.ExpireAllAsync(customer, cancellationToken);

    /// <summary>Erases one that has expired: its key first, so that nothing of it can be read from then on, and its row last, so that another try finds it.</summary>
    internal async Task RemoveAsync(FileKey file, CancellationToken cancellationToken)
    {
        await vault.EraseAsync(file.Customer, file.Id, cancellationToken);
        await records.RemoveAsync(file.Customer, file.Id, cancellationToken);
    }

    private async Task<string> HashAsync(FileRecord file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var key = new FileKey(file.Customer, file.Id);
        for (var seq = 0; seq < file.Chunks; seq++)
        {
            hash.AppendData(await records.ReadAsync(file.Customer, file.Id, seq, cancellationToken) is { Chunk: var chunk } ? await OpenAsync(key, chunk, cancellationToken) ?? [] : []);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task<byte[]?> OpenAsync(FileKey file, SealedChunk chunk, CancellationToken cancellationToken)
    {
        using var key = await KeyAsync(file, cancellationToken);
        byte[]? opened = null;
        if (key is not null)
        {
            Opened(file, () => opened = new FileSeals(key, file.Customer, file.Id).Open(chunk.Seq, chunk.Sealed));
        }

        return opened;
    }

    private static void Opened(FileKey file, Action open)
    {
        try
        {
            open();
        }
        catch (VaultException broken)
        {
            throw new StorageException($"The file {file.Customer}/{file.Id} is not as it was stored. It cannot be used; upload it again, and find out who changed the database.", broken);
        }
    }

    private AuditEntry Entry(FileKey file, string action, Caller by, string? summary)
    {
        var now = clock.GetUtcNow();
        return new() { CustomerId = file.Customer, At = now, Actor = by.Actor, Action = action, Target = file.Id, Outcome = "ok", CallId = Ids.New("call", now), Via = by.Via, Client = by.Client, Summary = summary };
    }

    /// <summary>Null where it was erased.</summary>
    private async Task<Secret?> KeyAsync(FileKey file, CancellationToken cancellationToken)
    {
        try
        {
            return await vault.OpenAsync(KeyName(file), 1, cancellationToken);
        }
        catch (VaultException trouble)
        {
            // Its own type does not cross between grains.
            throw new StorageException($"The file {file.Customer}/{file.Id} cannot be opened now. {trouble.Message}", trouble);
        }
    }

    private static SecretName KeyName(FileKey file) => new(file.Customer, file.Id, "file-key");

    /// <summary>All that a reader is told of a file, as the seal binds it.</summary>
    private static string[] Told(FileRecord file) => [file.Name, file.MediaType, file.Size.ToString(CultureInfo.InvariantCulture), file.Sha256!, file.ExpiresAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)];

    /// <summary>As exact as the database keeps it, so that the first answer tells the same as later ones.</summary>
    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
