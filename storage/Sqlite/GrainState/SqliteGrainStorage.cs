namespace Squaremcp.Storage.Sqlite;

/// <summary>Grain state as one row per grain and state name. A write must name the etag it read; etags are random, so a state deleted and made again never has an old one.</summary>
internal sealed class SqliteGrainStorage(Writer writer, Readers readers, IGrainStorageSerializer serializer, TimeProvider clock) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = StateKey.Of(stateName, grainId);
        if (await readers.ReadAsync(database => StateRow.Read(database, key), CancellationToken.None) is { } row)
        {
            grainState.State = serializer.Deserialize<T>(new BinaryData(row.Payload)) ?? throw new InvalidOperationException($"The stored {stateName} of {grainId} is null.");
            grainState.ETag = row.Tag;
            grainState.RecordExists = true;
        }
        else
        {
            Empty(grainState);
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var payload = serializer.Serialize(grainState.State).ToMemory();
        grainState.ETag = await writer.WriteAsync(new SaveStateItem(StateKey.Of(stateName, grainId), grainState.ETag, payload, clock.GetUtcNow()));
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await writer.WriteAsync(new ClearStateItem(StateKey.Of(stateName, grainId), grainState.ETag));
        Empty(grainState);
    }

    private static void Empty<T>(IGrainState<T> grainState)
    {
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }
}
