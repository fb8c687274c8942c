using SQLitePCL;

namespace Squaremcp.Storage.Sqlite;

/// <summary>
/// One connection, used by one thread at a time, with its statements prepared once.
/// Straight on SQLite's own interface: ADO.NET costs more per insert than SQLite itself.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 handle;
    private readonly Dictionary<string, Statement> statements = [];

    static Database()
    {
        Batteries_V2.Init();
        ShortSleep.Install();
    }

    private Database(string file, int flags)
    {
        var code = raw.sqlite3_open_v2(file, out handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            var failure = SqliteFailure.Of(handle, code, $"Opening {file}");
            handle.Dispose();
            throw failure;
        }

        _ = raw.sqlite3_extended_result_codes(handle, 1);
        _ = ShortSleep.WaitForLocks(handle);
    }

    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    public static Database OpenForWriting(string file) => new(file, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    public static Database OpenForReading(string file) => new(file, raw.SQLITE_OPEN_READONLY);

    /// <summary>The statement of this text, reset and with nothing bound; prepared at its first use.</summary>
    public Statement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            var code = raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared);
            Check(code, "Preparing a statement");
            statements.Add(sql, statement = new Statement(handle, prepared));
        }

        return statement.Fresh();
    }

    /// <summary>Runs one or more statements that bind nothing and answer nothing.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql), "Executing SQL");

    public long Number(string sql)
    {
        using var row = Prepare(sql);
        return row.Read() ? row.Integer(0) : throw new InvalidOperationException($"No row from {sql}");
    }

    /// <summary>Pages written to the log by this connection since this was last asked.</summary>
    public int TakePagesWritten()
    {
        _ = raw.sqlite3_db_status(handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Release();
        }

        statements.Clear();
        handle.Dispose();
    }

    private void Check(int code, string doing)
    {
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFailure.Of(handle, code, doing);
        }
    }
}
