using Squaremcp.Embedded;

namespace Squaremcp.Tests.Cluster.Host;

/// <summary>Storage whose writes find another etag now and then, by seed.</summary>
internal sealed class DisturbedStates(IGrainStorage storage, Faults faults) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        faults.Roll(Fault.StaleEtag)
            ? Task.FromException(new InconsistentStateException($"{grainId}/{stateName}: an etag was made stale on purpose.", "other", grainState.ETag ?? ""))
            : storage.WriteStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ClearStateAsync(stateName, grainId, grainState);
}
