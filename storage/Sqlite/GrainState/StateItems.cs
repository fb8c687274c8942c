namespace Squaremcp.Storage.Sqlite;

internal sealed class SaveStateItem(StateKey key, string? expectedEtag, ReadOnlyMemory<byte> payload, DateTimeOffset now) : WriteItem<string>(CancellationToken.None)
{
    private const string Upsert =
        "INSERT INTO grain_state (grain_type, grain_key, state_name, etag, payload, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
        + "ON CONFLICT (grain_type, grain_key, state_name) DO UPDATE SET etag = excluded.etag, payload = excluded.payload, updated_at = excluded.updated_at";

    public override bool IsDurable => true;

    /// <returns>The new etag.</returns>
    protected override string Do(WriterSession session)
    {
        StateRow.CheckEtag(session.Database, key, expectedEtag);
        var etag = StateRow.NewEtag();
        StateRow.Bind(session.Database.Prepare(Upsert), key).Add(etag).Add(payload.Span).Add(now.ToUnixTimeMilliseconds()).Run();
        return etag;
    }
}

internal sealed class ClearStateItem(StateKey key, string? expectedEtag) : WriteItem<bool>(CancellationToken.None)
{
    public override bool IsDurable => true;

    protected override bool Do(WriterSession session)
    {
        StateRow.CheckEtag(session.Database, key, expectedEtag);
        return StateRow.Bind(session.Database.Prepare("DELETE FROM grain_state WHERE grain_type = ?1 AND grain_key = ?2 AND state_name = ?3"), key).Run() > 0;
    }
}
