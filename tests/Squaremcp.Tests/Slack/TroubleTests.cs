using System.Text.Json;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Slack;

/// <summary>Everything that can go wrong on the way to Slack and back.</summary>
public sealed class TroubleTests : SlackBench
{
    public static TheoryData<string, ToolErrorKind, string?> Words => new()
    {
        { "token_expired", ToolErrorKind.NeedsReconnection, null },
        { "invalid_auth", ToolErrorKind.NeedsReconnection, null },
        { "account_inactive", ToolErrorKind.NeedsReconnection, null },
        { "not_authed", ToolErrorKind.NeedsReconnection, null },
        { "no_permission", ToolErrorKind.NotPermittedByPlatform, null },
        { "not_allowed_token_type", ToolErrorKind.NotPermittedByPlatform, null },
        { "channel_not_found", ToolErrorKind.NotFound, "channel" },
        { "thread_not_found", ToolErrorKind.NotFound, "thread_ts" },
        { "user_not_found", ToolErrorKind.NotFound, "user" },
        { "not_in_channel", ToolErrorKind.NotPermittedByPlatform, "channel" },
        { "is_archived", ToolErrorKind.NotPermittedByPlatform, "channel" },
        { "restricted_action_read_only_channel", ToolErrorKind.NotPermittedByPlatform, null },
        { "slack_connect_file_link_sharing_blocked", ToolErrorKind.NotPermittedByPlatform, null },
        { "ekm_access_denied", ToolErrorKind.NotPermittedByPlatform, null },
        { "no_text", ToolErrorKind.InvalidArgument, "text" },
        { "msg_too_long", ToolErrorKind.InvalidArgument, "text" },
        { "msg_blocks_too_long", ToolErrorKind.InvalidArgument, "text" },
        { "invalid_blocks", ToolErrorKind.InvalidArgument, "text" },
        { "cannot_reply_to_message", ToolErrorKind.InvalidArgument, "thread_ts" },
        { "missing_argument", ToolErrorKind.InvalidArgument, "team_id" },
        { "invalid_cursor", ToolErrorKind.InvalidArgument, "cursor" },
        { "limit_required", ToolErrorKind.InvalidArgument, "limit" },
        { "invalid_ts_latest", ToolErrorKind.InvalidArgument, "latest" },
        { "ratelimited", ToolErrorKind.RateLimited, null },
        { "rate_limited", ToolErrorKind.RateLimited, null },
        { "request_timeout", ToolErrorKind.PlatformUnavailable, null },
        { "team_added_to_org", ToolErrorKind.PlatformUnavailable, null },
        { "a_word_of_tomorrow", ToolErrorKind.NotPermittedByPlatform, null },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public async Task What_Slack_refuses_is_told_by_its_kind_to_readers_and_writers(string word, ToolErrorKind kind, string? argument)
    {
        Refuse(word);
        foreach (var (tool, arguments) in Both)
        {
            var error = await ErrorAsync(tool, arguments);
            Assert.Equal((kind, argument), (error.Kind, error.Argument));
            Assert.Contains("Nothing was done", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, Slack.Requests.Count);
    }

    [Theory]
    [InlineData("internal_error")]
    [InlineData("fatal_error")]
    [InlineData("service_unavailable")]
    public async Task Where_Slack_stumbles_a_message_may_have_been_sent_and_a_read_did_nothing(string word)
    {
        Refuse(word);
        var (read, sent) = (await ErrorAsync(Both[0].Tool, Both[0].Arguments), await ErrorAsync(Both[1].Tool, Both[1].Arguments));

        Assert.Equal((ToolErrorKind.PlatformUnavailable, ToolErrorKind.OutcomeUnknown), (read.Kind, sent.Kind));
        Assert.Contains("slack_get_history", sent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_right_is_named()
    {
        Fail(200, """{"ok":false,"error":"missing_scope","needed":"channels:history,<b>groups:history","provided":"chat:write"}""");
        var error = await ErrorAsync("slack_get_history", new { channel = FakeSlack.General });

        Assert.Equal((ToolErrorKind.NeedsReconnection, false), (error.Kind, error.IsTokenRefused));
        Assert.Contains("(channels:history,bgroups:history)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "<html>")]
    [InlineData(503, """{"ok":false,"error":"service_unavailable"}""")]
    [InlineData(200, """{"ok":true,"channel":"C0GEN""")]
    [InlineData(200, """{"ok":true,"channel":"C0GENERAL00"}""")]
    [InlineData(200, "[]")]
    [InlineData(200, "")]
    public async Task A_message_whose_answer_is_no_answer_is_sent_once_and_unknown(int status, string body)
    {
        Fail(status, body);

        Assert.Equal(ToolErrorKind.OutcomeUnknown, (await ErrorAsync(Both[1].Tool, Both[1].Arguments)).Kind);
        Assert.Single(Slack.Requests);
    }

    [Fact]
    public async Task A_message_whose_answer_never_comes_is_unknown()
    {
        Slack.Trouble = (context, _) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };

        Assert.Equal(ToolErrorKind.OutcomeUnknown, (await ErrorAsync(Both[1].Tool, Both[1].Arguments)).Kind);
    }

    [Theory]
    [InlineData(500, "", 3)]
    [InlineData(200, """{"ok":true,"messa""", 1)]
    [InlineData(200, """{"ok":true}""", 1)]
    [InlineData(200, """{"ok":"true","messages":[]}""", 1)]
    [InlineData(404, "<html>", 1)]
    [InlineData(302, "", 1)]
    public async Task A_read_that_fails_is_tried_again_only_where_that_may_help(int status, string body, int attempts)
    {
        Fail(status, body);

        Assert.Equal((ToolErrorKind.PlatformUnavailable, attempts), ((await ErrorAsync(Both[0].Tool, Both[0].Arguments)).Kind, Slack.Requests.Count));
    }

    [Fact]
    public async Task What_answers_in_Slacks_place_is_the_operators_to_look_at()
    {
        Fail(404, "<html>");

        Assert.Contains("SQUAREMCP__Platforms__Slack__Host", (await ErrorAsync(Both[1].Tool, Both[1].Arguments)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_by_limits_is_kept_for_that_method_and_the_next_call_is_not_made()
    {
        Fail(429, """{"ok":false,"error":"ratelimited"}""", ("Retry-After", "60"));
        var (first, second) = (await ErrorAsync(Both[0].Tool, Both[0].Arguments), await ErrorAsync(Both[0].Tool, Both[0].Arguments));

        Assert.Equal((ToolErrorKind.RateLimited, 60, 60), (first.Kind, (int)first.RetryAfter!.Value.TotalSeconds, (int)second.RetryAfter!.Value.TotalSeconds));
        Assert.Single(Slack.Requests);
        Slack.Trouble = null;
        await AnswerAsync("slack_list_users", new { });
        Clock.Advance(TimeSpan.FromSeconds(60));
        await AnswerAsync(Both[0].Tool, Both[0].Arguments);
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_was_sent()
    {
        var nowhere = Account with { Hosts = new(new Uri("http://127.0.0.1:9/")) };
        var result = await Connector.InvokeAsync(Both[1].Tool, nowhere, JsonSerializer.SerializeToElement(Both[1].Arguments), Context(), TestContext.Current.CancellationToken);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, result.Error!.Kind);
    }

    private static (string Tool, object Arguments)[] Both { get; } =
        [("slack_get_history", new { channel = FakeSlack.General }), ("slack_send_message", new { channel = FakeSlack.General, text = "x" })];
}
