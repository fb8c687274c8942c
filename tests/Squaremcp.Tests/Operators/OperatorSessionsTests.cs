using Squaremcp.Grains.Operators;

namespace Squaremcp.Tests.Operators;

public sealed class OperatorSessionsTests
{
    private static readonly DateTimeOffset Morning = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_session_lasts_a_working_day_and_is_not_renewed()
    {
        var open = new OperatorSessions().With("a", Morning);

        Assert.True(open.Admits("a", Morning + OperatorSessions.Life - TimeSpan.FromSeconds(1)));
        Assert.False(open.Admits("a", Morning + OperatorSessions.Life));
        Assert.False(open.Admits("b", Morning));
    }

    [Fact]
    public void The_end_of_one_session_leaves_the_others()
    {
        var open = new OperatorSessions().With("a", Morning).With("b", Morning).Without("a");

        Assert.False(open.Admits("a", Morning));
        Assert.True(open.Admits("b", Morning));
        Assert.Same(open, open.Without("a"));
    }

    [Fact]
    public void What_ran_out_is_forgotten_and_the_oldest_of_many_makes_room()
    {
        var later = Morning + OperatorSessions.Life;
        var open = Enumerable.Range(0, 25).Aggregate(new OperatorSessions().With("yesterday", Morning), (all, i) => all.With($"{i}", later));

        Assert.Equal(Enumerable.Range(5, 20).Select(i => $"{i}"), open.Open.Select(one => one.Hash));
    }
}
