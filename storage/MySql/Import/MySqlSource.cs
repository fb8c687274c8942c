using System.Security.Cryptography;
using Squaremcp.Storage.Import;

namespace Squaremcp.Storage.MySql.Import;

/// <summary>
/// A cluster's database at one moment, read while silos write it: all is read in one transaction, which sees what was committed when it began. It locks nothing and changes nothing, so a replica will do.
/// While it is open the server keeps the old versions of what changes.
/// </summary>
public sealed class MySqlSource : IInstallationSource
{
    private readonly Connections connections;
    private readonly Session session;
    private readonly MySqlRows rows;

    private MySqlSource(Connections connections, Session session, MySqlRows rows) => (this.connections, this.session, this.rows) = (connections, session, rows);

    public string Name => connections.Name;

    /// <exception cref="StorageException">It cannot be read, or is not one that this program writes; the message says what to do.</exception>
    public static async Task<MySqlSource> OpenAsync(MySqlStorageOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var database = new Connections(options);
        try
        {
            return await AskAsync(database, async () =>
            {
                var view = await database.OpenAsync(cancellationToken);
                await view.Prepare("Engine/BeginView").RunAsync();
                await Migrator.RequireNewestAsync(view, database, options);
                if (await MySqlImportSteps.FindAsync(view) is { FinishedAt: null })
                {
                    throw new StorageException($"What was moved or restored into {database.Name} is not finished, so there is no installation in it yet.");
                }

                return new MySqlSource(database, view, new(view, new(options.Installation, clock.GetUtcNow())));
            });
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another one each time: what was seen at this moment is not seen again.</summary>
    public Task<string> PrintAsync(CancellationToken cancellationToken) => Task.FromResult(RandomNumberGenerator.GetHexString(64, lowercase: true));

    public Task<long> CountAsync(MovedTable table, CancellationToken cancellationToken) => AskAsync(connections, () => rows.CountAsync(table));

    public Task<IReadOnlyList<MovedRow>> ReadAsync(MovedTable table, RowKey? after, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return AskAsync(connections, () => rows.ReadAsync(table, after));
    }

    public void Dispose()
    {
        session.Connection.Dispose();
        connections.Dispose();
    }

    /// <summary>What ends the connection ends what is seen with it.</summary>
    private static async Task<T> AskAsync<T>(Connections connections, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (Trouble.IsOfDatabase(failure))
        {
            throw new StorageException($"The database cannot be read. {Trouble.Tell(failure, connections)} Give the command again once that is mended: it begins anew.", failure);
        }
    }
}
