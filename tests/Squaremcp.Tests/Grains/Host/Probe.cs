namespace Squaremcp.Tests.Grains.Host;

[GenerateSerializer, Immutable, Alias("test.tally.v1")]
public sealed record Tally
{
    [Id(0)] public int Count { get; init; }
}

[Alias("test.IProbeGrain")]
public interface IProbeGrain : IGrainWithStringKey
{
    [Alias("Add")]
    Task<int> Add(int by, CancellationToken cancellationToken);

    [AlwaysInterleave, Alias("Read")]
    Task<int> Read(CancellationToken cancellationToken);

    /// <summary>Says that it began, then waits until the gate of this name opens.</summary>
    [Alias("Hold")]
    Task Hold(string gate, CancellationToken cancellationToken);

    [AlwaysInterleave, Alias("HoldInterleaved")]
    Task HoldInterleaved(string gate, CancellationToken cancellationToken);

    [Alias("Leave")]
    Task Leave(CancellationToken cancellationToken);

    [AlwaysInterleave, Alias("Instance")]
    Task<int> Instance(CancellationToken cancellationToken);

    [Alias("Fail")]
    Task Fail(string message, CancellationToken cancellationToken);

    [Alias("Baggage")]
    Task<string?> Baggage(CancellationToken cancellationToken);

    [Alias("CallOther")]
    Task<int> CallOther(string key, CancellationToken cancellationToken);

    /// <summary>Sets a timer, which opens a gate at each of its ticks; that of "held" then waits for the gate "rest".</summary>
    [Alias("Wake")]
    Task Wake(TimeSpan due, TimeSpan period, CancellationToken cancellationToken);

    /// <returns>How often the timer has ticked.</returns>
    [Alias("Woken")]
    Task<int> Woken(CancellationToken cancellationToken);

    /// <summary>Counts up and down around awaits; answers the most it saw at once between two awaits.</summary>
    [AlwaysInterleave, Alias("Crowd")]
    Task<int> Crowd(CancellationToken cancellationToken);
}

/// <summary>Signals between a test and its grains.</summary>
public sealed class Gates
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource> signals = new(StringComparer.Ordinal);

    private int made;

    public int Made => made;

    public int Next() => Interlocked.Increment(ref made);

    public List<string> Ended { get; } = [];

    public Task Of(string name) => Signal(name).Task.WaitAsync(TimeSpan.FromSeconds(10));

    public void Open(string name) => Signal(name).TrySetResult();

    private TaskCompletionSource Signal(string name) => signals.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

[GrainType("test-probe")]
public sealed class ProbeGrain([PersistentState("tally")] IPersistentState<Tally> stored, Gates gates) : Grain, IProbeGrain
{
    private readonly int instance = gates.Next();
    private int inside;
    private int woken;

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        this.GetPrimaryKeyString().StartsWith("bad", StringComparison.Ordinal) ? throw new InvalidOperationException("no such grain") : Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Ended(reason.ReasonCode.ToString());
        gates.Open($"{this.GetPrimaryKeyString()} ended");
        return Task.CompletedTask;
    }

    public async Task<int> Add(int by, CancellationToken cancellationToken)
    {
        stored.State = stored.State with { Count = stored.State.Count + by };
        await stored.WriteStateAsync();
        return stored.State.Count;
    }

    public Task<int> Read(CancellationToken cancellationToken) => Task.FromResult(stored.State.Count);

    public async Task Hold(string gate, CancellationToken cancellationToken)
    {
        gates.Open($"{gate} began");
        await using var told = cancellationToken.Register(() => gates.Open($"{gate} cancelled"));
        await gates.Of(gate);
    }

    public Task HoldInterleaved(string gate, CancellationToken cancellationToken) => Hold(gate, cancellationToken);

    public Task Leave(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<int> Instance(CancellationToken cancellationToken) => Task.FromResult(instance);

    public Task Fail(string message, CancellationToken cancellationToken) => throw new FormatException(message);

    public Task<string?> Baggage(CancellationToken cancellationToken)
    {
        var found = RequestContext.Get("baggage") as string;
        RequestContext.Set("baggage", "changed below");
        return Task.FromResult(found);
    }

    public Task<int> CallOther(string key, CancellationToken cancellationToken) =>
        key == this.GetPrimaryKeyString()
            ? GrainFactory.GetGrain<IProbeGrain>(key).Add(1, cancellationToken)
            : GrainFactory.GetGrain<IProbeGrain>(key).CallOther(this.GetPrimaryKeyString(), cancellationToken);

    public Task Wake(TimeSpan due, TimeSpan period, CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(
            async ticking =>
            {
                gates.Open($"woken {++woken}");
                if (this.GetPrimaryKeyString() == "held")
                {
                    await gates.Of("rest");
                    Ended(ticking.IsCancellationRequested ? "cancelled" : "ticked");
                }
            },
            new(due, period) { Interleave = true });
        return Task.CompletedTask;
    }

    public Task<int> Woken(CancellationToken cancellationToken) => Task.FromResult(woken);

    private void Ended(string how)
    {
        lock (gates.Ended)
        {
            gates.Ended.Add($"{this.GetPrimaryKeyString()} {how}");
        }
    }

    public async Task<int> Crowd(CancellationToken cancellationToken)
    {
        var most = 0;
        for (var i = 0; i < 50; i++)
        {
            inside++;
            Thread.SpinWait(200);
            most = Math.Max(most, inside);
            inside--;
            await Task.Yield();
        }

        return most;
    }
}
