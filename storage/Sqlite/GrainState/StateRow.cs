using System.Security.Cryptography;

namespace Squaremcp.Storage.Sqlite;

internal sealed record StateKey(string GrainType, string GrainKey, string StateName)
{
    public static StateKey Of(string stateName, GrainId grain) => new(grain.Type.ToString()!, grain.Key.ToString()!, stateName);

    public override string ToString() => $"{StateName} of {GrainType}/{GrainKey}";
}

internal sealed record StateRow(string Tag, byte[] Payload)
{
    public static StateRow? Read(Database database, StateKey key)
    {
        using var row = Bind(database.Prepare("SELECT etag, payload FROM grain_state WHERE grain_type = ?1 AND grain_key = ?2 AND state_name = ?3"), key);
        return row.Read() ? new StateRow(row.Text(0), row.Bytes(1).ToArray()) : null;
    }

    public static string? Etag(Database database, StateKey key)
    {
        using var row = Bind(database.Prepare("SELECT etag FROM grain_state WHERE grain_type = ?1 AND grain_key = ?2 AND state_name = ?3"), key);
        return row.Read() ? row.Text(0) : null;
    }

    public static Statement Bind(Statement statement, StateKey key) => statement.Add(key.GrainType).Add(key.GrainKey).Add(key.StateName);

    public static string NewEtag() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <exception cref="InconsistentStateException">The stored etag is another.</exception>
    public static void CheckEtag(Database database, StateKey key, string? expected)
    {
        if (Etag(database, key) is var stored && !string.Equals(stored, expected, StringComparison.Ordinal))
        {
            throw new InconsistentStateException($"The state {key} was changed by another activation.", stored ?? "none", expected ?? "none");
        }
    }
}
