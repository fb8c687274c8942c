using SQLitePCL;

namespace Squaremcp.Storage.Sqlite;

/// <summary>What SQLite answered instead of OK. Its text never holds bound values.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception(message)
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    public bool IsBusy => (Code & 0xff) == raw.SQLITE_BUSY;

    public bool IsConstraint => (Code & 0xff) == raw.SQLITE_CONSTRAINT;

    public bool IsFull => (Code & 0xff) == raw.SQLITE_FULL;

    internal static SqliteFailure Of(sqlite3 handle, int code, string doing) =>
        new(raw.sqlite3_extended_errcode(handle), $"{doing}: {raw.sqlite3_errmsg(handle).utf8_to_string()} (SQLite {code}).");
}
