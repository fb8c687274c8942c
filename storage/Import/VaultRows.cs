namespace Squaremcp.Storage.Import;

internal static class VaultRows
{
    public static VaultKey Key(MovedRow row) => new(
        row.Text("id"), row.Text("provider"), row.Text("provider_key"), row.Bytes("wrapped"), DateTimeOffset.FromUnixTimeMilliseconds(row.Number("created_at")));

    public static MovedRow With(this MovedRow row, VaultKey key) => row.With("provider", key.Provider).With("provider_key", key.ProviderKey).With("wrapped", key.Wrapped);

    public static SealedSecret Secret(MovedRow row) => new(
        row.Text("customer"), row.Text("connection"), row.Text("kind"), row.Number("version"), row.Bytes("nonce"), row.Bytes("sealed"), new(row.Text("wrap_key"), row.Bytes("wrapped")),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Number("created_at")));
}
