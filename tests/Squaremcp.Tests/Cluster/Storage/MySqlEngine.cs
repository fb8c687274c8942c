using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Storage.MySql;
using Squaremcp.Tests.Storage;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster.Storage;

/// <summary>A database of the shared MariaDB for each folder; the folder holds its name.</summary>
internal sealed partial class MySqlEngine(DatabaseServer server, Func<string, MySqlStorageOptions>? options = null) : ITestEngine
{
    public async Task PrepareAsync(string folder)
    {
        await server.RunningAsync();
        if (!File.Exists(NameFile(folder)))
        {
            await File.WriteAllTextAsync(NameFile(folder), await server.NewDatabaseAsync());
        }
    }

    public string ConnectionString(string folder) => server.ConnectionString(NameOf(folder));

    public IServiceCollection AddTo(IServiceCollection services, string folder) =>
        services.AddMySqlStorage(options?.Invoke(ConnectionString(folder)) ?? new MySqlStorageOptions { ConnectionString = ConnectionString(folder), Connections = 5 });

    public void Tamper(string folder, string sql) => Run(folder, sql);

    public long Number(string folder, string sql) => long.Parse(Run(folder, sql), CultureInfo.InvariantCulture);

    /// <summary>The tests' SQL is SQLite's.</summary>
    private string Run(string folder, string sql) => server.RunAsync(NameOf(folder), Zeros().Replace(sql, "repeat(char(0), ${length})")).GetAwaiter().GetResult();

    public static string NameOf(string folder) => File.ReadAllText(NameFile(folder));

    private static string NameFile(string folder) => Path.Combine(folder, "database");

    [GeneratedRegex(@"zeroblob\((?<length>[0-9]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Zeros();
}
