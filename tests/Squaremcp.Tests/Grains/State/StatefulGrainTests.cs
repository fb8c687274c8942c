using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Storage;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Grains.State;

public sealed class StatefulGrainTests
{
    private readonly SlowStorage states = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Interleaved_changes_lose_none()
    {
        await using var grains = await StartAsync();
        var tally = grains.Grains.GetGrain<ITallyGrain>("a");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => tally.Add(1, Token))).WaitAsync(TimeSpan.FromSeconds(10), Token);

        Assert.Equal(50, await tally.Read(Token));
    }

    [Fact]
    public async Task A_change_is_seen_only_once_it_is_saved()
    {
        await using var grains = await StartAsync();
        var tally = grains.Grains.GetGrain<ITallyGrain>("a");
        await tally.Add(1, Token);
        var writing = states.Hold();
        var adding = tally.Add(1, Token);
        await writing.WaitAsync(TimeSpan.FromSeconds(10), Token);

        Assert.Equal(1, await tally.Read(Token));
        states.Go();
        await adding;
        Assert.Equal(2, await tally.Read(Token));
    }

    [Fact]
    public async Task A_failed_save_is_never_seen_and_the_next_activation_reads_what_is_stored()
    {
        await using var grains = await StartAsync();
        var tally = grains.Grains.GetGrain<ITallyGrain>("a");
        await tally.Add(1, Token);
        var writing = states.Hold();
        var adding = tally.Add(1, Token);
        await writing.WaitAsync(TimeSpan.FromSeconds(10), Token);
        states.Go(new StorageException("The disk is full."));

        await Assert.ThrowsAnyAsync<Exception>(() => adding);
        Assert.Equal(1, await tally.Read(Token));
        await tally.Add(5, Token);
        Assert.Equal(6, await tally.Read(Token));
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_not_written()
    {
        await using var grains = await StartAsync();
        await grains.Grains.GetGrain<ITallyGrain>("a").Add(0, Token);

        Assert.Equal(0, states.Writes);
    }

    private Task<TestGrains> StartAsync() => TestGrains.StartAsync(services => services.AddSingleton<IGrainStorage>(states));

    /// <summary>Storage that yields on every write, and holds one back when told.</summary>
    private sealed class SlowStorage : IGrainStorage
    {
        private readonly KeptStates kept = new();
        private TaskCompletionSource? begun;
        private TaskCompletionSource go = new();

        public int Writes { get; private set; }

        public Task Hold()
        {
            go = new(TaskCreationOptions.RunContinuationsAsynchronously);
            begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return begun.Task;
        }

        public void Go(Exception? failure = null)
        {
            begun = null;
            if (failure is null)
            {
                go.SetResult();
            }
            else
            {
                go.SetException(failure);
            }
        }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => kept.ReadStateAsync(stateName, grainId, grainState);

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Writes++;
            await Task.Yield();
            if (begun is { } held)
            {
                held.SetResult();
                await go.Task;
            }

            await kept.WriteStateAsync(stateName, grainId, grainState);
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => kept.ClearStateAsync(stateName, grainId, grainState);
    }
}
