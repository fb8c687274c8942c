using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

internal sealed class CustomerFileRecords(Writer writer, Readers readers) : ICustomerFileRecords
{
    /// <summary>Of 128 KB each: deleting writes as much as it deletes, and everybody's calls wait for the silo's one writer.</summary>
    private const int ChunksAtOnce = 8;

    public Task<FileVerdict> BeginAsync(FileRecord file, long size, FileLimits limits, CancellationToken cancellationToken) => writer.WriteAsync(
        file.Customer,
        async session =>
        {
            var found = await FileRow.FindAsync(session.Session, file.Customer, file.Id);
            var verdict = FileRules.Begin(size, found, await FileRow.UsedAsync(session.Session, file.Customer, file.CreatedAt), limits);
            if (verdict == FileVerdict.Ok)
            {
                await FileRow.InsertAsync(session, file);
            }

            return verdict;
        },
        cancellationToken);

    public Task<FileVerdict> AppendAsync(SealedChunk chunk, FileLimits limits, DateTimeOffset now, CancellationToken cancellationToken) => writer.WriteAsync(
        chunk.Customer,
        async session =>
        {
            var found = await FileRow.FindAsync(session.Session, chunk.Customer, chunk.File);
            var verdict = FileRules.Append(chunk, found, await FileRow.UsedAsync(session.Session, chunk.Customer, now), limits, now);
            if (verdict == FileVerdict.Ok)
            {
                await FileRow.InsertAsync(session, chunk);
                await FileRow.GrowAsync(session, chunk);
            }

            return verdict;
        },
        cancellationToken);

    public Task<FileRecord?> FinishAsync(FileRecord finished, SealedChunk seal, AuditEntry audit, CancellationToken cancellationToken) => writer.WriteAsync(
        finished.Customer,
        async session =>
        {
            var found = await FileRow.FindAsync(session.Session, finished.Customer, finished.Id);
            if (found is not { Sha256: null } || found.ExpiresAt <= audit.At || found.Chunks != seal.Seq)
            {
                return found?.Sha256 == finished.Sha256 && found?.IsVisible(audit.At) == true ? found : null;
            }

            await FileRow.InsertAsync(session, seal);
            await FileRow.FinishAsync(session, finished);
            session.Ledgers.Append(new() { Audit = audit });
            return finished;
        },
        cancellationToken);

    public Task<FileRecord?> FindAsync(string customer, string id, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => FileRow.FindAsync(session, customer, id), cancellationToken);

    public Task<(FileRecord File, SealedChunk Chunk)?> ReadAsync(string customer, string id, int seq, CancellationToken cancellationToken) => readers.ViewAsync<(FileRecord, SealedChunk)?>(
        async session => await FileRow.FindAsync(session, customer, id) is { } file && await FileRow.ChunkAsync(session, customer, id, seq) is { } chunk ? (file, chunk) : null,
        cancellationToken);

    public async Task<IReadOnlyList<FileRecord>> ListAsync(string customer, string? before, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        await readers.ReadAsync(session => FileRow.ListAsync(session, customer, before, limit, now), cancellationToken);

    public Task<FilesUsed> UsedAsync(string customer, DateTimeOffset now, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => FileRow.UsedAsync(session, customer, now), cancellationToken);

    public Task<bool> ExpireAsync(string customer, string id, AuditEntry? audit, DateTimeOffset now, CancellationToken cancellationToken) => writer.WriteAsync(
        customer,
        async session =>
        {
            if (await FileRow.FindAsync(session.Session, customer, id) is not { } found || found.ExpiresAt <= now || (found.Sha256 is null) != (audit is null))
            {
                return false;
            }

            await session.Prepare("Files/Expire").AddId("customer", customer).AddId("id", id).RunAsync();
            if (audit is not null)
            {
                session.Ledgers.Append(new() { Audit = audit });
            }

            return true;
        },
        cancellationToken);

    public Task ExpireAllAsync(string customer, CancellationToken cancellationToken) =>
        writer.WriteAsync(customer, session => session.Prepare("Files/ExpireAll").AddId("customer", customer).RunAsync(), cancellationToken);

    public async Task<IReadOnlyList<FileRecord>> ExpiredAsync(string? customer, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        await readers.ReadAsync(session => FileRow.ExpiredAsync(session, customer, now, limit), cancellationToken);

    public async Task RemoveAsync(string customer, string id, CancellationToken cancellationToken)
    {
        while (await writer.WriteAsync(customer, session => session.Prepare("Files/RemoveChunks").AddId("customer", customer).AddId("file", id).Add("limit", ChunksAtOnce).RunAsync(), cancellationToken) > 0)
        {
        }

        await writer.WriteAsync(customer, session => session.Prepare("Files/Remove").AddId("customer", customer).AddId("id", id).RunAsync(), cancellationToken);
    }
}
