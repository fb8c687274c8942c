using Squaremcp.Storage;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Grains;

/// <summary>Grain state whose writes fail from a chosen one on, as if the process had ended there; what was written before stays.</summary>
internal sealed class MortalStorage : IGrainStorage
{
    private readonly KeptStates kept = new();
    private int left = int.MaxValue;

    /// <summary>True once a write was refused.</summary>
    public bool Died { get; private set; }

    /// <summary>Everything that is kept, as text.</summary>
    public string Dump() => kept.Dump();

    public void DieAfter(int writes) => (left, Died) = (writes, false);

    public void Live() => left = int.MaxValue;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => kept.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Interlocked.Decrement(ref left) < 0)
        {
            Died = true;
            return Task.FromException(new StorageException("The process has ended."));
        }

        return kept.WriteStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => kept.ClearStateAsync(stateName, grainId, grainState);
}
