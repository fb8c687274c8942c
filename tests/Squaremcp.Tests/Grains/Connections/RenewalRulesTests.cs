using Squaremcp.Grains.Connections;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Grains.Connections;

public sealed class RenewalRulesTests
{
    private const string Me = "this process";

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(5, 2.5)]
    [InlineData(20, 5)]
    [InlineData(120, 12)]
    [InlineData(86_400, 8_640)]
    public void A_token_is_renewed_a_tenth_of_its_life_before_it_ends_five_minutes_at_least_and_half_where_it_is_short(double life, double lead)
    {
        foreach (var connection in Enumerable.Range(0, 200))
        {
            Assert.InRange(RenewalRules.Lead(TimeSpan.FromMinutes(life), $"con_{connection}").TotalMinutes, lead * 0.8, lead * 1.2);
        }
    }

    [Fact]
    public void Connections_do_not_come_in_lock_step_and_one_comes_always_at_the_same_time()
    {
        var leads = Enumerable.Range(0, 100).Select(connection => RenewalRules.Lead(TimeSpan.FromHours(2), $"con_{connection}")).ToList();

        Assert.Equal(100, leads.Distinct().Count());
        Assert.True(leads.Max() - leads.Min() > TimeSpan.FromMinutes(3));
        Assert.Equal(leads[7], RenewalRules.Lead(TimeSpan.FromHours(2), "con_7"));
    }

    [Fact]
    public void Waiting_is_spread_and_never_longer_than_five_minutes_nor_shorter_than_a_second()
    {
        for (var failures = 0; failures < 100; failures++)
        {
            var waits = Enumerable.Range(0, 50).Select(seed => RenewalRules.Wait($"{seed}/{failures}", failures, null)).ToList();
            var bound = Math.Min(300, 2 * Math.Pow(2, failures));
            Assert.All(waits, wait => Assert.InRange(wait.TotalSeconds, 1, bound));
            Assert.True(waits.Distinct().Count() > 40);
        }
    }

    [Theory]
    [InlineData(120, 120)]
    [InlineData(900, 900)]
    [InlineData(604_800, 3600)]
    public void What_the_platform_asks_for_is_heeded_up_to_an_hour(int asked, int waited) =>
        Assert.Equal(waited, RenewalRules.Wait("a", 0, TimeSpan.FromSeconds(asked)).TotalSeconds);

    [Theory]
    [InlineData(RefreshStyle.Rotates, 60, "Use")]
    [InlineData(RefreshStyle.Rotates, 1, "UseAndRenew")]
    [InlineData(RefreshStyle.Rotates, 0, "RenewFirst")]
    [InlineData(RefreshStyle.Keeps, 1, "UseAndRenew")]
    [InlineData(RefreshStyle.Keeps, 0, "RenewFirst")]
    [InlineData(RefreshStyle.Extends, 60, "Use")]
    [InlineData(RefreshStyle.Extends, 1, "UseAndRenew")]
    [InlineData(RefreshStyle.Extends, 0, "Ended")]
    [InlineData(RefreshStyle.None, 1, "Use")]
    [InlineData(RefreshStyle.None, 0, "Ended")]
    public void What_becomes_of_a_token_depends_on_how_its_platform_renews(RefreshStyle style, int minutesLeft, string use)
    {
        var renewal = Of(style, TimeSpan.FromHours(2));

        Assert.Equal(use, renewal.Use(style, Me, Now + TimeSpan.FromHours(2) - TimeSpan.FromMinutes(minutesLeft)).ToString());
    }

    [Fact]
    public void While_it_waits_a_living_token_is_used_and_a_dead_one_is_not_asked_for()
    {
        var failed = Of(RefreshStyle.Rotates, TimeSpan.FromHours(2)).Begun("att_1", Me, Now).Failed(OAuthTrouble.Unavailable, "Down.", TimeSpan.FromMinutes(3), Now);

        Assert.Equal(TokenUse.Use, failed.Use(RefreshStyle.Rotates, Me, Now + TimeSpan.FromMinutes(2)));
        Assert.Equal(TokenUse.UseAndRenew, failed.Use(RefreshStyle.Rotates, Me, Now + TimeSpan.FromMinutes(3)));
        Assert.Equal(TokenUse.NotNow, (failed with { ExpiresAt = Now }).Use(RefreshStyle.Rotates, Me, Now + TimeSpan.FromMinutes(2)));
        Assert.Equal(TokenUse.RenewFirst, (failed with { ExpiresAt = Now }).Use(RefreshStyle.Rotates, Me, Now + TimeSpan.FromMinutes(3)));
    }

    [Fact]
    public void A_mark_of_another_process_is_left_alone_until_that_process_cannot_be_asking_any_more()
    {
        var marked = Of(RefreshStyle.Rotates, TimeSpan.FromHours(2)).Begun("att_1", "another", Now) with { ExpiresAt = Now };

        Assert.Equal(TokenUse.NotNow, marked.Use(RefreshStyle.Rotates, Me, Now + RenewalRules.Asking));
        Assert.Equal(TokenUse.RenewFirst, marked.Use(RefreshStyle.Rotates, Me, Now + RenewalRules.TakeOver));
        Assert.Equal(TokenUse.RenewFirst, (marked with { InProgress = new(Now, Me) }).Use(RefreshStyle.Rotates, Me, Now));
        Assert.True(marked.Begun("att_2", Me, Now + RenewalRules.TakeOver) is { IsDoubtful: true, Attempt: "att_1" });
    }

    [Fact]
    public void A_refused_token_is_replaced_once_and_not_again_while_the_new_one_is_fresh()
    {
        var renewal = Of(RefreshStyle.Rotates, TimeSpan.FromHours(2));

        Assert.False(renewal.IsWanted(RenewalCause.Refused, RefreshStyle.Rotates, Me, Now + TimeSpan.FromSeconds(59)));
        Assert.True(renewal.IsWanted(RenewalCause.Refused, RefreshStyle.Rotates, Me, Now + TimeSpan.FromSeconds(60)));
        Assert.False(renewal.IsWanted(RenewalCause.Refused, RefreshStyle.None, Me, Now + TimeSpan.FromSeconds(60)));
    }

    [Theory]
    [InlineData(180)]
    [InlineData(60)]
    [InlineData(8)]
    [InlineData(3)]
    public void A_refresh_token_that_dies_unused_is_renewed_several_ticks_before(int days)
    {
        var renewal = RenewalRules.Of(Tokens(TimeSpan.FromHours(2)) with { RefreshExpiresAt = Now + TimeSpan.FromDays(days) }, Platform(RefreshStyle.Rotates), "con_1", Now);
        var period = renewal.ReminderPeriod()!.Value;

        Assert.InRange(period, TimeSpan.FromHours(1), TimeSpan.FromDays(1));
        Assert.True(renewal.DyingAt + (period * 2) <= renewal.RefreshExpiresAt);
        Assert.False(renewal.IsWanted(RenewalCause.Dying, RefreshStyle.Rotates, Me, renewal.DyingAt!.Value - TimeSpan.FromSeconds(1)));
        Assert.True(renewal.IsWanted(RenewalCause.Dying, RefreshStyle.Rotates, Me, renewal.DyingAt!.Value));
    }

    [Fact]
    public void Only_what_dies_unused_has_a_reminder()
    {
        Assert.Null(Of(RefreshStyle.Rotates, TimeSpan.FromHours(2)).ReminderPeriod());
        Assert.Null(Of(RefreshStyle.None, TimeSpan.FromDays(60)).ReminderPeriod());
        Assert.NotNull(Of(RefreshStyle.Extends, TimeSpan.FromDays(60)).ReminderPeriod());
        Assert.NotNull(RenewalRules.Of(Tokens(TimeSpan.FromHours(2)), Platform(RefreshStyle.Keeps) with { RefreshLife = TimeSpan.FromDays(180) }, "con_1", Now).ReminderPeriod());
        Assert.Null(Of(RefreshStyle.Extends, TimeSpan.FromDays(60)).Broke("Gone.", Now).ReminderPeriod());
    }

    [Fact]
    public void A_token_that_does_not_say_when_it_ends_is_used_until_it_is_refused()
    {
        var renewal = RenewalRules.Of(Tokens(null), Platform(RefreshStyle.Rotates), "con_1", Now);

        Assert.Equal(TokenUse.Use, renewal.Use(RefreshStyle.Rotates, Me, Now + TimeSpan.FromDays(1000)));
        Assert.True(renewal.IsWanted(RenewalCause.Refused, RefreshStyle.Rotates, Me, Now + TimeSpan.FromDays(1000)));
    }

    [Fact]
    public void A_scope_that_is_needed_and_not_granted_any_more_is_missing() =>
        Assert.Equal(["write"], RenewalRules.Of(Tokens(null) with { Scopes = ["read"] }, Platform(RefreshStyle.Rotates), "con_1", Now).MissingScopes);

    private static Renewal Of(RefreshStyle style, TimeSpan life) => RenewalRules.Of(Tokens(life), Platform(style), "con_1", Now);

    private static OAuthTokens Tokens(TimeSpan? life) => new() { Access = "a", Refresh = "r", ExpiresAt = Now + life };

    private static PlatformOAuth Platform(RefreshStyle style) => new TokenPlatform(style) { Clock = () => TimeProvider.System }.OAuth;
}
