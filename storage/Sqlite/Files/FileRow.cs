namespace Squaremcp.Storage.Sqlite;

/// <summary>The tables of files, statement by statement.</summary>
internal static class FileRow
{
    private const string Columns = "customer, id, name, media_type, size, chunks, sha256, created_at, expires_at";

    internal static FileRecord? Find(Database database, string customer, string id)
    {
        using var row = database.Prepare($"SELECT {Columns} FROM files WHERE customer = ?1 AND id = ?2").Add(customer).Add(id);
        return row.Read() ? Read(row) : null;
    }

    internal static IReadOnlyList<FileRecord> List(Database database, string customer, string? before, int limit, DateTimeOffset now) => All(database
        .Prepare($"SELECT {Columns} FROM files WHERE customer = ?1 AND (?2 IS NULL OR id < ?2) AND sha256 IS NOT NULL AND expires_at > ?3 ORDER BY id DESC LIMIT ?4")
        .Add(customer).Add(before).Add(now.ToUnixTimeMilliseconds()).Add(limit));

    internal static IReadOnlyList<FileRecord> Expired(Database database, string? customer, DateTimeOffset now, int limit) => All(customer is null
        ? database.Prepare($"SELECT {Columns} FROM files WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2").Add(now.ToUnixTimeMilliseconds()).Add(limit)
        : database.Prepare($"SELECT {Columns} FROM files WHERE customer = ?1 AND expires_at <= ?2 LIMIT ?3").Add(customer).Add(now.ToUnixTimeMilliseconds()).Add(limit));

    internal static FilesUsed Used(Database database, string customer, DateTimeOffset now)
    {
        using var row = database.Prepare("SELECT count(*), coalesce(sum(size), 0) FROM files WHERE customer = ?1 AND expires_at > ?2").Add(customer).Add(now.ToUnixTimeMilliseconds());
        return row.Read() ? new((int)row.Integer(0), row.Integer(1)) : new(0, 0);
    }

    internal static SealedChunk? Chunk(Database database, string customer, string id, int seq)
    {
        using var row = database.Prepare("SELECT size, sealed FROM file_chunks WHERE customer = ?1 AND file = ?2 AND seq = ?3").Add(customer).Add(id).Add(seq);
        return row.Read() ? new(customer, id, seq, (int)row.Integer(0), row.Bytes(1).ToArray()) : null;
    }

    internal static void Insert(Database database, FileRecord file) => database
        .Prepare("INSERT INTO files (customer, id, name, media_type, size, chunks, sha256, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, 0, 0, NULL, ?5, ?6)")
        .Add(file.Customer).Add(file.Id).Add(file.Name).Add(file.MediaType).Add(file.CreatedAt.ToUnixTimeMilliseconds()).Add(file.ExpiresAt.ToUnixTimeMilliseconds())
        .Run();

    internal static void Insert(Database database, SealedChunk chunk) => database
        .Prepare("INSERT INTO file_chunks (customer, file, seq, size, sealed) VALUES (?1, ?2, ?3, ?4, ?5)")
        .Add(chunk.Customer).Add(chunk.File).Add(chunk.Seq).Add(chunk.Size).Add(chunk.Sealed)
        .Run();

    internal static void Grow(Database database, SealedChunk chunk) => database
        .Prepare("UPDATE files SET size = size + ?3, chunks = chunks + 1 WHERE customer = ?1 AND id = ?2").Add(chunk.Customer).Add(chunk.File).Add(chunk.Size).Run();

    internal static void Finish(Database database, FileRecord file) => database
        .Prepare("UPDATE files SET sha256 = ?3, expires_at = ?4 WHERE customer = ?1 AND id = ?2")
        .Add(file.Customer).Add(file.Id).Add(Convert.FromHexString(file.Sha256!)).Add(file.ExpiresAt.ToUnixTimeMilliseconds())
        .Run();

    private static FileRecord Read(Statement row) => new()
    {
        Customer = row.Text(0),
        Id = row.Text(1),
        Name = row.Text(2),
        MediaType = row.Text(3),
        Size = row.Integer(4),
        Chunks = (int)row.Integer(5),
        Sha256 = row.IsNull(6) ? null : Convert.ToHexStringLower(row.Bytes(6)),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(7)),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(8)),
    };

    private static List<FileRecord> All(Statement rows)
    {
        var found = new List<FileRecord>();
        using (rows)
        {
            while (rows.Read())
            {
                found.Add(Read(rows));
            }
        }

        return found;
    }
}
