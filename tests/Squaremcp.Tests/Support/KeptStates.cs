using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Squaremcp.Tests.Support;

/// <summary>Grain state in memory, checked by etag. Outlives a restart of the host that uses it.</summary>
internal sealed class KeptStates : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), (byte[] Json, string ETag)> rows = new();
    private long version;

    public int Count => rows.Count;

    /// <summary>Every state as its JSON.</summary>
    public string Dump() => string.Join('\n', rows.Values.Select(row => System.Text.Encoding.UTF8.GetString(row.Json)));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (rows.TryGetValue((stateName, grainId), out var row))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (JsonSerializer.Deserialize<T>(row.Json)!, row.ETag, true);
        }
        else
        {
            Empty(grainState);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var next = (JsonSerializer.SerializeToUtf8Bytes(grainState.State), Interlocked.Increment(ref version).ToString(CultureInfo.InvariantCulture));
        var key = (stateName, grainId);
        var written = rows.TryGetValue(key, out var row)
            ? row.ETag == grainState.ETag && rows.TryUpdate(key, next, row)
            : grainState.ETag is null && rows.TryAdd(key, next);
        if (!written)
        {
            return Task.FromException(new InconsistentStateException($"{grainId}/{stateName} was written by somebody else.", row.ETag ?? "none", grainState.ETag ?? "none"));
        }

        (grainState.ETag, grainState.RecordExists) = (next.Item2, true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (rows.TryGetValue((stateName, grainId), out var row) && (row.ETag != grainState.ETag || !rows.TryRemove(KeyValuePair.Create((stateName, grainId), row))))
        {
            return Task.FromException(new InconsistentStateException($"{grainId}/{stateName} was written by somebody else.", row.ETag, grainState.ETag ?? "none"));
        }

        Empty(grainState);
        return Task.CompletedTask;
    }

    private static void Empty<T>(IGrainState<T> state) =>
        (state.State, state.ETag, state.RecordExists) = (Activator.CreateInstance<T>(), null, false);
}
