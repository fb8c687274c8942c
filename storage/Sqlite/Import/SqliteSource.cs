using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Squaremcp.Storage.Import;

namespace Squaremcp.Storage.Sqlite.Import;

/// <summary>An installation in a data folder that no server runs on, read only. Held until disposed.</summary>
public sealed class SqliteSource : IInstallationSource
{
    /// <summary>The database's name in a data folder.</summary>
    public const string FileName = "squaremcp.db";

    private readonly DataFolder folder;
    private readonly Database database;
    private readonly SqliteRows rows;

    private SqliteSource(DataFolder folder, Database database, int mostRows)
    {
        (this.folder, this.database) = (folder, database);
        rows = new(database, folder.Path, mostRows);
    }

    public string Name => folder.Path;

    /// <exception cref="StorageException">There is no installation, a server runs on it, or it is one that this program cannot move; the message says what to do.</exception>
    public static SqliteSource Open(string path) => Open(path, ImportBatch.MostRows);

    /// <param name="mostRows">Rows of one batch.</param>
    internal static SqliteSource Open(string path, int mostRows)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(Path.Combine(full, FileName)))
        {
            throw new StorageException($"{full} holds no installation: there is no {FileName} in it. Name the data folder of the installation to import.");
        }

        if (Directory.Exists(Path.Combine(full, "restoring")))
        {
            throw new StorageException($"A restore into {full} was cut off. Start the server on it once, which ends the restore, stop it, and import again.");
        }

        var taken = DataFolder.Open(full, "import a restored backup of it");
        try
        {
            return new(taken, OpenDatabase(taken.File(FileName)), mostRows);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public Task<long> CountAsync(MovedTable table, CancellationToken cancellationToken) => Task.FromResult(rows.Count(table));

    public Task<IReadOnlyList<MovedRow>> ReadAsync(MovedTable table, RowKey? after, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(rows.Read(table, after));
    }

    /// <summary>A hash over the number of rows of every table and the columns by which a change of it shows (<see cref="MovedTable.Print"/>).</summary>
    public Task<string> PrintAsync(CancellationToken cancellationToken)
    {
        using var print = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var table in MovedTables.All)
        {
            Add(print, table.Name, rows.Count(table).ToString(CultureInfo.InvariantCulture));
            if (table.Print.Count > 0)
            {
                rows.Reading(table, null, () => AddColumns(print, table, cancellationToken));
            }
        }

        return Task.FromResult(Convert.ToHexStringLower(print.GetHashAndReset()));
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    private static Database OpenDatabase(string file)
    {
        try
        {
            var opened = Database.OpenForReading(file);
            try
            {
                Migrator.RequireNewest(opened, file);
                ImportSteps.RequireNoneUnfinished(opened, file);
                return opened;
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }
        catch (SqliteFailure failure)
        {
            throw new StorageException($"{file} cannot be read. {failure.Message} See that it is a SquareMCP database, or restore a backup.", failure);
        }
    }

    private bool AddColumns(IncrementalHash print, MovedTable table, CancellationToken cancellationToken)
    {
        using var row = database.Prepare($"SELECT {string.Join(", ", table.Print)} FROM {table.Name} ORDER BY {string.Join(", ", table.Key.Select(column => column.Name))}");
        while (row.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var column = 0; column < table.Print.Count; column++)
            {
                Add(print, row.Bytes(column));
            }
        }

        return true;
    }

    private static void Add(IncrementalHash print, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            Add(print, Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>With its length before it, so that no two lists have one form. A number is its digits here.</summary>
    private static void Add(IncrementalHash print, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        print.AppendData(length);
        print.AppendData(bytes);
    }
}
