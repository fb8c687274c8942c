using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Square;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Square;

/// <summary>email_search above mailboxes whose answers a test decides. Sandbox/EmailSearchTests has the real ones.</summary>
public sealed class EmailSearchTests
{
    private static readonly Mailbox Gmail = new("gmail", "default", "gmail_search_messages");
    private static readonly Mailbox Work = new("outlook", "work", "outlook_search_messages");

    private readonly ManualTime clock = new();
    private readonly CursorSealer cursors = new(new byte[32]);
    private readonly FakeGateway gateway = new() { Mailboxes = [Gmail, Work] };

    [Fact]
    public async Task What_is_found_is_merged_by_date_newest_first()
    {
        gateway.Answers[Gmail] = Messages("a 09", "b 07");
        gateway.Answers[Work] = Messages("c 08", "d", "e 10");
        var found = await SearchAsync(new(Text: "ferry"));

        Assert.Equal(["outlook/work e", "gmail/default a", "outlook/work c", "gmail/default b", "outlook/work d"], found.Messages.Select(message => $"{message.Platform}/{message.Account} {message.Id}"));
        Assert.Equal(["gmail/default", "outlook/work"], found.Searched);
        Assert.Equal(("outlook_read_message", false), (found.Messages[0].ReadWith, found.More));
        Assert.Empty(found.Failed);
    }

    [Fact]
    public async Task Every_mailbox_is_asked_by_its_own_tool_for_the_same()
    {
        await SearchAsync(new("ferry", "ada", "anna", "sunday", "2026-11-01", "2026-12-01", 7));

        Assert.Equal(
            ["""{"account":"default","limit":7,"text":"ferry","from":"ada","to":"anna","subject":"sunday","since":"2026-11-01","before":"2026-12-01"}""", """{"account":"work","limit":7,"text":"ferry","from":"ada","to":"anna","subject":"sunday","since":"2026-11-01","before":"2026-12-01"}"""],
            [gateway.Asked[Gmail], gateway.Asked[Work]]);
    }

    [Fact]
    public async Task No_more_than_asked_for_are_answered_and_that_there_are_more_is_told()
    {
        gateway.Answers[Gmail] = Messages("a 09", "b 07");
        gateway.Answers[Work] = Messages("c 08");
        var found = await SearchAsync(new(Text: "ferry", MaxResults: 2));

        Assert.Equal(["a", "c"], found.Messages.Select(message => message.Id));
        Assert.True(found.More);
    }

    [Fact]
    public async Task More_in_one_mailbox_is_more()
    {
        gateway.Answers[Work] = new("""{"messages":[],"next_cursor":"x"}""", null, null);

        Assert.True((await SearchAsync(new(Text: "ferry"))).More);
    }

    [Fact]
    public async Task A_mailbox_that_fails_does_not_fail_the_others()
    {
        gateway.Answers[Gmail] = new(null, "needs_reconnection", "Connect it again.");
        gateway.Answers[Work] = Messages("c 08");
        var found = await SearchAsync(new(Text: "ferry"));

        Assert.Equal("c", Assert.Single(found.Messages).Id);
        Assert.Equal(["outlook/work"], found.Searched);
        Assert.Equal(new FailedMailbox("gmail/default", "needs_reconnection", "Connect it again."), Assert.Single(found.Failed));
    }

    [Fact]
    public async Task A_mailbox_that_does_not_answer_is_left_out_after_a_while()
    {
        gateway.Answers[Work] = Messages("c 08");
        gateway.Silent = Gmail;
        var search = SearchAsync(new(Text: "ferry"));
        clock.Advance(EmailSearching.Patience);
        var found = await search;

        Assert.Equal("c", Assert.Single(found.Messages).Id);
        Assert.Equal("It did not answer within 25 seconds. Try it alone with gmail_search_messages.", Assert.Single(found.Failed).Message);
    }

    [Fact]
    public async Task A_caller_who_goes_away_ends_it()
    {
        gateway.Silent = Gmail;
        using var gone = new CancellationTokenSource();
        var search = EmailSearching.RunAsync(gateway, new(Text: "ferry"), Context(), gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
    }

    [Fact]
    public async Task Where_all_fail_it_fails_and_says_why_of_each()
    {
        gateway.Answers[Gmail] = new(null, "needs_reconnection", "Connect it again.");
        gateway.Answers[Work] = new(null, "rate_limited", "Wait.");
        var error = await ErrorAsync(new(Text: "ferry"));

        Assert.Equal("No mailbox could be searched. gmail/default: needs_reconnection: Connect it again. outlook/work: rate_limited: Wait.", error.Message);
    }

    [Fact]
    public async Task Without_a_mailbox_it_says_how_to_connect_one()
    {
        gateway.Mailboxes = [];

        Assert.Equal(ToolErrorKind.NeedsConnection, (await ErrorAsync(new(Text: "ferry"))).Kind);
    }

    [Fact]
    public async Task It_wants_a_condition_and_days_that_are_days()
    {
        Assert.Equal("text", (await ErrorAsync(new())).Argument);
        Assert.Equal("since", (await ErrorAsync(new(Since: "2026-13-01"))).Argument);
        Assert.Equal("before", (await ErrorAsync(new(Before: "tomorrow!!"))).Argument);
        Assert.Empty(gateway.Asked);
    }

    [Fact]
    public async Task An_answer_stays_within_its_size()
    {
        var subject = new string('x', 4_000);
        gateway.Answers[Gmail] = Messages([.. Enumerable.Range(10, 20).Select(number => $"{subject} {number}")]);
        var found = await SearchAsync(new(Text: "ferry"));

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(found, GatewayText.Json.MailFound).Length, 20_000, 48_000);
        Assert.True(found.More);
    }

    /// <param name="messages">Each an id and perhaps an hour or day.</param>
    private static MailboxAnswer Messages(params IEnumerable<string> messages) => new(
        JsonSerializer.Serialize(new
        {
            messages = messages.Select(message => message.Split(' ')).Select(parts => new
            {
                id = parts[0],
                to = Array.Empty<string>(),
                received_at = parts.Length < 2 ? (DateTimeOffset?)null : new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddHours(int.Parse(parts[1], CultureInfo.InvariantCulture)),
                unread = true,
                flagged = false,
                has_attachments = false,
            }),
        }), null, null);

    private ToolContext Context() => new() { Customer = "cus_1", CallId = "call_1", AnswerBytes = 48_000, Clock = clock, Cursors = cursors };

    private Task<MailFound> SearchAsync(SearchMail search) => EmailSearching.RunAsync(gateway, search, Context(), TestContext.Current.CancellationToken);

    private async Task<ToolError> ErrorAsync(SearchMail search) => (await Assert.ThrowsAsync<ToolException>(() => SearchAsync(search))).Error;

    private sealed class FakeGateway : IGateway
    {
        public Dictionary<Mailbox, MailboxAnswer> Answers { get; } = [];

        public ConcurrentDictionary<Mailbox, string> Asked { get; } = [];

        /// <summary>Answers only when it is cancelled.</summary>
        public Mailbox? Silent { get; set; }

        public IReadOnlyList<Mailbox> Mailboxes { get; set; } = [];

        public async Task<MailboxAnswer> SearchAsync(Mailbox mailbox, string arguments, CancellationToken cancellationToken)
        {
            Asked[mailbox] = arguments;
            if (mailbox == Silent)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return Answers.GetValueOrDefault(mailbox) ?? new("""{"messages":[]}""", null, null);
        }

        public Task<ConnectionList> ListConnectionsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<HowToConnect> HowToConnectAsync(ConnectPlatform input, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<UsageAnswer> UsageAsync(GetUsage input, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RecentCalls> RecentCallsAsync(ListRecentCalls input, ToolContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<WriteFound> WriteAsync(GetWrite input, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<PublishFound> PublishAsync(GetPublish input, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
