using Squaremcp.Storage.MySql.Import;

namespace Squaremcp.Storage.MySql;

internal sealed class MySqlInstallation(MySqlStorageOptions options, Connections connections, Writer writer, Readers readers, TimeProvider clock) : IInstallation
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What an import has not finished is no installation yet.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await new Migrator(options, connections, clock).RunAsync(cancellationToken);
        await MySqlImportSteps.RequireNoneUnfinishedAsync(connections, cancellationToken);
    }

    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await readers.OnceAsync(session => session.Prepare("Engine/ReadVersion").FirstAsync(row => row.Integer(0)), patience.Token);
            await writer.WriteAsync(new NothingItem(patience.Token)).WaitAsync(patience.Token);
            return writer.Trouble;
        }
        catch (StorageException failure)
        {
            return failure.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return writer.Trouble ?? $"The database did not answer within {Patience.TotalSeconds} seconds.";
        }
    }

    /// <summary>A database with a server of its own has its server's tools for that, and they lock nothing for long.</summary>
    public Task SnapshotAsync(string file, CancellationToken cancellationToken) => throw new StorageException(
        "A silo makes no copy of its database. Run squaremcp-silo backup FOLDER, or mariadb-dump (or mysqldump) --single-transaction --routines --hex-blob, or take a snapshot of its volume.");

    /// <summary>Goes through the writer and changes nothing.</summary>
    private sealed class NothingItem(CancellationToken cancellationToken) : WriteItem<bool>(null, cancellationToken)
    {
        protected override Task<bool> DoAsync(WriterSession session) => Task.FromResult(true);
    }
}
