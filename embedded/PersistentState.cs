using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

internal sealed class PersistentState<T>(string name, GrainId id, IGrainStorage storage, IStateOwner owner) : IPersistentState<T>, IGrainState<T>, ILoadedState
{
    public T State { get; set; } = Initial();

    public string? ETag { get; set; }

    public string? Etag => ETag;

    public bool RecordExists { get; set; }

    public Task LoadAsync() => ReadStateAsync();

    public Task ReadStateAsync() => storage.ReadStateAsync(name, id, this);

    public Task WriteStateAsync() => owner.RefusesSave()
        ? throw new InconsistentStateException($"The save of {name} of {id} was refused by a fault on purpose.")
        : storage.WriteStateAsync(name, id, this);

    public Task ClearStateAsync() => storage.ClearStateAsync(name, id, this);

    private static T Initial() => typeof(T).GetConstructor(Type.EmptyTypes) is null && !typeof(T).IsValueType
        ? throw new NotSupportedException($"{typeof(T)} needs a constructor without parameters to be a grain's state.")
        : Activator.CreateInstance<T>();
}
