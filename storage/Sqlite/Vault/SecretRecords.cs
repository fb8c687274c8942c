namespace Squaremcp.Storage.Sqlite;

internal sealed class SecretRecords(Writer writer, Readers readers) : ISecretRecords
{
    private const string Columns = "customer, connection, kind, version, nonce, sealed, wrap_key, wrapped, created_at";

    public Task<bool> AddAsync(SealedSecret secret, CancellationToken cancellationToken) => WriteAsync(
        database => database.Prepare($"INSERT INTO secrets ({Columns}) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE EXISTS (SELECT 1 FROM vault_keys WHERE id = ?7) ON CONFLICT DO NOTHING")
            .Add(secret.Customer).Add(secret.Connection).Add(secret.Kind).Add(secret.Version).Add(secret.Nonce).Add(secret.Sealed)
            .Add(secret.Wrap.KeyId).Add(secret.Wrap.Bytes).Add(secret.CreatedAt.ToUnixTimeMilliseconds())
            .Run() == 1,
        cancellationToken);

    public Task<SealedSecret?> GetAsync(string customer, string connection, string kind, long version, CancellationToken cancellationToken) => readers.ReadAsync(
        database =>
        {
            using var row = database.Prepare($"SELECT {Columns} FROM secrets WHERE customer = ?1 AND connection = ?2 AND kind = ?3 AND version = ?4")
                .Add(customer).Add(connection).Add(kind).Add(version);
            return row.Read() ? Read(row) : null;
        },
        cancellationToken);

    public Task<long?> NewestAsync(string customer, string connection, string kind, CancellationToken cancellationToken) => readers.ReadAsync(
        database =>
        {
            using var row = database.Prepare("SELECT version FROM secrets WHERE customer = ?1 AND connection = ?2 AND kind = ?3 ORDER BY version DESC LIMIT 1")
                .Add(customer).Add(connection).Add(kind);
            return row.Read() ? row.Integer(0) : (long?)null;
        },
        cancellationToken);

    public Task KeepOnlyAsync(string customer, string connection, string kind, long version, CancellationToken cancellationToken) => WriteAsync(
        database => database.Prepare("DELETE FROM secrets WHERE customer = ?1 AND connection = ?2 AND kind = ?3 AND version <> ?4").Add(customer).Add(connection).Add(kind).Add(version).Run(),
        cancellationToken);

    public Task<int> EraseAsync(string customer, string? connection, CancellationToken cancellationToken) => WriteAsync(
        database => database.Prepare("DELETE FROM secrets WHERE customer = ?1 AND (?2 IS NULL OR connection = ?2)").Add(customer).Add(connection).Run(),
        cancellationToken);

    public Task<IReadOnlyList<SealedSecret>> WrappedByOthersAsync(string keyId, int limit, CancellationToken cancellationToken) => readers.ReadAsync<IReadOnlyList<SealedSecret>>(
        database =>
        {
            var found = new List<SealedSecret>();
            using var row = database.Prepare($"SELECT {Columns} FROM secrets WHERE wrap_key < ?1 OR wrap_key > ?1 LIMIT ?2").Add(keyId).Add(limit);
            while (row.Read())
            {
                found.Add(Read(row));
            }

            return found;
        },
        cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> CountByKeyAsync(CancellationToken cancellationToken) => readers.ReadAsync<IReadOnlyDictionary<string, long>>(
        database =>
        {
            var counts = new Dictionary<string, long>();
            using var row = database.Prepare("SELECT wrap_key, count(*) FROM secrets GROUP BY wrap_key");
            while (row.Read())
            {
                counts.Add(row.Text(0), row.Integer(1));
            }

            return counts;
        },
        cancellationToken);

    public Task<int> RewrapAsync(IReadOnlyList<(SealedSecret Read, Wrap Now)> wraps, CancellationToken cancellationToken) => WriteAsync(
        database => wraps.Sum(wrap => database
            .Prepare("UPDATE secrets SET wrap_key = ?5, wrapped = ?6 WHERE customer = ?1 AND connection = ?2 AND kind = ?3 AND version = ?4 AND wrapped = ?7")
            .Add(wrap.Read.Customer).Add(wrap.Read.Connection).Add(wrap.Read.Kind).Add(wrap.Read.Version).Add(wrap.Now.KeyId).Add(wrap.Now.Bytes).Add(wrap.Read.Wrap.Bytes)
            .Run()),
        cancellationToken);

    public Task<IReadOnlyList<VaultKey>> KeysAsync(CancellationToken cancellationToken) => readers.ReadAsync<IReadOnlyList<VaultKey>>(
        database =>
        {
            var keys = new List<VaultKey>();
            using var row = database.Prepare("SELECT id, provider, provider_key, wrapped, created_at FROM vault_keys ORDER BY id");
            while (row.Read())
            {
                keys.Add(new(row.Text(0), row.Text(1), row.Text(2), row.Bytes(3).ToArray(), DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(4))));
            }

            return keys;
        },
        cancellationToken);

    public Task AddKeyAsync(VaultKey key, CancellationToken cancellationToken) => WriteAsync(
        database => database.Prepare("INSERT INTO vault_keys (id, provider, provider_key, wrapped, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Add(key.Id).Add(key.Provider).Add(key.ProviderKey).Add(key.Wrapped).Add(key.CreatedAt.ToUnixTimeMilliseconds()).Run(),
        cancellationToken);

    public Task<bool> EraseKeyAsync(string id, CancellationToken cancellationToken) => WriteAsync(
        database => database.Prepare("DELETE FROM vault_keys WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM secrets WHERE wrap_key = ?1)").Add(id).Run() == 1,
        cancellationToken);

    public Task<VaultRotation?> RotationAsync(CancellationToken cancellationToken) => readers.ReadAsync(
        database =>
        {
            using var row = database.Prepare("SELECT key_id, state, total, started_at, ended_at FROM vault_rotation");
            return row.Read()
                ? new VaultRotation(
                    row.Text(0), Enum.Parse<RotationState>(row.Text(1), ignoreCase: true), row.Integer(2), DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(3)),
                    row.IsNull(4) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(4)))
                : null;
        },
        cancellationToken);

    public Task SaveRotationAsync(VaultRotation rotation, CancellationToken cancellationToken) => WriteAsync(
        database =>
        {
            var save = database.Prepare("INSERT INTO vault_rotation (only, key_id, state, total, started_at, ended_at) VALUES (1, ?1, ?2, ?3, ?4, ?5) "
                + "ON CONFLICT (only) DO UPDATE SET key_id = excluded.key_id, state = excluded.state, total = excluded.total, started_at = excluded.started_at, ended_at = excluded.ended_at")
                .Add(rotation.KeyId).Add(rotation.State.ToString().ToLowerInvariant()).Add(rotation.Total).Add(rotation.StartedAt.ToUnixTimeMilliseconds());
            return (rotation.EndedAt is { } at ? save.Add(at.ToUnixTimeMilliseconds()) : save.Add((string?)null)).Run();
        },
        cancellationToken);

    private static SealedSecret Read(Statement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Integer(3), row.Bytes(4).ToArray(), row.Bytes(5).ToArray(), new(row.Text(6), row.Bytes(7).ToArray()), DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(8)));

    private Task<T> WriteAsync<T>(Func<Database, T> change, CancellationToken cancellationToken) => writer.WriteAsync(new Change<T>(change, cancellationToken));

    private sealed class Change<T>(Func<Database, T> change, CancellationToken cancellationToken) : WriteItem<T>(cancellationToken)
    {
        public override bool IsDurable => true;

        public override bool IsOneStatement => false;

        protected override T Do(WriterSession session) => change(session.Database);
    }
}
