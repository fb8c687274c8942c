namespace Squaremcp.Storage.MySql;

public sealed class MySqlStorageOptions
{
    /// <summary>As MySqlConnector takes it: server, port, user, password, database. What storage depends on (pooling, time limits, how types are read) is set over it.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Whose database this is. The first to migrate an empty one enters its name; a program with another name is refused.</summary>
    public string Installation { get; init; } = "squaremcp";

    /// <summary>Connections that read at most; the writer has one more. The server's <c>max_connections</c> must hold those of all silos, and Orleans' own.</summary>
    public int Connections { get; init; } = 20;

    /// <summary>Changes that may wait for the writer; one more is refused.</summary>
    public int QueueLimit { get; init; } = 16_384;

    /// <summary>Changes that share one commit at most.</summary>
    public int BatchLimit { get; init; } = 512;

    /// <summary>For how long what may pass (a deadlock, a row that is held, a server that restarts) is tried again: well below the deadline of a call.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For how long one statement may run.</summary>
    public TimeSpan StatementLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For tests: called with each change before it is applied; what it throws fails that change.</summary>
    internal Action<WriteItem>? Applying { get; init; }

    /// <summary>For tests: awaited before each commit; what it throws fails the commit.</summary>
    internal Func<Session, Task>? Committing { get; init; }

    /// <summary>For tests: awaited after each commit, before anybody is answered; what it throws is taken for an answer that was lost.</summary>
    internal Func<Session, Task>? Committed { get; init; }
}
