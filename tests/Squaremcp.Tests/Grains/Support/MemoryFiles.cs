using Squaremcp.Ledger;
using Squaremcp.Storage;

namespace Squaremcp.Tests.Grains;

/// <summary>Files in memory by the same rules as in a database, for tests of grains.</summary>
internal sealed class MemoryFiles(MemoryLedger ledger) : ICustomerFileRecords
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<(string Customer, string Id), FileRecord> files = [];
    private readonly Dictionary<(string Customer, string Id, int Seq), SealedChunk> chunks = [];

    /// <summary>Everything there is, also what nobody may see.</summary>
    public (int Files, int Chunks) Count
    {
        get
        {
            lock (gate)
            {
                return (files.Count, chunks.Count);
            }
        }
    }

    public Task<FileVerdict> BeginAsync(FileRecord file, long size, FileLimits limits, CancellationToken cancellationToken) => Do(() =>
    {
        var verdict = FileRules.Begin(size, Found(file.Customer, file.Id), Used(file.Customer, file.CreatedAt), limits);
        if (verdict == FileVerdict.Ok)
        {
            files.Add((file.Customer, file.Id), file);
        }

        return verdict;
    });

    public Task<FileVerdict> AppendAsync(SealedChunk chunk, FileLimits limits, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        var found = Found(chunk.Customer, chunk.File);
        var verdict = FileRules.Append(chunk, found, Used(chunk.Customer, now), limits, now);
        if (verdict == FileVerdict.Ok)
        {
            chunks.Add((chunk.Customer, chunk.File, chunk.Seq), chunk);
            files[(chunk.Customer, chunk.File)] = found! with { Size = found.Size + chunk.Size, Chunks = found.Chunks + 1 };
        }

        return verdict;
    });

    public Task<FileRecord?> FinishAsync(FileRecord finished, SealedChunk seal, AuditEntry audit, CancellationToken cancellationToken) => Do(() =>
    {
        var found = Found(finished.Customer, finished.Id);
        if (found is not { Sha256: null } || found.ExpiresAt <= audit.At || found.Chunks != seal.Seq)
        {
            return found?.Sha256 == finished.Sha256 && found?.IsVisible(audit.At) == true ? found : null;
        }

        _ = ledger.AppendAsync(new() { Audit = audit }, cancellationToken);
        chunks.Add((seal.Customer, seal.File, seal.Seq), seal);
        return files[(finished.Customer, finished.Id)] = finished;
    });

    public Task<FileRecord?> FindAsync(string customer, string id, CancellationToken cancellationToken) => Do(() => Found(customer, id));

    public Task<(FileRecord File, SealedChunk Chunk)?> ReadAsync(string customer, string id, int seq, CancellationToken cancellationToken) => Do<(FileRecord, SealedChunk)?>(
        () => Found(customer, id) is { } file && chunks.TryGetValue((customer, id, seq), out var chunk) ? (file, chunk) : null);

    public Task<IReadOnlyList<FileRecord>> ListAsync(string customer, string? before, int limit, DateTimeOffset now, CancellationToken cancellationToken) => Do<IReadOnlyList<FileRecord>>(
        () => [.. files.Values.Where(file => file.Customer == customer && file.IsVisible(now) && (before is null || string.CompareOrdinal(file.Id, before) < 0)).Reverse().Take(limit)]);

    public Task<FilesUsed> UsedAsync(string customer, DateTimeOffset now, CancellationToken cancellationToken) => Do(() => Used(customer, now));

    public Task<bool> ExpireAsync(string customer, string id, AuditEntry? audit, DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        if (Found(customer, id) is not { } found || found.ExpiresAt <= now || (found.Sha256 is null) != (audit is null))
        {
            return false;
        }

        files[(customer, id)] = found with { ExpiresAt = DateTimeOffset.UnixEpoch };
        _ = audit is null ? null : ledger.AppendAsync(new() { Audit = audit }, cancellationToken);
        return true;
    });

    public Task ExpireAllAsync(string customer, CancellationToken cancellationToken) => Do(() =>
    {
        foreach (var key in files.Keys.Where(key => key.Customer == customer).ToList())
        {
            files[key] = files[key] with { ExpiresAt = DateTimeOffset.UnixEpoch };
        }

        return true;
    });

    public Task<IReadOnlyList<FileRecord>> ExpiredAsync(string? customer, DateTimeOffset now, int limit, CancellationToken cancellationToken) => Do<IReadOnlyList<FileRecord>>(
        () => [.. files.Values.Where(file => file.ExpiresAt <= now && (customer is null || file.Customer == customer)).Take(limit)]);

    public Task RemoveAsync(string customer, string id, CancellationToken cancellationToken) => Do(() =>
    {
        chunks.Keys.Where(key => key.Customer == customer && key.Id == id).ToList().ForEach(key => chunks.Remove(key));
        return files.Remove((customer, id));
    });

    private FileRecord? Found(string customer, string id) => files.GetValueOrDefault((customer, id));

    private FilesUsed Used(string customer, DateTimeOffset now) =>
        files.Values.Where(file => file.Customer == customer && file.ExpiresAt > now).Aggregate(new FilesUsed(0, 0), (used, file) => new(used.Files + 1, used.Bytes + file.Size));

    private Task<T> Do<T>(Func<T> act)
    {
        lock (gate)
        {
            return Task.FromResult(act());
        }
    }
}
