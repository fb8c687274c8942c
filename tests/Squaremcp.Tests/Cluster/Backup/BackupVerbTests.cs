using System.Net;
using System.Text.Json;
using Squaremcp.Tests.Cluster.Processes;

namespace Squaremcp.Tests.Cluster.Backup;

/// <summary>The silo's commands, run as an operator runs them, while its silos run.</summary>
public sealed class BackupVerbTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_at_work_is_backed_up_and_goes_on_from_its_backup_on_another_database()
    {
        await using var cluster = await ClusterRun.StartAsync(1);
        var silo = await cluster.Silo(0).BecomesAsync(HttpStatusCode.OK, Token);
        var frontend = await cluster.Frontend().BecomesAsync(HttpStatusCode.OK, Token);
        var tenant = await cluster.TenantAsync(frontend, Token);
        var (isError, text) = await tenant.CallAsync(frontend, "obsidian_append_to_note", new { path = "a.md", content = "hello" }, Token);
        Assert.False(isError, text);
        var folder = Path.Combine(cluster.Vaults, "..", "backup");

        await cluster.SiloVerb("backup", folder).EndsAsync(0, Token, "The backup is whole", "No key is in it. The stored credentials open only with the vault's key file with the fingerprint ");
        await cluster.SiloVerb("backup", folder).EndsAsync(1, Token, "is not empty");
        await cluster.SiloVerb("restore", folder).EndsAsync(1, Token, "holds an installation already", "nothing was changed");
        (isError, text) = await tenant.CallAsync(frontend, "obsidian_read_note", new { path = "a.md" }, Token);
        Assert.False(isError, text);

        await frontend.KillAsync();
        await silo.KillAsync();
        await cluster.Server.RunAsync("mysql", $"DROP DATABASE {cluster.Database}; CREATE DATABASE {cluster.Database}");
        var restored = JsonElement.Parse(await cluster.SiloVerb("restore", folder, "--json").EndsAsync(0, Token, "restoring "));
        Assert.True(restored.GetProperty("ok").GetBoolean());
        Assert.Equal(1, restored.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("what").GetString() == "customers").GetProperty("target").GetInt64());

        await cluster.Silo(0).BecomesAsync(HttpStatusCode.OK, Token);
        frontend = await cluster.Frontend().BecomesAsync(HttpStatusCode.OK, Token);
        (isError, text) = await tenant.CallAsync(frontend, "obsidian_read_note", new { path = "a.md" }, Token);
        Assert.False(isError, text);
    }

    [Fact]
    public async Task What_is_asked_for_as_JSON_is_JSON()
    {
        await using var cluster = await ClusterRun.StartAsync(1);

        var migrated = JsonElement.Parse(await cluster.SiloVerb("migrate", "--json").EndsAsync(0, Token, "schema_version"));
        Assert.True(migrated.GetProperty("ok").GetBoolean());
        Assert.True(migrated.GetProperty("schema_version").GetInt64() > 4);
        var written = JsonElement.Parse(await cluster.SiloVerb("backup", "--json", Path.Combine(cluster.Vaults, "..", "backup")).EndsAsync(0, Token, "checks"));
        Assert.True(written.GetProperty("ok").GetBoolean());
        await cluster.SiloVerb("backup", "--json").EndsAsync(2, Token, "backup needs the folder to write");
        await cluster.SiloVerb("restore").EndsAsync(2, Token, "restore needs the folder of the backup");
    }
}
