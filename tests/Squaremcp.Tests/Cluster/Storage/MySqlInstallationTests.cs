using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Storage;
using Squaremcp.Storage.MySql;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster.Storage;

public sealed class MySqlInstallationTests(DatabaseServer server)
{
    /// <summary>How many there are.</summary>
    private static readonly int Migrations = typeof(MySqlInstallation).Assembly.GetManifestResourceNames().Count(name => name.Contains(".MySql.Migrations.", StringComparison.Ordinal));

    [Fact]
    public async Task Five_silos_that_start_at_once_on_an_empty_database_all_come_up()
    {
        var database = await server.NewDatabaseAsync();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => MigrateAsync(database))));

        Assert.Equal($"{Migrations}\t{Migrations}\n", await server.RunAsync(database, "SELECT count(*), max(version) FROM schema_version"));
    }

    [Fact]
    public async Task A_migration_that_was_cut_short_is_finished_by_the_next_start()
    {
        var database = await server.NewDatabaseAsync();
        await MigrateAsync(database);
        await server.RunAsync(database, "DELETE FROM schema_version WHERE version = 3; DROP TABLE vault_rotation; DELETE FROM schema_version WHERE version > 3");

        await MigrateAsync(database);

        Assert.Equal("0\n", await server.RunAsync(database, "SELECT count(*) FROM vault_rotation"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_with_both_versions()
    {
        var database = await server.NewDatabaseAsync();
        await MigrateAsync(database);
        await server.RunAsync(database, "INSERT INTO schema_version VALUES (9999, '9999_future', 0)");

        var refused = await Assert.ThrowsAsync<StorageException>(() => MigrateAsync(database));

        Assert.Contains($"schema version 9999, this program knows versions up to {Migrations}. Start the newer program", refused.Message);
    }

    [Fact]
    public async Task The_database_of_another_installation_is_refused_and_named()
    {
        var database = await server.NewDatabaseAsync();
        await MigrateAsync(database);

        var refused = await Assert.ThrowsAsync<StorageException>(() => MigrateAsync(database, installation: "another"));

        Assert.Contains("belongs to the installation 'squaremcp', this program is set up as 'another'", refused.Message);
    }

    [Fact]
    public async Task An_empty_database_gets_a_collation_that_tells_texts_apart_and_one_with_tables_is_refused()
    {
        var empty = await server.NewDatabaseAsync("utf8mb4_general_ci");
        await MigrateAsync(empty);
        Assert.Equal($"{DatabaseServer.Collation}\n", await server.RunAsync(empty, "SELECT table_collation FROM information_schema.tables WHERE table_schema = database() AND table_name = 'usage_daily'"));

        var full = await server.NewDatabaseAsync("utf8mb4_general_ci");
        await server.RunAsync(full, "CREATE TABLE other (n INT)");
        Assert.Contains($"COLLATE {DatabaseServer.Collation}", (await Assert.ThrowsAsync<StorageException>(() => MigrateAsync(full))).Message);
    }

    [Theory]
    [InlineData("User ID=nobody;Password=planted-secret", "does not let this user in")]
    [InlineData("Database=nowhere", "There is no database nowhere")]
    [InlineData("Port=1", "cannot be reached")]
    public async Task A_connection_string_that_is_wrong_is_told_with_what_to_set(string wrong, string told)
    {
        var database = await server.NewDatabaseAsync();
        await using var services = Services($"{server.ConnectionString(database)};{wrong}", "squaremcp");

        var refused = await Assert.ThrowsAsync<StorageException>(() => services.GetRequiredService<IInstallation>().MigrateAsync(CancellationToken.None));

        Assert.Contains(told, refused.Message);
        Assert.Contains("Squaremcp:Cluster:ConnectionString", refused.Message);
        Assert.DoesNotContain("planted-secret", refused.ToString());
    }

    [Theory]
    [InlineData("Server=;Password=planted-secret")]
    [InlineData("Server=a;Database=b;Nonsense=1;Password=planted-secret")]
    public void A_connection_string_that_is_none_is_refused_without_repeating_it(string wrong)
    {
        using var services = Services(wrong, "squaremcp");

        var refused = Assert.Throws<StorageException>(() => services.GetRequiredService<IInstallation>());

        Assert.Contains("Set Squaremcp:Cluster:ConnectionString as", refused.Message);
        Assert.DoesNotContain("planted-secret", refused.ToString());
    }

    [Fact]
    public async Task A_snapshot_is_refused_and_says_what_to_run_instead()
    {
        var database = await server.NewDatabaseAsync();
        await using var services = Services(server.ConnectionString(database), "squaremcp");

        var refused = await Assert.ThrowsAsync<StorageException>(() => services.GetRequiredService<IInstallation>().SnapshotAsync("anywhere", CancellationToken.None));

        Assert.Contains("mariadb-dump", refused.Message);
    }

    private async Task MigrateAsync(string database, string installation = "squaremcp")
    {
        await using var services = Services(server.ConnectionString(database), installation);
        await services.GetRequiredService<IInstallation>().MigrateAsync(CancellationToken.None);
    }

    private static ServiceProvider Services(string connectionString, string installation) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddMySqlStorage(new() { ConnectionString = connectionString, Installation = installation, RetryFor = TimeSpan.FromSeconds(2) })
        .BuildServiceProvider();
}
