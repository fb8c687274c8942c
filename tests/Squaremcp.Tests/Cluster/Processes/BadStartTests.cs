using System.Net;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>What a silo does where its database is not as it should be: it ends only where waiting cannot help.</summary>
public sealed class BadStartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_are_refused_with_every_mistake_at_once()
    {
        await using var cluster = await ClusterRun.SharedAsync(1);
        var silo = cluster.Silo(0, ("Cluster__ConnectionString", "Server=only"), ("CursorKey", "x"), ("Vault__KeyFile", "/nowhere/vault.key"), ("Cluster__SiloPort", "70000"));

        Assert.Equal(1, await silo.EndsAsync(Token));
        foreach (var name in new[] { "Cluster__ConnectionString", "CursorKey", "Vault__KeyFile", "Cluster__SiloPort" })
        {
            Assert.Contains($"SQUAREMCP__{name}", silo.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_frontend_refuses_a_connection_string_and_asks_for_what_it_needs()
    {
        await using var cluster = await ClusterRun.SharedAsync(1);
        var frontend = cluster.Frontend(("Cluster__ConnectionString", "Server=x;Database=y"), ("AdminApiKey", "short"));

        Assert.Equal(1, await frontend.EndsAsync(Token));
        Assert.Contains("A frontend never opens the database", frontend.Output, StringComparison.Ordinal);
        Assert.Contains("SQUAREMCP__AdminApiKey is shorter", frontend.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_ends_the_silo_with_what_to_set()
    {
        await using var cluster = await ClusterRun.SharedAsync(1);
        var silo = cluster.Silo(0, ("Cluster__ConnectionString", $"Server=127.0.0.1;Port={cluster.Server.Port};Database={cluster.Database};User ID=nobody;Password=secret-of-mine"));

        Assert.Equal(1, await silo.EndsAsync(Token));
        Assert.Contains("trying again would not help", silo.Output, StringComparison.Ordinal);
        Assert.Contains("SQUAREMCP__Cluster__ConnectionString", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-mine", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_is_waited_for_with_the_reason_in_ready()
    {
        await using var cluster = await ClusterRun.StartAsync(1);
        await cluster.Server.KillAsync();
        var silo = await cluster.Silo(0).BecomesAsync(HttpStatusCode.ServiceUnavailable, Token, "database");

        using var live = await silo.Http.GetAsync("/health/live", Token);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        await cluster.Server.RunningAsync();
        await silo.BecomesAsync(HttpStatusCode.OK, Token);
    }

    [Fact]
    public async Task Another_installations_database_is_refused()
    {
        await using var cluster = await ClusterRun.SharedAsync(1);
        Assert.Equal(0, await cluster.SiloVerb("migrate").EndsAsync(Token));

        var silo = cluster.Silo(0, ("Cluster__ServiceId", "another"));

        Assert.Equal(1, await silo.EndsAsync(Token));
        Assert.Contains("belongs to the installation", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_cluster_on_a_database_that_is_in_use_is_refused()
    {
        await using var cluster = await ClusterRun.SharedAsync();
        await cluster.Silo(0).BecomesAsync(HttpStatusCode.OK, Token);

        var silo = cluster.Silo(1, ("Cluster__ClusterId", "another"));

        Assert.Equal(1, await silo.EndsAsync(Token));
        Assert.Contains("two clusters would each have their own grain of every customer", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_ends_the_silo()
    {
        await using var cluster = await ClusterRun.SharedAsync(1);
        Assert.Equal(0, await cluster.SiloVerb("migrate").EndsAsync(Token));
        await cluster.Server.RunAsync(cluster.Database, "INSERT INTO schema_version SELECT 9999, name, applied_at FROM schema_version LIMIT 1");

        var silo = cluster.Silo(0);

        Assert.Equal(1, await silo.EndsAsync(Token));
        Assert.Contains("9999", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_silos_that_start_at_once_set_the_database_up_once()
    {
        await using var cluster = await ClusterRun.SharedAsync(5);
        var silos = Enumerable.Range(0, 5).Select(number => cluster.SiloVerb("migrate")).ToList();

        foreach (var silo in silos)
        {
            Assert.True(await silo.EndsAsync(Token) == 0, silo.Output);
        }
    }
}
