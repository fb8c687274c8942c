namespace Squaremcp.Storage.Import;

/// <summary>
/// Everything an installation keeps in its database, in the order it moves: keys before what is sealed under them. A test compares it with the schema, so that a new table or column
/// cannot be forgotten. <c>schema_version</c> and <c>import_progress</c> are each database's own.
/// </summary>
public static class MovedTables
{
    public static MovedTable VaultKeys { get; } = new("vault_keys", 1, Text("id"), Text("provider"), Text("provider_key"), Bytes("wrapped"), Integer("created_at"))
    {
        Print = ["id"],
        Rewritten = ["provider", "provider_key", "wrapped"],
    };

    public static MovedTable Secrets { get; } = new(
        "secrets", 4, Text("customer"), Text("connection"), Text("kind"), Integer("version"), Bytes("nonce"), Bytes("sealed"), Text("wrap_key"), Bytes("wrapped"), Integer("created_at"))
    {
        Print = ["customer", "connection", "kind", "version", "wrapped"],
    };

    public static MovedTable States { get; } = new(
        "grain_state", 3, Text("grain_type"), Text("grain_key"), Text("state_name"), Text("etag"), Bytes("payload"), Integer("updated_at"))
    {
        Print = ["grain_type", "grain_key", "state_name", "etag"],
        Rewritten = ["etag", "updated_at"],
    };

    public static MovedTable Reminders { get; } = new(
        "reminders", 3, Text("grain_type"), Text("grain_key"), Text("name"), Text("tag"), Integer("first_at"), Integer("period"), Integer("due_at"))
    {
        Print = ["grain_type", "grain_key", "name", "due_at"],
        Rewritten = ["tag", "first_at"],
    };

    /// <summary>In the order of <see cref="Ledger.AuditEntry"/>'s canonical form and what came later.</summary>
    public static MovedTable Audit { get; } = new(
        "audit", 2, Text("customer"), Integer("seq"), Integer("at"), Text("actor"), Text("action"), Text("target"), Text("outcome"), Text("call_id"), Text("via"), TextOrNull("client"),
        TextOrNull("platform"), TextOrNull("account"), Integer("duration_ms"), TextOrNull("arguments_hash"), Bytes("prev_hash"), Bytes("hash"), TextOrNull("summary"), Integer("counted"),
        TextOrNull("write_id"), Integer("form"));

    public static MovedTable Anchors { get; } = new("audit_anchors", 1, Text("customer"), Integer("seq"), Bytes("hash")) { Print = ["customer", "seq"] };

    public static MovedTable Heads { get; } = new("audit_heads", 1, Text("customer"), Integer("seq"), Bytes("hash")) { Print = ["customer", "seq", "hash"] };

    public static MovedTable SignedHeads { get; } = new(
        "audit_signed_heads", 3, Text("customer"), Integer("seq"), Integer("first_seq"), Bytes("hash"), Bytes("first_link"), Integer("at"), Text("key_id"), Text("public_key"), Text("signature"));

    public static MovedTable Writes { get; } = new(
        "writes", 2, Text("customer"), Text("id"), Text("tool"), TextOrNull("platform"), TextOrNull("account"), Text("status"), Integer("at"), Integer("deadline"), IntegerOrNull("ended_at"),
        Text("call_id"), Text("actor"), TextOrNull("idempotency_key"), Bytes("arguments_hash"), TextOrNull("summary"), Text("owner"), BytesOrNull("outcome"), Integer("counted"),
        TextOrNull("resolved_by"), IntegerOrNull("resolved_at"));

    public static MovedTable Chunks { get; } = new("file_chunks", 3, Text("customer"), Text("file"), Integer("seq"), Integer("size"), Bytes("sealed"));

    public static IReadOnlyList<MovedTable> All { get; } =
    [
        VaultKeys,
        new("vault_rotation", 1, Integer("only"), Text("key_id"), Text("state"), Integer("total"), Integer("started_at"), IntegerOrNull("ended_at")) { Print = ["key_id", "state"] },
        Secrets,
        new("customers", 1, Text("id"), Text("email"), Text("name"), Text("plan"), Integer("created_at"), IntegerOrNull("suspended_at"), TextOrNull("suspension"))
        {
            Print = ["id", "email", "name", "plan", "suspended_at"],
        },
        States,
        Reminders,
        Anchors,
        Audit,
        Heads,
        SignedHeads,
        new("usage_daily", 3, Text("customer"), Text("day"), Text("tool"), Integer("calls"), Integer("failed")),
        new("usage_scopes", 3, Text("customer"), Text("day"), Text("scope"), Integer("calls"), Integer("sends")),
        new("key_last_used", 2, Text("customer"), Text("key_id"), Integer("at")),
        Writes,
        new("recipients", 3, Text("customer"), Text("connection"), Bytes("recipient"), Integer("since")),
        new("files", 2, Text("customer"), Text("id"), Text("name"), Text("media_type"), Integer("size"), Integer("chunks"), BytesOrNull("sha256"), Integer("created_at"), Integer("expires_at"))
        {
            Print = ["customer", "id", "chunks", "expires_at"],
        },
        Chunks,
    ];

    private static MovedColumn Text(string name) => new(name, ColumnKind.Text);

    private static MovedColumn TextOrNull(string name) => new(name, ColumnKind.Text, MayBeNull: true);

    private static MovedColumn Integer(string name) => new(name, ColumnKind.Number);

    private static MovedColumn IntegerOrNull(string name) => new(name, ColumnKind.Number, MayBeNull: true);

    private static MovedColumn Bytes(string name) => new(name, ColumnKind.Bytes);

    private static MovedColumn BytesOrNull(string name) => new(name, ColumnKind.Bytes, MayBeNull: true);
}
