using Squaremcp.Frontend.Cluster;

namespace Squaremcp.Tests.Cluster.Rules;

public sealed class RepeatRuleTests
{
    [Fact]
    public void What_was_answered_is_not_asked_again() =>
        Assert.Null(RepeatRule.Wait(Lost.No, 1, TimeSpan.Zero));

    [Fact]
    public void Repeats_outlast_the_time_that_silos_need_to_agree_on_a_loss()
    {
        var (spent, attempts) = (TimeSpan.Zero, 1);
        for (; RepeatRule.Wait(Lost.Silo, attempts, spent) is { } pause; attempts++)
        {
            spent += pause;
        }

        Assert.InRange(spent, TimeSpan.FromSeconds(20), Deadlines.Credential);
        Assert.InRange(attempts, 10, 40);
    }

    [Fact]
    public void The_first_repeats_come_at_once_and_later_ones_do_not_hurry()
    {
        Assert.True(RepeatRule.Wait(Lost.Silo, 1, TimeSpan.Zero) <= TimeSpan.FromMilliseconds(100));
        Assert.True(RepeatRule.Wait(Lost.Silo, 9, TimeSpan.FromSeconds(10)) >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void No_repeat_begins_that_could_not_end_before_the_frontends_deadline() =>
        Assert.Null(RepeatRule.Wait(Lost.Silo, 5, Deadlines.Credential));

    [Fact]
    public void A_call_that_spent_the_ladder_waiting_is_not_asked_again()
    {
        Assert.Null(RepeatRule.Wait(Lost.Timeout, 1, Deadlines.Frontend));
        Assert.NotNull(RepeatRule.Wait(Lost.Timeout, 1, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_write_that_stays_in_hand_is_told_so_within_ten_seconds()
    {
        Assert.NotNull(RepeatRule.Wait(Lost.InHand, 2, TimeSpan.FromSeconds(5)));
        Assert.Null(RepeatRule.Wait(Lost.InHand, 2, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Only_methods_that_give_back_what_they_read_are_marked_as_reading()
    {
        var marked = typeof(ReadsAttribute).Assembly.GetTypes().Where(type => type.IsInterface).SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(ReadsAttribute), false)).ToList();

        Assert.NotEmpty(marked);
        Assert.All(marked, method => Assert.True(method.ReturnType.IsGenericType, $"{method.DeclaringType!.Name}.{method.Name} gives nothing back, and would be asked twice"));
        // Each of these leaves something behind, or counts: a second one is not the same as one.
        Assert.DoesNotContain(marked, method => method.Name is "CallTool" or "OfferConnection" or "SignHead" or "Start" or "Invoke");
    }
}
