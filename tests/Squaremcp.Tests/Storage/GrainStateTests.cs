namespace Squaremcp.Tests.Storage;

public sealed class GrainStateTests
{
    private static readonly GrainId Alice = GrainId.Create("square-customer", "cus_1");

    [Fact]
    public async Task What_was_written_is_read_back_with_its_etag()
    {
        await using var database = await TestDatabase.NewAsync();
        var written = new Held { State = new Note { Text = "hello", Count = 3 } };
        await database.States.WriteStateAsync("note", Alice, written);

        var read = await ReadAsync(database, Alice);

        Assert.Equal(written.State, read.State);
        Assert.Equal(written.ETag, read.ETag);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task What_was_never_written_reads_as_new()
    {
        await using var database = await TestDatabase.NewAsync();

        var read = await ReadAsync(database, Alice);

        Assert.Equal(new Note(), read.State);
        Assert.Null(read.ETag);
        Assert.False(read.RecordExists);
    }

    [Fact]
    public async Task A_write_with_an_old_etag_is_refused_and_names_both()
    {
        await using var database = await TestDatabase.NewAsync();
        var (first, second) = (new Held(), new Held());
        await database.States.WriteStateAsync("note", Alice, first);
        await database.States.ReadStateAsync("note", Alice, second);
        await database.States.WriteStateAsync("note", Alice, first);
        var old = second.ETag;

        var refused = await Assert.ThrowsAsync<InconsistentStateException>(() => database.States.WriteStateAsync("note", Alice, second));

        Assert.Equal(first.ETag, refused.StoredEtag);
        Assert.Equal(old, refused.CurrentEtag);
        Assert.Equal(old, second.ETag);
    }

    [Fact]
    public async Task Of_many_first_writes_one_wins()
    {
        await using var database = await TestDatabase.NewAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async n =>
        {
            var state = new Held { State = new Note { Count = n } };
            return await Record.ExceptionAsync(() => database.States.WriteStateAsync("note", Alice, state)) is null ? state : null;
        }));

        var winner = Assert.Single(outcomes, state => state is not null);
        Assert.Equal(winner!.State, (await ReadAsync(database, Alice)).State);
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_an_old_etag_stays_old_after_it_is_made_again()
    {
        await using var database = await TestDatabase.NewAsync();
        var (mine, stale) = (new Held(), new Held());
        await database.States.WriteStateAsync("note", Alice, mine);
        await database.States.ReadStateAsync("note", Alice, stale);
        await database.States.ClearStateAsync("note", Alice, mine);
        Assert.False((await ReadAsync(database, Alice)).RecordExists);
        await database.States.WriteStateAsync("note", Alice, mine);

        await Assert.ThrowsAsync<InconsistentStateException>(() => database.States.WriteStateAsync("note", Alice, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => database.States.ClearStateAsync("note", Alice, stale));
    }

    [Fact]
    public async Task Keys_types_and_names_are_told_apart_to_the_letter()
    {
        await using var database = await TestDatabase.NewAsync();
        GrainId[] grains = [Alice, GrainId.Create("square-customer", "CUS_1"), GrainId.Create("square-Customer", "cus_1"), GrainId.Create("square-customer", "cus_1 ")];
        foreach (var (grain, n) in grains.Select((grain, n) => (grain, n)))
        {
            await database.States.WriteStateAsync("note", grain, new Held { State = new Note { Count = n + 1 } });
            await database.States.WriteStateAsync("other", grain, new Held { State = new Note { Count = -n } });
        }

        foreach (var (grain, n) in grains.Select((grain, n) => (grain, n)))
        {
            Assert.Equal(n + 1, (await ReadAsync(database, grain)).State.Count);
        }
    }

    private static async Task<Held> ReadAsync(TestDatabase database, GrainId grain)
    {
        var state = new Held { State = new Note { Text = "left over" } };
        await database.States.ReadStateAsync("note", grain, state);
        return state;
    }

    internal sealed record Note
    {
        public string? Text { get; init; }

        public int Count { get; init; }
    }

    private sealed class Held : IGrainState<Note>
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public Note State { get; set; } = new();

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }
}
