using System.Data.Common;
using MySqlConnector;
using Squaremcp.Storage;

namespace Squaremcp.Silo.Cluster;

/// <summary>
/// Grain state as one row per grain and state name, the same as on SQLite: by the grain's type rather than its class, etags random, failures as <see cref="StorageException"/>, which is what grains know (docs/decisions, state on MySQL).
/// A write must name the etag it read.
/// </summary>
internal sealed class MySqlGrainStorage(string connectionString, IGrainStorageSerializer serializer, TimeProvider clock) : IGrainStorage
{
    private const string Where = " WHERE grain_type = @type AND grain_key = @key AND state_name = @name";
    private const int Attempts = 5;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = await RunAsync(stateName, grainId, "SELECT etag, payload FROM grain_state" + Where, _ => { }, async command =>
        {
            await using var row = await command.ExecuteReaderAsync();
            return await row.ReadAsync() ? (Tag: row.GetString(0), Payload: row.GetFieldValue<byte[]>(1)) : default;
        });
        if (found.Payload is null)
        {
            Empty(grainState);
            return;
        }

        grainState.State = serializer.Deserialize<T>(new BinaryData(found.Payload)) ?? throw new InvalidOperationException($"The stored {stateName} of {grainId} is null.");
        (grainState.ETag, grainState.RecordExists) = (found.Tag, true);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var payload = serializer.Serialize(grainState.State).ToArray();
        var etag = Guid.NewGuid().ToString("n");
        var sql = grainState.ETag is null
            ? "INSERT INTO grain_state (grain_type, grain_key, state_name, etag, payload, updated_at) VALUES (@type, @key, @name, @etag, @payload, @now)"
            : "UPDATE grain_state SET etag = @etag, payload = @payload, updated_at = @now" + Where + " AND etag = @read";
        var changed = await RunAsync(stateName, grainId, sql, command =>
        {
            command.Parameters.AddWithValue("etag", etag);
            command.Parameters.AddWithValue("payload", payload);
            command.Parameters.AddWithValue("now", clock.GetUtcNow().ToUnixTimeMilliseconds());
            command.Parameters.AddWithValue("read", grainState.ETag);
        }, ChangedAsync);
        Check(changed, stateName, grainId, grainState.ETag);
        (grainState.ETag, grainState.RecordExists) = (etag, true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is not null)
        {
            var changed = await RunAsync(stateName, grainId, "DELETE FROM grain_state" + Where + " AND etag = @read", command => command.Parameters.AddWithValue("read", grainState.ETag), ChangedAsync);
            Check(changed, stateName, grainId, grainState.ETag);
        }

        Empty(grainState);
    }

    /// <summary>Zero rows: another activation has written meanwhile.</summary>
    private static void Check(int changed, string stateName, GrainId grainId, string? etag)
    {
        if (changed == 0)
        {
            throw new InconsistentStateException($"The stored {stateName} of {grainId} is not the one that was read.", "another", etag ?? "none");
        }
    }

    /// <summary>A row that exists where none was read counts as zero.</summary>
    private static async Task<int> ChangedAsync(MySqlCommand command)
    {
        try
        {
            return await command.ExecuteNonQueryAsync();
        }
        catch (MySqlException taken) when (taken.ErrorCode == MySqlErrorCode.DuplicateKeyEntry)
        {
            return 0;
        }
    }

    /// <summary>What the server has rolled back by itself (a deadlock, a lock that was not had) is run again; anything else is told, and the grain reads anew.</summary>
    private async Task<TResult> RunAsync<TResult>(string stateName, GrainId grainId, string sql, Action<MySqlCommand> add, Func<MySqlCommand, Task<TResult>> run)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = new MySqlConnection(connectionString);
                await connection.OpenAsync();
                await using var command = new MySqlCommand(sql, connection);
                command.Parameters.AddWithValue("type", grainId.Type.ToString());
                command.Parameters.AddWithValue("key", grainId.Key.ToString());
                command.Parameters.AddWithValue("name", stateName);
                add(command);
                return await run(command);
            }
            catch (MySqlException passing) when (attempt < Attempts && passing.ErrorCode is MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10 * attempt), clock);
            }
            catch (DbException failure)
            {
                throw new StorageException("The state of a grain could not be read or written: the database does not do what is asked now. Look at its log, its disk and whether it is read-only.", failure);
            }
        }
    }

    private static void Empty<T>(IGrainState<T> grainState)
    {
        grainState.State = Activator.CreateInstance<T>();
        (grainState.ETag, grainState.RecordExists) = (null, false);
    }
}
