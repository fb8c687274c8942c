namespace Squaremcp.Storage.Import;

/// <summary>The vault's rows as the vault knows them.</summary>
public static class VaultRows
{
    /// <summary>All keys of an installation's vault, wrapped.</summary>
    public static async Task<IReadOnlyList<VaultKey>> KeysAsync(IInstallationRows installation, CancellationToken cancellationToken)
    {
        var (rows, keys) = (new RowStream(installation, MovedTables.VaultKeys), new List<VaultKey>());
        while (await rows.NextAsync(cancellationToken))
        {
            keys.Add(Key(rows.Current!));
        }

        return keys;
    }

    internal static VaultKey Key(MovedRow row) => new(
        row.Text("id"), row.Text("provider"), row.Text("provider_key"), row.Bytes("wrapped"), DateTimeOffset.FromUnixTimeMilliseconds(row.Number("created_at")));

    internal static MovedRow With(this MovedRow row, VaultKey key) => row.With("provider", key.Provider).With("provider_key", key.ProviderKey).With("wrapped", key.Wrapped);

    internal static SealedSecret Secret(MovedRow row) => new(
        row.Text("customer"), row.Text("connection"), row.Text("kind"), row.Number("version"), row.Bytes("nonce"), row.Bytes("sealed"), new(row.Text("wrap_key"), row.Bytes("wrapped")),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Number("created_at")));
}
