using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Squaremcp.Storage.Sqlite;

/// <summary>A prepared statement: <c>Add</c> binds its parameters in their order. Disposing resets it; its <see cref="Database"/> keeps it for the next use.</summary>
internal sealed class Statement(sqlite3 database, sqlite3_stmt handle) : IDisposable
{
    private const int OnStack = 512;

    private int bound;

    public Statement Add(long value) => Check(raw.sqlite3_bind_int64(handle, ++bound, value));

    public Statement Add(long? value) => value is { } known ? Add(known) : Add((string?)null);

    public Statement Add(ReadOnlySpan<byte> blob) =>
        Check(blob.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++bound, 0) : raw.sqlite3_bind_blob(handle, ++bound, blob));

    public Statement Add(string? text)
    {
        if (text is null)
        {
            return Check(raw.sqlite3_bind_null(handle, ++bound));
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= OnStack)
        {
            Span<byte> utf8 = stackalloc byte[OnStack];
            return AddUtf8(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            return AddUtf8(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    /// <summary>Steps to the next row; false, and reset, when there is none.</summary>
    public bool Read()
    {
        var code = raw.sqlite3_step(handle);
        switch (code)
        {
            case raw.SQLITE_ROW:
                return true;
            case raw.SQLITE_DONE:
                Dispose();
                return false;
            default:
                var failure = SqliteFailure.Of(database, code, "Running a statement");
                Dispose();
                throw failure;
        }
    }

    /// <summary>Runs a statement that answers no rows.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        while (Read())
        {
        }

        return raw.sqlite3_changes(database);
    }

    public long Integer(int column) => raw.sqlite3_column_int64(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>SQLite's type of what is stored there.</summary>
    public int Type(int column) => raw.sqlite3_column_type(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step. Texts too: their own accessor would stop at a NUL.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose() => _ = raw.sqlite3_reset(handle);

    internal Statement Fresh()
    {
        Dispose();
        bound = 0;
        return this;
    }

    internal void Release() => handle.Dispose();

    /// <summary>An empty span has no address, which SQLite takes for NULL: the empty text goes another way.</summary>
    private Statement AddUtf8(ReadOnlySpan<byte> utf8) =>
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(handle, ++bound, "") : raw.sqlite3_bind_text(handle, ++bound, utf8));

    private Statement Check(int code) => code == raw.SQLITE_OK ? this : throw SqliteFailure.Of(database, code, $"Binding parameter {bound}");
}
