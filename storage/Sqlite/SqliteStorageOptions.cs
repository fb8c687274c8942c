namespace Squaremcp.Storage.Sqlite;

public sealed class SqliteStorageOptions
{
    /// <summary>Full path of the database file; its folder must exist.</summary>
    public required string File { get; init; }

    /// <summary>Threads that read, each with a connection of its own.</summary>
    public int Readers { get; init; } = 3;

    /// <summary>Changes that may wait for the writer; one more is refused.</summary>
    public int QueueLimit { get; init; } = 16_384;

    /// <summary>Changes that share one commit at most.</summary>
    public int BatchLimit { get; init; } = 1_024;

    /// <summary>Pages (4 KiB) written to the log between two checkpoints: 16 MiB.</summary>
    internal int CheckpointPages { get; init; } = 4_096;

    /// <summary>Pages beyond which the log is made to start over: 64 MiB.</summary>
    internal int LogPages { get; init; } = 16_384;

    /// <summary>For tests: called on the writer's thread with each change before it is applied; what it throws fails that change.</summary>
    internal Action<WriteItem>? Applying { get; init; }

    /// <summary>For tests: called on the writer's thread before each commit; what it throws fails the commit.</summary>
    internal Action<Database>? Committing { get; init; }

    /// <summary>For tests: called with each connection of the writer after it was opened.</summary>
    internal Action<Database>? Opened { get; init; }
}
