using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Storage.Sqlite;

namespace Squaremcp.Tests.Storage;

/// <summary>What a <see cref="TestDatabase"/> is made with. A test's folder stands for its database, wherever that lies.</summary>
internal interface ITestEngine
{
    Task PrepareAsync(string folder);

    IServiceCollection AddTo(IServiceCollection services, string folder);

    /// <summary>Runs SQL behind the program's back.</summary>
    void Tamper(string folder, string sql);

    /// <summary>The one number that a query answers.</summary>
    long Number(string folder, string sql);
}

internal sealed class SqliteEngine(Func<string, SqliteStorageOptions>? options = null) : ITestEngine
{
    public static string File(string folder) => Path.Combine(folder, "squaremcp.db");

    public Task PrepareAsync(string folder) => Task.CompletedTask;

    public IServiceCollection AddTo(IServiceCollection services, string folder) => services.AddSqliteStorage(options?.Invoke(File(folder)) ?? new SqliteStorageOptions { File = File(folder) });

    public void Tamper(string folder, string sql)
    {
        using var database = Database.OpenForWriting(File(folder));
        database.Execute(sql);
    }

    public long Number(string folder, string sql)
    {
        using var database = Database.OpenForReading(File(folder));
        return database.Number(sql);
    }
}

/// <summary>Claims about storage that hold on every database: each suite runs on SQLite, and in <c>Cluster</c> once more, derived, on MySQL.</summary>
public abstract class StorageClaims
{
    internal virtual ITestEngine Engine { get; } = new SqliteEngine();

    internal Task<TestDatabase> NewAsync() => OpenAsync(TestDatabase.NewFolder(), ownsFolder: true);

    /// <summary>The database of a folder that the test keeps.</summary>
    internal Task<TestDatabase> OpenAsync(string kept, bool ownsFolder = false) => TestDatabase.OpenAsync(kept, Engine, ownsFolder);
}
