using System.Globalization;

namespace Squaremcp.Storage.MySql;

/// <summary>
/// Brings a database to the schema of this program: numbered SQL files, one process at a time under a lock of the server's. Each statement commits on its own here, so each file may run again after one
/// that was cut short, and its number is entered last.
/// </summary>
internal sealed class Migrator(MySqlStorageOptions options, Connections connections, TimeProvider clock)
{
    private const string Folder = "Migrations/";
    private const string MariaDbCollation = "utf8mb4_nopad_bin";

    /// <summary>A process waits this often, each time so long, for another that migrates: each below the limit of a statement.</summary>
    private const int LockAttempts = 12;
    private const int LockSeconds = 10;

    private static readonly string[] Files = [.. Sql.Names.Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static long Newest => Version(Files[^1]);

    /// <exception cref="StorageException">The schema is newer than this program, the database is another installation's, or the server cannot be used.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var retry = new Retry(options.RetryFor); ; await retry.WaitAsync(cancellationToken))
        {
            try
            {
                await using var session = await connections.OpenWriterAsync(cancellationToken);
                await RunAsync(session);
                return;
            }
            catch (Exception failure) when (Trouble.IsPassing(failure) && retry.MayGoOn)
            {
            }
            catch (Exception failure) when (Trouble.IsOfDatabase(failure))
            {
                throw new StorageException($"The database cannot be brought up to date. {Trouble.Tell(failure, connections)}", failure);
            }
        }
    }

    /// <summary>For those who only read.</summary>
    /// <exception cref="StorageException">The schema is another than this program's, or the database is another installation's. Nothing is changed.</exception>
    public static async Task RequireNewestAsync(Session session, Connections connections, MySqlStorageOptions options)
    {
        var stored = await session.Prepare("Engine/ReadVersion").FirstAsync(row => row.Integer(0));
        if (stored > Newest)
        {
            throw TooNew(connections, stored);
        }

        if (stored < Newest)
        {
            throw new StorageException($"The database {connections.Name} has schema version {stored}, this program has version {Newest}. Use the program whose silos run on it, or bring it up to date first: squaremcp-silo migrate.");
        }

        if (await session.Prepare("Engine/ReadInstallation").FirstAsync(row => row.Text(0)) is { } owner && !string.Equals(owner, options.Installation, StringComparison.Ordinal))
        {
            throw OfAnother(connections, options, owner);
        }
    }

    private async Task RunAsync(Session session)
    {
        await LockAsync(session);
        await UseCollationAsync(session);
        await session.Prepare("Engine/CreateVersions").RunAsync();
        await session.Prepare("Engine/CreateInstallation").RunAsync();
        var stored = await RefuseOthersAsync(session);
        foreach (var file in Files.Where(file => Version(file) > stored))
        {
            await session.Prepare(file).RunAsync();
            await session.Prepare("Engine/SaveVersion").Add("version", Version(file)).Add("name", file[Folder.Length..]).Add("at", clock.GetUtcNow()).RunAsync();
        }

        // A silo that ended a day ago asks for nothing any more.
        await session.Prepare("Engine/ForgetMarks").Add("before", clock.GetUtcNow().AddDays(-1)).RunAsync();
    }

    /// <summary>Held until the connection closes, however that happens.</summary>
    private async Task LockAsync(Session session)
    {
        for (var attempt = 0; attempt < LockAttempts; attempt++)
        {
            if (await session.Prepare("Engine/LockSchema").Add("seconds", LockSeconds).FirstAsync(row => row.IntegerOrNull(0)) == 1)
            {
                return;
            }
        }

        throw new StorageException($"Another process has been migrating {connections.Name} for {LockAttempts * LockSeconds} seconds. See what it does; then start this one again.");
    }

    /// <summary>Texts that differ in capitals or trailing spaces must differ in keys too. An empty database is set up so; one with tables keeps theirs, and is refused.</summary>
    private async Task UseCollationAsync(Session session)
    {
        var known = await session.Prepare("Engine/FindCollations").AllAsync(row => row.Text(0));
        var found = await session.Prepare("Engine/ReadCollation").FirstAsync(row => row.Text(0));
        if (known.Contains(found!, StringComparer.Ordinal))
        {
            return;
        }

        var wanted = known.FirstOrDefault() ?? throw new StorageException("The database server is too old. Use MariaDB 10.11 or MySQL 8.0.17, or newer.");
        if (await session.Prepare("Engine/CountTables").FirstAsync(row => row.Integer(0)) > 0)
        {
            throw new StorageException(
                $"The database {connections.Name} has tables and the collation {found}, which does not tell all texts apart. Create an empty one: CREATE DATABASE … CHARACTER SET utf8mb4 COLLATE {wanted}.");
        }

        await session.Prepare("Engine/SetCollation", text => text.Replace(MariaDbCollation, wanted, StringComparison.Ordinal)).RunAsync();
    }

    /// <returns>The version of the schema that is there.</returns>
    private async Task<long> RefuseOthersAsync(Session session)
    {
        var stored = await session.Prepare("Engine/ReadVersion").FirstAsync(row => row.Integer(0));
        if (stored > Newest)
        {
            throw TooNew(connections, stored);
        }

        var owner = await session.Prepare("Engine/ReadInstallation").FirstAsync(row => row.Text(0));
        if (owner is null)
        {
            await session.Prepare("Engine/SaveInstallation").Add("name", options.Installation).Add("at", clock.GetUtcNow()).RunAsync();
        }
        else if (!string.Equals(owner, options.Installation, StringComparison.Ordinal))
        {
            throw OfAnother(connections, options, owner);
        }

        return stored;
    }

    private static StorageException TooNew(Connections connections, long stored) => new(
        $"The database {connections.Name} has schema version {stored}, this program knows versions up to {Newest}. Start the newer program, or restore a backup that this one made.");

    private static StorageException OfAnother(Connections connections, MySqlStorageOptions options, string owner) => new(
        $"The database {connections.Name} belongs to the installation '{owner}', this program is set up as '{options.Installation}'. Set Squaremcp:Cluster:ServiceId to that name, or Squaremcp:Cluster:ConnectionString to another database.");

    private static long Version(string file) => long.Parse(file.AsSpan(Folder.Length, file.IndexOf('_', StringComparison.Ordinal) - Folder.Length), CultureInfo.InvariantCulture);
}
