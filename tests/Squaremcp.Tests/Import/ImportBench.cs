using Squaremcp.Storage.Import;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Storage.Sqlite.Import;
using Squaremcp.Tests.Support;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Import;

/// <summary>Imports of a data folder into another, which is gone with the test.</summary>
/// <param name="kept">A folder that the test keeps; null makes one.</param>
internal sealed class ImportBench(string? kept = null) : IDisposable
{
    /// <summary>Rows of one batch, so that small tables have a middle.</summary>
    public const int FewRows = 7;

    public string Folder { get; } = kept ?? Directory.CreateTempSubdirectory("squaremcp-target-").FullName;

    public string File => Path.Combine(Folder, "squaremcp.db");

    public List<ImportProgress> Told { get; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="around">Puts something between the import and its target.</param>
    public async Task<ImportReport> RunAsync(string source, Func<IInstallationTarget, IInstallationTarget>? around = null, int mostRows = ImportBatch.MostRows, Action<ImportBatch>? committing = null)
    {
        await using var target = new SqliteTarget(File, new ManualTime()) { Committing = committing };
        using var from = SqliteSource.Open(source, mostRows);
        using var secrets = new SecretsMove([new LocalKeyFile(Path.Combine(source, "vault.key"))], [new LocalKeyFile(Path.Combine(Folder, "vault.key"))], "local");
        return await new ImportRun(from, around?.Invoke(target) ?? target, secrets, new Teller(Told)).RunAsync(Token);
    }

    public void Change(string sql)
    {
        using var database = Database.OpenForWriting(File);
        database.Execute(sql);
    }

    /// <summary>The tables of which a row is here and not there, or there and not here, asked of SQLite itself. How keys are wrapped is not compared.</summary>
    public IReadOnlyList<string> DifferencesTo(string sourceFile)
    {
        using var database = Database.OpenForReading(File);
        database.Execute($"ATTACH '{sourceFile}' AS source");
        return [.. MovedTables.All.Select(table => table.Name).Where(table => Differ(database, table, table == "vault_keys" ? "id, created_at" : "*"))];
    }

    public void Dispose()
    {
        if (kept is null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static bool Differ(Database database, string table, string columns) => database.Number(
        $"SELECT (SELECT count(*) FROM (SELECT {columns} FROM main.{table} EXCEPT SELECT {columns} FROM source.{table})) + (SELECT count(*) FROM (SELECT {columns} FROM source.{table} EXCEPT SELECT {columns} FROM main.{table}))") > 0;

    private sealed class Teller(List<ImportProgress> told) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => told.Add(value);
    }
}
