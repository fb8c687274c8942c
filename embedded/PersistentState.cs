using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>A grain's stored state. A failed write leaves the new value in <see cref="State"/>, as in Orleans.</summary>
internal sealed class PersistentState<T> : IPersistentState<T>
{
    private readonly string name;
    private readonly GrainId id;
    private readonly IGrainStorage storage;
    private readonly Faults? faults;
    private readonly Held held = new();

    public PersistentState(string name, GrainId id, IGrainStorage storage, Faults? faults)
    {
        (this.name, this.id, this.storage, this.faults) = (name, id, storage, faults);
    }

    public T State
    {
        get => held.State;
        set => held.State = value;
    }

    public string? Etag => held.ETag;

    public bool RecordExists => held.RecordExists;

    public Task ReadStateAsync() => storage.ReadStateAsync(name, id, held);

    public Task WriteStateAsync() =>
        faults?.Roll(Fault.StaleEtag) is true
            ? Task.FromException(new InconsistentStateException($"{id}/{name}: an etag was made stale on purpose.", "other", held.ETag ?? ""))
            : storage.WriteStateAsync(name, id, held);

    public Task ClearStateAsync() => storage.ClearStateAsync(name, id, held);

    private sealed class Held : IGrainState<T>
    {
        public T State { get; set; } = Activator.CreateInstance<T>();

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }
}
