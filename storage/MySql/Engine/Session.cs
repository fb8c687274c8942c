using MySqlConnector;

namespace Squaremcp.Storage.MySql;

/// <summary>One open connection, used by one at a time.</summary>
internal sealed class Session(MySqlConnection connection, CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>Statements sent together: at most 64 entries of 16 KB, which is far below any server's largest packet.</summary>
    private const int Together = 64;

    internal MySqlConnection Connection => connection;

    public Statement Prepare(string name) => new(this, Sql.Of(name));

    public Statement Prepare(string name, Func<string, string> adapt) => new(this, adapt(Sql.Of(name)));

    /// <summary>Runs what answers no rows, many statements in one round trip, in their order.</summary>
    public async Task RunAsync(IEnumerable<Statement> statements)
    {
        foreach (var some in statements.Chunk(Together))
        {
            await using var batch = Batch(some);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Runs statements that answer one row or none.</summary>
    /// <returns>Of each statement its row as it was read; the default where it answered none.</returns>
    public async Task<List<T?>> FirstsAsync<T>(IEnumerable<Statement> statements, Func<Row, T> read)
    {
        var firsts = new List<T?>();
        foreach (var some in statements.Chunk(Together))
        {
            await using var batch = Batch(some);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            do
            {
                firsts.Add(await reader.ReadAsync(cancellationToken) ? read(new Row(reader)) : default);
            }
            while (await reader.NextResultAsync(cancellationToken));
        }

        return firsts;
    }

    internal async Task<int> RunAsync(MySqlCommand command)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    internal async Task<List<T>> AllAsync<T>(MySqlCommand command, Func<Row, T> read)
    {
        var all = new List<T>();
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                all.Add(read(new Row(reader)));
            }
        }

        return all;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private MySqlBatch Batch(Statement[] statements)
    {
        var batch = new MySqlBatch(connection);
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(statement.InBatch());
        }

        return batch;
    }
}
