namespace Squaremcp.Storage.MySql;

/// <summary>Reads on pooled connections. What may pass is tried again: reading twice does no harm.</summary>
internal sealed class Readers(MySqlStorageOptions options, Connections connections)
{
    /// <summary>For one statement, or for several that need not fit together.</summary>
    /// <exception cref="StorageException">The database does not answer.</exception>
    public Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken) => RetriedAsync(() => OpenedAsync(read, cancellationToken), cancellationToken);

    /// <summary>Runs <paramref name="read"/> in one consistent view of the database.</summary>
    /// <exception cref="StorageException">The database does not answer.</exception>
    public Task<T> ViewAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken) => ReadAsync(session => InOneViewAsync(session, read), cancellationToken);

    /// <summary>Tried once.</summary>
    /// <exception cref="StorageException">The database does not answer.</exception>
    public async Task<T> OnceAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenedAsync(read, cancellationToken);
        }
        catch (Exception failure) when (Trouble.IsOfDatabase(failure))
        {
            throw Trouble.Told("The database did not answer.", failure, connections);
        }
    }

    private static async Task<T> InOneViewAsync<T>(Session session, Func<Session, Task<T>> read)
    {
        await session.Prepare("Engine/BeginView").RunAsync();
        var answer = await read(session);

        // After a failure the pool does this.
        await session.Prepare("Engine/Rollback").RunAsync();
        return answer;
    }

    /// <summary>Off the caller's scheduler: a grain's turns are not for every row that arrives.</summary>
    private Task<T> OpenedAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await using var session = await connections.OpenAsync(cancellationToken);
            return await read(session);
        },
        cancellationToken);

    private async Task<T> RetriedAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        for (var retry = new Retry(options.RetryFor); ; await retry.WaitAsync(cancellationToken))
        {
            try
            {
                return await read();
            }
            catch (Exception failure) when (Trouble.IsPassing(failure) && retry.MayGoOn)
            {
            }
            catch (Exception failure) when (Trouble.IsOfDatabase(failure))
            {
                throw Trouble.Told("The database did not answer.", failure, connections);
            }
        }
    }
}
