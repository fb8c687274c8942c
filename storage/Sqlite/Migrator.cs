using System.Reflection;

namespace Squaremcp.Storage.Sqlite;

/// <summary>Brings a database to the schema of this program: numbered SQL files, each in a transaction of its own, safe when several processes start at once.</summary>
internal static class Migrator
{
    private const string Folder = ".Sqlite.Migrations.";
    private const int Attempts = 100;

    private static readonly IReadOnlyList<Migration> All = Load();

    public static long Newest => All[^1].Version;

    /// <exception cref="StorageException">The schema is newer than this program, or the file cannot be written.</exception>
    public static void Run(string file, TimeProvider clock)
    {
        try
        {
            using var database = Database.OpenForWriting(file);
            UseLog(database);
            database.Execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
            while (ApplyNext(database, file, clock))
            {
            }
        }
        catch (SqliteFailure failure)
        {
            throw new StorageException($"The database {file} cannot be used. {failure.Message} See that it is a SquareMCP database and that this user may write it and its folder.", failure);
        }
    }

    /// <exception cref="StorageException">The schema is another than this program's. Nothing is changed.</exception>
    public static void RequireNewest(Database database, string file)
    {
        var stored = database.Number("SELECT coalesce(max(version), 0) FROM schema_version");
        if (stored > Newest)
        {
            throw TooNew(file, stored);
        }

        if (stored < Newest)
        {
            throw new StorageException(
                $"The database {file} has schema version {stored}, this program moves version {Newest}. Make a backup, start this version's server on it once, which brings it up to date, stop it, and import again.");
        }
    }

    /// <summary>Going over to the write-ahead log does not wait for a process that does the same: wait for its lock here, then ask again.</summary>
    private static void UseLog(Database database)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                database.Execute("PRAGMA journal_mode = WAL");
                return;
            }
            catch (SqliteFailure failure) when (failure.IsBusy && attempt < Attempts)
            {
                database.Execute("BEGIN IMMEDIATE; ROLLBACK");
            }
        }
    }

    /// <returns>False when there was nothing left to apply.</returns>
    private static bool ApplyNext(Database database, string file, TimeProvider clock)
    {
        database.Execute("BEGIN IMMEDIATE");
        var stored = database.Number("SELECT coalesce(max(version), 0) FROM schema_version");
        if (stored > Newest)
        {
            throw TooNew(file, stored);
        }

        var next = All.FirstOrDefault(migration => migration.Version > stored);
        if (next is not null)
        {
            database.Execute(next.Sql);
            database.Prepare("INSERT INTO schema_version (version, name, applied_at) VALUES (?1, ?2, ?3)")
                .Add(next.Version).Add(next.Name).Add(clock.GetUtcNow().ToUnixTimeMilliseconds())
                .Run();
        }

        database.Execute("COMMIT");
        return next is not null;
    }

    private static StorageException TooNew(string file, long stored) =>
        new($"The database {file} has schema version {stored}, this program knows versions up to {Newest}. Start the newer program, or restore a backup that this one made.");

    private static Migration[] Load() =>
        [.. typeof(Migrator).Assembly.GetManifestResourceNames().Where(name => name.Contains(Folder)).Select(Load).OrderBy(migration => migration.Version)];

    private static Migration Load(string resource)
    {
        var name = resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^".sql".Length];
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return new Migration(long.Parse(name[..name.IndexOf('_')]), name, reader.ReadToEnd());
    }

    private sealed record Migration(long Version, string Name, string Sql);
}
