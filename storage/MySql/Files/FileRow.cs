namespace Squaremcp.Storage.MySql;

/// <summary>The tables of files, statement by statement.</summary>
internal static class FileRow
{
    internal static Task<FileRecord?> FindAsync(Session session, string customer, string id) =>
        session.Prepare("Files/Find").AddId("customer", customer).AddId("id", id).FirstAsync(Read);

    internal static Task<List<FileRecord>> ListAsync(Session session, string customer, string? before, int limit, DateTimeOffset now) =>
        session.Prepare("Files/List").AddId("customer", customer).AddId("before", before).Add("limit", limit).Add("now", now).AllAsync(Read);

    internal static Task<List<FileRecord>> ExpiredAsync(Session session, string? customer, DateTimeOffset now, int limit) =>
        (customer is null ? session.Prepare("Files/ReadExpired") : session.Prepare("Files/ReadExpiredOf").AddId("customer", customer)).Add("now", now).Add("limit", limit).AllAsync(Read);

    internal static async Task<FilesUsed> UsedAsync(Session session, string customer, DateTimeOffset now) =>
        (await session.Prepare("Files/ReadUsed").AddId("customer", customer).Add("now", now).FirstAsync(row => new FilesUsed((int)row.Integer(0), row.Integer(1))))!;

    internal static Task<SealedChunk?> ChunkAsync(Session session, string customer, string id, int seq) => session
        .Prepare("Files/FindChunk").AddId("customer", customer).AddId("file", id).Add("seq", seq)
        .FirstAsync(row => new SealedChunk(customer, id, seq, (int)row.Integer(0), row.Bytes(1)));

    internal static Task InsertAsync(WriterSession session, FileRecord file) => session.Prepare("Files/Insert")
        .Add("customer", file.Customer).Add("id", file.Id).Add("name", file.Name).Add("media_type", file.MediaType).Add("created_at", file.CreatedAt).Add("expires_at", file.ExpiresAt)
        .RunAsync();

    internal static Task InsertAsync(WriterSession session, SealedChunk chunk) => session.Prepare("Files/InsertChunk")
        .Add("customer", chunk.Customer).Add("file", chunk.File).Add("seq", chunk.Seq).Add("size", chunk.Size).Add("sealed", chunk.Sealed)
        .RunAsync();

    internal static Task GrowAsync(WriterSession session, SealedChunk chunk) =>
        session.Prepare("Files/Grow").AddId("customer", chunk.Customer).AddId("id", chunk.File).Add("size", chunk.Size).RunAsync();

    internal static Task FinishAsync(WriterSession session, FileRecord file) => session.Prepare("Files/Finish")
        .AddId("customer", file.Customer).AddId("id", file.Id).AddHash("sha256", file.Sha256!).Add("expires_at", file.ExpiresAt)
        .RunAsync();

    private static FileRecord Read(Row row) => new()
    {
        Customer = row.Text(0),
        Id = row.Text(1),
        Name = row.Text(2),
        MediaType = row.Text(3),
        Size = row.Integer(4),
        Chunks = (int)row.Integer(5),
        Sha256 = row.IsNull(6) ? null : row.Hash(6),
        CreatedAt = row.Time(7),
        ExpiresAt = row.Time(8),
    };
}
