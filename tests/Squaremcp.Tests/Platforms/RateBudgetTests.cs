using System.Globalization;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Platforms;

public sealed class RateBudgetTests
{
    private static readonly RateLimitHeaders Epoch = new("left", "reset", ResetForm.EpochSeconds);

    private readonly ManualTime clock = new();
    private readonly RateBudget budget;

    public RateBudgetTests() => budget = new(clock);

    [Fact]
    public void What_is_used_up_is_refused_until_it_is_whole_again()
    {
        Answered("GET x", left: 1);
        Answered("GET x", left: 0);

        Assert.Equal(900, Wait("GET x"));
        Assert.Null(Wait("GET y"));
        clock.Advance(TimeSpan.FromSeconds(899));
        Assert.Equal(1, Wait("GET x"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Wait("GET x"));
    }

    [Fact]
    public void A_hundred_calls_at_once_take_no_more_than_is_left()
    {
        Answered("GET x", left: 3);
        var tickets = new System.Collections.Concurrent.ConcurrentBag<RateTicket>();
        var refused = new System.Collections.Concurrent.ConcurrentBag<double?>();
        Parallel.For(0, 100, _ =>
        {
            try
            {
                tickets.Add(budget.Admit("X", "GET x"));
            }
            catch (ToolException full)
            {
                refused.Add(full.Error.RetryAfter?.TotalSeconds);
            }
        });

        // What is only on its way may come back with room: those wait a moment, not until the reset.
        Assert.Equal((3, 97), (tickets.Count, refused.Count));
        Assert.All(refused, wait => Assert.Equal(1, wait));
        foreach (var ticket in tickets)
        {
            ticket.Heard([Reading(0)], isFine: true);
            ticket.Dispose();
        }

        Assert.Equal(900, Wait("GET x"));
    }

    [Fact]
    public void Answers_that_overtake_each_other_do_not_bring_calls_back()
    {
        Answered("GET x", left: 0);
        Answered("GET x", left: 5);

        Assert.Equal(900, Wait("GET x"));
    }

    [Fact]
    public void A_new_window_is_believed()
    {
        Answered("GET x", left: 0);
        clock.Advance(TimeSpan.FromSeconds(900));
        using (var ticket = budget.Admit("X", "GET x"))
        {
            ticket.Heard([Reading(899)], isFine: true);
        }

        Assert.Null(Wait("GET x"));
    }

    [Fact]
    public void A_refusal_without_a_time_waits_longer_each_time_until_one_call_is_served()
    {
        var waits = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            waits.Add(budget.Refused("GET x", null).TotalSeconds);
            Assert.Equal(waits[^1], Wait("GET x"));
            clock.Advance(TimeSpan.FromSeconds(waits[^1]));
        }

        Assert.Equal([30, 60, 120, 240, 480, 900, 900], waits);
        using (var ticket = budget.Admit("X", "GET x"))
        {
            ticket.Heard([], isFine: true);
        }

        Assert.Equal(30, budget.Refused("GET x", null).TotalSeconds);
    }

    [Fact]
    public void A_refusal_is_kept_as_long_as_the_platform_said_or_its_reset_says()
    {
        Assert.Equal(17, budget.Refused("a", TimeSpan.FromSeconds(17)).TotalSeconds);
        Answered("b", left: 0);
        Assert.Equal(900, budget.Refused("b", null).TotalSeconds);
        Assert.Equal(86_400, budget.Refused("c", TimeSpan.FromDays(400)).TotalSeconds);
    }

    [Fact]
    public void A_limit_of_all_endpoints_counts_for_each()
    {
        using (var ticket = budget.Admit("X", "GET x"))
        {
            ticket.Heard([new("day", IsPerEndpoint: false, 0, clock.GetUtcNow() + TimeSpan.FromHours(5))], isFine: true);
        }

        Assert.Equal(18_000, Wait("GET y"));
    }

    [Theory]
    [InlineData("3", "1767226500", ResetForm.EpochSeconds, 3, 900.0)]
    [InlineData("3", "900", ResetForm.DeltaSeconds, 3, 900.0)]
    [InlineData("3", "0.5", ResetForm.DeltaSeconds, 3, 0.5)]
    [InlineData("-4", "900", ResetForm.DeltaSeconds, 0, 900.0)]
    [InlineData("three", "900", ResetForm.DeltaSeconds, null, null)]
    [InlineData("3", "soon", ResetForm.DeltaSeconds, null, null)]
    [InlineData("3", "1e99", ResetForm.DeltaSeconds, null, null)]
    [InlineData("3", "99999999999999999999", ResetForm.EpochSeconds, null, null)]
    [InlineData("3", "1767226500000", ResetForm.EpochSeconds, null, null)]
    [InlineData(null, "900", ResetForm.DeltaSeconds, null, null)]
    [InlineData("3", null, ResetForm.DeltaSeconds, null, null)]
    public void Headers_are_read_or_left_alone(string? left, string? reset, ResetForm form, int? remaining, double? seconds)
    {
        var read = new RateLimitHeaders("left", "reset", form).Read(name => name == "left" ? left : reset, clock.GetUtcNow());

        Assert.Equal((remaining, seconds), (read?.Remaining, (read?.Reset - clock.GetUtcNow())?.TotalSeconds));
    }

    [Fact]
    public void A_pace_gives_each_its_place_and_refuses_who_would_wait_too_long()
    {
        RateRule[] rules = [new("chat 1", 1, TimeSpan.FromSeconds(1)), new("group 1", 3, TimeSpan.FromMinutes(1))];

        Assert.Equal(TimeSpan.Zero, Pace());
        Assert.Equal(TimeSpan.FromSeconds(1), Pace());
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.Throws<ToolException>(() => Pace()).Error.RetryAfter);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, Pace());
        Assert.Equal(TimeSpan.FromSeconds(58), Assert.Throws<ToolException>(() => Pace()).Error.RetryAfter);
        Assert.Equal(TimeSpan.Zero, budget.Pace("T", [new("chat 2", 1, TimeSpan.FromSeconds(1))], TimeSpan.Zero));
        clock.Advance(TimeSpan.FromSeconds(58));
        Assert.Equal(TimeSpan.Zero, Pace());

        TimeSpan Pace() => budget.Pace("T", rules, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Buckets_do_not_pile_up()
    {
        for (var i = 0; i < 5_000; i++)
        {
            Answered($"GET {i}", left: 0, seconds: 1);
            budget.Pace("T", [new($"chat {i}", 1, TimeSpan.FromSeconds(1))], TimeSpan.Zero);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(budget.Kept, 1, 2_100);
    }

    private void Answered(string endpoint, int left, int seconds = 900)
    {
        using var ticket = budget.Admit("X", "other");
        budget.Heard(endpoint, [Reading(left, seconds)], isFine: true);
    }

    private RateReading Reading(int left, int seconds = 900) =>
        Epoch.Read(name => name == "left" ? $"{left}" : (clock.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture), clock.GetUtcNow())!;

    private double? Wait(string endpoint)
    {
        try
        {
            budget.Admit("X", endpoint).Dispose();
            return null;
        }
        catch (ToolException full)
        {
            Assert.Equal(ToolErrorKind.RateLimited, full.Error.Kind);
            return full.Error.RetryAfter?.TotalSeconds;
        }
    }
}
