using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

internal sealed class CustomerFileRecords(Writer writer, Readers readers) : ICustomerFileRecords
{
    /// <summary>Of 128 KB each: deleting writes as much as it deletes, and everybody's calls wait for the one writer.</summary>
    private const int ChunksAtOnce = 8;

    public Task<FileVerdict> BeginAsync(FileRecord file, long size, FileLimits limits, CancellationToken cancellationToken) => WriteAsync(
        session =>
        {
            var verdict = FileRules.Begin(size, FileRow.Find(session.Database, file.Customer, file.Id), FileRow.Used(session.Database, file.Customer, file.CreatedAt), limits);
            if (verdict == FileVerdict.Ok)
            {
                FileRow.Insert(session.Database, file);
            }

            return verdict;
        },
        isDurable: false,
        cancellationToken);

    public Task<FileVerdict> AppendAsync(SealedChunk chunk, FileLimits limits, DateTimeOffset now, CancellationToken cancellationToken) => WriteAsync(
        session =>
        {
            var verdict = FileRules.Append(chunk, FileRow.Find(session.Database, chunk.Customer, chunk.File), FileRow.Used(session.Database, chunk.Customer, now), limits, now);
            if (verdict == FileVerdict.Ok)
            {
                FileRow.Insert(session.Database, chunk);
                FileRow.Grow(session.Database, chunk);
            }

            return verdict;
        },
        isDurable: false,
        cancellationToken);

    public Task<FileRecord?> FinishAsync(FileRecord finished, SealedChunk seal, AuditEntry audit, CancellationToken cancellationToken) => WriteAsync(
        session =>
        {
            var found = FileRow.Find(session.Database, finished.Customer, finished.Id);
            if (found is not { Sha256: null } || found.ExpiresAt <= audit.At || found.Chunks != seal.Seq)
            {
                return found?.Sha256 == finished.Sha256 && found?.IsVisible(audit.At) == true ? found : null;
            }

            FileRow.Insert(session.Database, seal);
            FileRow.Finish(session.Database, finished);
            session.Ledgers.Append(new() { Audit = audit });
            return finished;
        },
        isDurable: true,
        cancellationToken);

    public Task<FileRecord?> FindAsync(string customer, string id, CancellationToken cancellationToken) =>
        readers.ReadAsync(database => FileRow.Find(database, customer, id), cancellationToken);

    public Task<(FileRecord File, SealedChunk Chunk)?> ReadAsync(string customer, string id, int seq, CancellationToken cancellationToken) => readers.ReadAsync<(FileRecord, SealedChunk)?>(
        database => FileRow.Find(database, customer, id) is { } file && FileRow.Chunk(database, customer, id, seq) is { } chunk ? (file, chunk) : null,
        cancellationToken);

    public Task<IReadOnlyList<FileRecord>> ListAsync(string customer, string? before, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        readers.ReadAsync(database => FileRow.List(database, customer, before, limit, now), cancellationToken);

    public Task<FilesUsed> UsedAsync(string customer, DateTimeOffset now, CancellationToken cancellationToken) =>
        readers.ReadAsync(database => FileRow.Used(database, customer, now), cancellationToken);

    public Task<bool> ExpireAsync(string customer, string id, AuditEntry? audit, DateTimeOffset now, CancellationToken cancellationToken) => WriteAsync(
        session =>
        {
            if (FileRow.Find(session.Database, customer, id) is not { } found || found.ExpiresAt <= now || (found.Sha256 is null) != (audit is null))
            {
                return false;
            }

            session.Database.Prepare("UPDATE files SET expires_at = 0 WHERE customer = ?1 AND id = ?2").Add(customer).Add(id).Run();
            if (audit is not null)
            {
                session.Ledgers.Append(new() { Audit = audit });
            }

            return true;
        },
        isDurable: true,
        cancellationToken);

    public Task ExpireAllAsync(string customer, CancellationToken cancellationToken) => WriteAsync(
        session => session.Database.Prepare("UPDATE files SET expires_at = 0 WHERE customer = ?1").Add(customer).Run(), isDurable: true, cancellationToken);

    public Task<IReadOnlyList<FileRecord>> ExpiredAsync(string? customer, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync(database => FileRow.Expired(database, customer, now, limit), cancellationToken);

    public async Task RemoveAsync(string customer, string id, CancellationToken cancellationToken)
    {
        while (await WriteAsync(session => RemoveSome(session.Database, customer, id), isDurable: false, cancellationToken) > 0)
        {
        }

        await WriteAsync(session => session.Database.Prepare("DELETE FROM files WHERE customer = ?1 AND id = ?2").Add(customer).Add(id).Run(), isDurable: false, cancellationToken);
    }

    private static int RemoveSome(Database database, string customer, string id) => database
        .Prepare("DELETE FROM file_chunks WHERE customer = ?1 AND file = ?2 AND seq IN (SELECT seq FROM file_chunks WHERE customer = ?1 AND file = ?2 ORDER BY seq LIMIT ?3)")
        .Add(customer).Add(id).Add(ChunksAtOnce)
        .Run();

    private Task<T> WriteAsync<T>(Func<WriterSession, T> change, bool isDurable, CancellationToken cancellationToken) => writer.WriteAsync(new Change<T>(change, isDurable, cancellationToken));

    private sealed class Change<T>(Func<WriterSession, T> change, bool isDurable, CancellationToken cancellationToken) : WriteItem<T>(cancellationToken)
    {
        public override bool IsDurable => isDurable;

        public override bool IsOneStatement => false;

        protected override T Do(WriterSession session) => change(session);
    }
}
