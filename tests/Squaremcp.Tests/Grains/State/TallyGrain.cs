using Squaremcp.Grains;

namespace Squaremcp.Tests.Grains.State;

[Alias("test.ITallyGrain")]
public interface ITallyGrain : IGrainWithStringKey
{
    [AlwaysInterleave, Alias("Add")]
    Task Add(int by, CancellationToken cancellationToken);

    [AlwaysInterleave, Alias("Read")]
    Task<int> Read(CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("test.stateful-tally.v1")]
public sealed record Tally
{
    [Id(0)] public int Count { get; init; }
}

[GrainType("test-tally")]
public sealed class TallyGrain([PersistentState("tally")] IPersistentState<Tally> stored) : StatefulGrain<Tally>(stored), ITallyGrain
{
    public Task Add(int by, CancellationToken cancellationToken) => ChangeAsync(current => by == 0 ? current : current with { Count = current.Count + by });

    public Task<int> Read(CancellationToken cancellationToken) => Task.FromResult(State.Count);
}
