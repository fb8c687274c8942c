using System.Globalization;
using MySqlConnector;

namespace Squaremcp.Silo.Cluster;

/// <summary>The tables of grains' state, membership and reminders, and the statements Orleans finds in them. Rerunnable, and safe when several silos start at once.</summary>
internal sealed class OrleansSchema(string connectionString, string clusterId)
{
    private const string Lock = "squaremcp.orleans";
    private const int LockSeconds = 60;
    private const int LongAgoSeconds = 60;

    /// <exception cref="ForeignDatabaseException">Another cluster runs on this database.</exception>
    internal async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        if (await ScalarAsync(connection, $"SELECT GET_LOCK(CONCAT('{Lock}.', DATABASE()), {LockSeconds})", cancellationToken) is not (1L or 1))
        {
            throw new TimeoutException($"Another silo has been setting up the database for {LockSeconds} seconds.");
        }

        foreach (var script in new[] { "1-tables", "2-membership", "3-reminders" })
        {
            await using var command = new MySqlCommand(Read(script), connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await ClaimAsync(connection, cancellationToken);
        await ScalarAsync(connection, $"SELECT RELEASE_LOCK(CONCAT('{Lock}.', DATABASE()))", cancellationToken);
    }

    /// <summary>How far this machine's clock is ahead of the database's.</summary>
    internal async Task<TimeSpan> AheadAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var theirs = (DateTime)(await ScalarAsync(connection, "SELECT UTC_TIMESTAMP(6)", cancellationToken))!;
        return clock.GetUtcNow().UtcDateTime - theirs;
    }

    internal static string Read(string script)
    {
        using var text = new StreamReader(typeof(OrleansSchema).Assembly.GetManifestResourceStream($"orleans/{script}") ?? throw new InvalidOperationException($"orleans/{script} is missing."));
        return text.ReadToEnd();
    }

    private async Task ClaimAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        await using (var enter = new MySqlCommand("INSERT INTO silo_cluster (one, cluster_id) SELECT 1, @cluster FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM silo_cluster c)", connection))
        {
            enter.Parameters.AddWithValue("cluster", clusterId);
            await enter.ExecuteNonQueryAsync(cancellationToken);
        }

        var cluster = (string)(await ScalarAsync(connection, "SELECT cluster_id FROM silo_cluster", cancellationToken))!;
        if (cluster == clusterId)
        {
            return;
        }

        await using var others = new MySqlCommand($"SELECT COUNT(*) FROM OrleansMembershipTable WHERE DeploymentId = @cluster AND Status = 3 AND IAmAliveTime > UTC_TIMESTAMP(6) - INTERVAL {LongAgoSeconds} SECOND", connection);
        others.Parameters.AddWithValue("cluster", cluster);
        if (Convert.ToInt64(await others.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) > 0)
        {
            throw new ForeignDatabaseException($"The cluster \"{cluster}\" runs on this database, and this silo is of \"{clusterId}\": two clusters would each have their own grain of every customer. Stop that one first, or set SQUAREMCP__Cluster__ClusterId to {cluster}.");
        }

        await using var take = new MySqlCommand("UPDATE silo_cluster SET cluster_id = @cluster", connection);
        take.Parameters.AddWithValue("cluster", clusterId);
        await take.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(MySqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = LockSeconds + 10 };
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}

/// <summary>The database is not this silo's to use; its message says whose it is.</summary>
internal sealed class ForeignDatabaseException(string message) : Exception(message);
