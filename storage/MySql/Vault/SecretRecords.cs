namespace Squaremcp.Storage.MySql;

internal sealed class SecretRecords(Writer writer, Readers readers) : ISecretRecords
{
    public Task<bool> AddAsync(SealedSecret secret, CancellationToken cancellationToken) => WriteAsync(
        async session => await HoldKeyAsync(session, secret.Wrap.KeyId) && await Of(session.Prepare("Vault/Add"), secret.Customer, secret.Connection, secret.Kind, secret.Version)
            .Add("nonce", secret.Nonce).Add("sealed", secret.Sealed).Add("wrap_key", secret.Wrap.KeyId).Add("wrapped", secret.Wrap.Bytes).Add("created_at", secret.CreatedAt)
            .TryInsertAsync(),
        cancellationToken);

    public Task<SealedSecret?> GetAsync(string customer, string connection, string kind, long version, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => Of(session.Prepare("Vault/Find"), customer, connection, kind, version).FirstAsync(Read), cancellationToken);

    public Task<long?> NewestAsync(string customer, string connection, string kind, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => Of(session.Prepare("Vault/FindNewest"), customer, connection, kind).FirstAsync(row => row.IntegerOrNull(0)), cancellationToken);

    public Task KeepOnlyAsync(string customer, string connection, string kind, long version, CancellationToken cancellationToken) =>
        WriteAsync(session => Of(session.Prepare("Vault/KeepOnly"), customer, connection, kind, version).RunAsync(), cancellationToken);

    public Task<int> EraseAsync(string customer, string? connection, CancellationToken cancellationToken) =>
        WriteAsync(session => session.Prepare("Vault/Erase").AddId("customer", customer).Add("connection", connection).RunAsync(), cancellationToken);

    public async Task<IReadOnlyList<SealedSecret>> WrappedByOthersAsync(string keyId, int limit, CancellationToken cancellationToken) =>
        await readers.ReadAsync(session => session.Prepare("Vault/ReadWrappedByOthers").AddId("wrap_key", keyId).Add("limit", limit).AllAsync(Read), cancellationToken);

    public async Task<IReadOnlyDictionary<string, long>> CountByKeyAsync(CancellationToken cancellationToken)
    {
        var counts = await readers.ReadAsync(session => session.Prepare("Vault/CountByKey").AllAsync(row => (Key: row.Text(0), Count: row.Integer(1))), cancellationToken);
        return counts.ToDictionary(count => count.Key, count => count.Count);
    }

    public Task<int> RewrapAsync(IReadOnlyList<(SealedSecret Read, Wrap Now)> wraps, CancellationToken cancellationToken) => WriteAsync(
        async session =>
        {
            var replaced = 0;
            foreach (var (read, now) in wraps)
            {
                replaced += await Of(session.Prepare("Vault/Rewrap"), read.Customer, read.Connection, read.Kind, read.Version)
                    .Add("wrap_key", now.KeyId).Add("wrapped", now.Bytes).Add("was_wrapped", read.Wrap.Bytes)
                    .RunAsync();
            }

            return replaced;
        },
        cancellationToken);

    public async Task<IReadOnlyList<VaultKey>> KeysAsync(CancellationToken cancellationToken) => await readers.ReadAsync(
        session => session.Prepare("Vault/ReadKeys").AllAsync(row => new VaultKey(row.Text(0), row.Text(1), row.Text(2), row.Bytes(3), row.Time(4))),
        cancellationToken);

    public Task AddKeyAsync(VaultKey key, CancellationToken cancellationToken) => WriteAsync(
        session => session.Prepare("Vault/AddKey")
            .Add("id", key.Id).Add("provider", key.Provider).Add("provider_key", key.ProviderKey).Add("wrapped", key.Wrapped).Add("created_at", key.CreatedAt)
            .RunAsync(),
        cancellationToken);

    /// <summary>The key's row is locked before its secrets are looked for: whoever adds one holds it too.</summary>
    public Task<bool> EraseKeyAsync(string id, CancellationToken cancellationToken) => WriteAsync(
        async session => await session.Prepare("Vault/LockKeyToErase").AddId("id", id).FirstAsync(row => row.Text(0)) is not null
            && await session.Prepare("Vault/FindWrapped").AddId("id", id).FirstAsync(row => row.IntegerOrNull(0)) is null
            && await session.Prepare("Vault/EraseKey").AddId("id", id).RunAsync() == 1,
        cancellationToken);

    public Task<VaultRotation?> RotationAsync(CancellationToken cancellationToken) => readers.ReadAsync(
        session => session.Prepare("Vault/ReadRotation")
            .FirstAsync(row => new VaultRotation(row.Text(0), Enum.Parse<RotationState>(row.Text(1), ignoreCase: true), row.Integer(2), row.Time(3), row.TimeOrNull(4))),
        cancellationToken);

    public Task SaveRotationAsync(VaultRotation rotation, CancellationToken cancellationToken) => WriteAsync(
        session => session.Prepare("Vault/SaveRotation")
            .Add("key_id", rotation.KeyId).Add("state", rotation.State.ToString().ToLowerInvariant()).Add("total", rotation.Total)
            .Add("started_at", rotation.StartedAt).Add("ended_at", rotation.EndedAt)
            .RunAsync(),
        cancellationToken);

    /// <returns>False where there is no such key.</returns>
    private static async Task<bool> HoldKeyAsync(WriterSession session, string id) => await session.Prepare("Vault/LockKey").AddId("id", id).FirstAsync(row => row.Text(0)) is not null;

    private static Statement Of(Statement statement, string customer, string connection, string kind) =>
        statement.AddId("customer", customer).Add("connection", connection).AddId("kind", kind);

    private static Statement Of(Statement statement, string customer, string connection, string kind, long version) => Of(statement, customer, connection, kind).Add("version", version);

    private static SealedSecret Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Integer(3), row.Bytes(4), row.Bytes(5), new(row.Text(6), row.Bytes(7)), row.Time(8));

    private Task<T> WriteAsync<T>(Func<WriterSession, Task<T>> change, CancellationToken cancellationToken) => writer.WriteAsync(customer: null, change, cancellationToken);
}
