using MySqlConnector;
using Squaremcp.Silo.Cluster;
using Squaremcp.Storage.Import;
using Squaremcp.Storage.MySql;
using Squaremcp.Storage.MySql.Import;
using Squaremcp.Storage.Sqlite.Import;
using Squaremcp.Tests.Support;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Cluster.Import;

/// <summary>Imports of a data folder into a database of its own, with the tables that a silo makes.</summary>
internal sealed class MySqlImportBench(DatabaseServer server, string database) : IDisposable
{
    public const string Service = "squaremcp";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("squaremcp-target-");

    public MySqlStorageOptions Options { get; } = new() { ConnectionString = server.ConnectionString(database), Installation = Service };

    public string KeyFile => Path.Combine(folder.FullName, "vault.key");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<MySqlImportBench> NewAsync(DatabaseServer server)
    {
        await server.RunningAsync();
        return new(server, await server.NewDatabaseAsync());
    }

    /// <param name="around">Puts something between the import and its target.</param>
    public async Task<ImportReport> RunAsync(string source, Func<IInstallationTarget, IInstallationTarget>? around = null, int mostRows = ImportBatch.MostRows, Action<ImportBatch>? committing = null)
    {
        await using var target = new MySqlTarget(Options, new OrleansSchema(Options.ConnectionString, "test").ApplyAsync, new ManualTime()) { Committing = committing };
        using var from = SqliteSource.Open(source, mostRows);
        using var secrets = new SecretsMove([new LocalKeyFile(Path.Combine(source, "vault.key"))], [new LocalKeyFile(KeyFile)], "local");
        return await new ImportRun(from, around?.Invoke(target) ?? target, secrets, new Progress<ImportProgress>()).RunAsync(Token);
    }

    public Task<string> RunSqlAsync(string sql) => server.RunAsync(database, sql);

    public async Task<string> FirstAsync(string sql)
    {
        await using var connection = new MySqlConnection(Options.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new MySqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync(Token)}";
    }

    public void Dispose() => folder.Delete(recursive: true);
}
