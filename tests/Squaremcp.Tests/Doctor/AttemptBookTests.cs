using Squaremcp.Doctor;
using Squaremcp.Frontend.Doctor;
using Squaremcp.Grains.Doctor;
using Squaremcp.Storage;

namespace Squaremcp.Tests.Doctor;

/// <summary>What is kept of attempts, and how much.</summary>
public sealed class AttemptBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_flood_that_only_looks_in_pushes_out_nobody_who_went_on()
    {
        var book = Of(Seen("registered", "one", clientId: "cli_1"));
        for (var i = 0; i < 5_000; i++)
        {
            book = book.With(Seen("challenged", $"flood-{i}"), BookLimits.OfStrangers);
        }

        Assert.Equal(BookLimits.OfStrangers.Lookers + 1, book.Attempts.Count);
        Assert.Contains(book.Attempts, one => one.ClientId == "cli_1");
    }

    [Fact]
    public void One_address_has_no_more_than_its_share()
    {
        var book = Of(Seen("registered", "other", clientId: "cli_other"));
        for (var i = 0; i < 500; i++)
        {
            book = book.With(Seen("registered", "one", clientId: $"cli_{i}"), BookLimits.OfStrangers);
        }

        Assert.Equal(BookLimits.OfStrangers.PerSource + 1, book.Attempts.Count);
        Assert.Contains(book.Attempts, one => one.ClientId == "cli_other");
    }

    [Fact]
    public void A_strangers_words_change_nothing_of_an_attempt_from_elsewhere()
    {
        var book = Of(Seen("registered", "mine", clientId: "cli_1"), Seen("sign_in_shown", "mine", clientId: "cli_1", browser: "b1"));
        var after = book.With(Seen("token_secret", "theirs", clientId: "cli_1"), BookLimits.OfStrangers).With(Seen("denied", "theirs", clientId: "cli_1", browser: "b2"), BookLimits.OfStrangers);

        Assert.Equal(book.Attempts[0], after.Attempts.Single(one => one.Id == book.Attempts[0].Id));
    }

    [Fact]
    public void What_two_people_do_through_one_vendors_servers_is_not_mixed_up()
    {
        var book = Of(
            Seen("challenged", "claude", hosted: "claude", family: "claude"), Seen("registered", "claude", clientId: "cli_1", hosted: "claude", family: "claude"),
            Seen("challenged", "claude", hosted: "claude", family: "claude"), Seen("wrong_host", "claude", hosted: "claude", family: "claude"));

        Assert.Equal(["challenged", "registered"], book.Attempts.Single(one => one.ClientId == "cli_1").Marks.Select(mark => mark.Finding));
    }

    [Fact]
    public void Everything_is_forgotten_after_a_day()
    {
        var book = Of(Seen("registered", "one", clientId: "cli_1")).Without("none", "cus_1", Now);

        Assert.Same(book, book.Since(Now.AddHours(24)));
        Assert.True(book.Since(Now.AddHours(24).AddMilliseconds(1)).IsEmpty);
    }

    [Fact]
    public void The_fullest_answer_fits_through_a_grain_interface()
    {
        var long300 = new string('x', 4_000);
        var book = new AttemptBook();
        for (var i = 0; i < 40; i++)
        {
            foreach (var finding in Findings.Everything)
            {
                book = book.With(Seen(finding.Name, $"s{i}", clientId: $"{i}{new string('x', 298)}") with { Detail = long300, ClientName = long300, Network = long300, Family = long300, Account = "somebody@example.org" }, BookLimits.OfStrangers);
            }
        }

        var bytes = new StateSerializer().Serialize(book.Attempts.Take(40).ToList()).ToMemory().Length;
        Assert.InRange(bytes, 100_000, 256 * 1024);
    }

    [Fact]
    public void An_attempt_told_by_two_frontends_is_one_in_either_order()
    {
        var adopted = Of(Seen("allowed", "web", clientId: "cli_1") with { CustomerId = "cus_1", GrantId = "grt_1" }).Attempts[0];
        var token = Seen("issued", "app") with { Step = AttemptStep.Token, CustomerId = "cus_1", GrantId = "grt_1" };

        var first = new AttemptBook().With(adopted, BookLimits.OfCustomer).With(token, BookLimits.OfCustomer);
        var last = new AttemptBook().With(token, BookLimits.OfCustomer).With(adopted, BookLimits.OfCustomer).With(adopted, BookLimits.OfCustomer);

        Assert.Equal(["allowed", "issued"], Assert.Single(first.Attempts).Marks.Select(mark => mark.Finding));
        Assert.Equal(["allowed", "issued"], Assert.Single(last.Attempts).Marks.Select(mark => mark.Finding));
    }

    [Fact]
    public void A_failure_stands_until_something_of_its_kind_succeeds()
    {
        Assert.Equal("redirect_mismatch", Cause("registered", "redirect_mismatch", "registered"));
        Assert.Equal("token_expired", Cause("listed", "token_expired"));
        Assert.Null(Cause("listed", "token_expired", "refreshed"));
        Assert.Equal("no_cookies", Cause("sign_in_shown", "no_cookies", "sign_in_shown"));
        Assert.Null(Cause("sign_in_shown", "no_cookies", "consent_shown"));
        Assert.Null(Cause("call_unconnected", "called"));
        Assert.Equal("key_revoked", Cause("called", "key_revoked"));
    }

    [Fact]
    public void Every_finding_says_what_happened_and_every_failure_what_to_do() => Assert.All(Findings.Everything, one =>
    {
        Assert.EndsWith(".", one.Says, StringComparison.Ordinal);
        Assert.Equal(one.IsFailure, one.Advice is { Length: > 20 });
    });

    private static string? Cause(params string[] findings)
    {
        var book = new AttemptBook();
        for (var i = 0; i < findings.Length; i++)
        {
            book = book.With(Seen(findings[i], "one") with { At = Now.AddSeconds(i) }, BookLimits.OfCustomer);
        }

        return Diagnosis.Of(Assert.Single(book.Attempts), Now.AddSeconds(30)).Cause;
    }

    private static AttemptBook Of(params Sighting[] seen) => seen.Aggregate(new AttemptBook(), (book, one) => book.With(one, BookLimits.OfStrangers));

    private static Sighting Seen(string finding, string source, string? clientId = null, string? browser = null, string? hosted = null, string family = "") => new()
    {
        At = Now,
        Step = Findings.Of(finding).Step,
        Finding = finding,
        Failed = Findings.Of(finding).IsFailure,
        Source = source,
        ClientId = clientId,
        Browser = browser,
        Hosted = hosted,
        Family = family,
    };
}
