namespace Squaremcp.Tests.Slack;

/// <summary>Our requests against Slack's description of its methods.</summary>
public sealed class OracleTests : SlackBench
{
    /// <summary>What only reads is described with GET. Slack takes POST for every method, and its own library sends nothing else.</summary>
    private static readonly string[] Differences =
    [
        "auth.revoke is described with GET", "conversations.history is described with GET", "conversations.info is described with GET", "conversations.list is described with GET",
        "conversations.replies is described with GET", "users.info is described with GET", "users.list is described with GET",
    ];

    /// <summary>In the order of <c>platform.mjs</c>.</summary>
    internal static IReadOnlyList<(string Tool, object Arguments)> Intents { get; } =
    [
        ("slack_list_channels", new { limit = 20, include_archived = true, team_id = "T0HARBOUR00" }),
        ("slack_list_channels", new { kind = "direct" }),
        ("slack_get_history", new { channel = FakeSlack.General, oldest = "1763719200.000100", latest = "1763719230.000000", limit = 5 }),
        ("slack_get_thread", new { channel = FakeSlack.General, thread_ts = "1763719200.000000" }),
        ("slack_list_users", new { limit = 2 }),
        ("slack_get_user", new { user = FakeSlack.Anna }),
        ("slack_send_message", new { channel = FakeSlack.General, text = "Grüße 😀 & <x>" }),
        ("slack_send_message", new { channel = FakeSlack.General, text = "*x*", format = "mrkdwn", thread_ts = "1763719200.000000", also_to_channel = true, disable_link_preview = true }),
        ("slack_send_message", new { channel = FakeSlack.Anna, text = "**x**", format = "markdown" }),
    ];

    [Fact]
    public async Task Every_request_is_one_that_is_described()
    {
        SlackOracle.Require();
        foreach (var (tool, arguments) in Intents)
        {
            await InvokeAsync(tool, arguments);
        }

        await RehearseAsync(new { channel = FakeSlack.General, text = "x" });
        await Connector.CheckAsync(Account, TestContext.Current.CancellationToken);
        await Connector.RevokeAsync(new("c", Squaremcp.Platforms.Secret.OfText("s"), Hosts), new() { Access = FakeSlack.Token }, TestContext.Current.CancellationToken);

        Assert.Equal(12, Slack.Requests.Count);
        Assert.Equal(Differences, Slack.Requests.SelectMany(SlackOracle.Offences).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("conversations.lists", "", "there is no")]
    [InlineData("conversations.history", "limit=5", "needs channel")]
    [InlineData("conversations.history", "channel=C1&before=5", "has no before")]
    [InlineData("conversations.list", "limit=many", "is many")]
    [InlineData("chat.postMessage", "channel=C1&unfurl_links=no", "is no, which")]
    public void What_is_not_described_is_noticed(string method, string form, string offence)
    {
        SlackOracle.Require();

        Assert.Contains(SlackOracle.Offences(new("POST", $"/slack.com/api/{method}", "Bearer x", null, form)), found => found.Contains(offence, StringComparison.Ordinal));
    }

    /// <summary>Slack's scopes as it lists them with each method, against those that we ask people for.</summary>
    [Fact]
    public void The_scopes_of_every_method_are_asked_for()
    {
        SlackOracle.Require();
        string[] methods = ["conversations.list", "conversations.info", "conversations.history", "conversations.replies", "users.list", "users.info", "chat.postMessage"];
        var needed = methods.SelectMany(method => SlackOracle.Method(method).GetProperty("scope").GetProperty("bot").EnumerateArray().Select(scope => scope.GetString()!));

        Assert.Empty(needed.Except(Connector.OAuth.Scopes.Select(scope => scope.Name)));
    }

    /// <summary>A word that Slack lists and we do not know falls to a rule; these are the ones we mean it for.</summary>
    [Fact]
    public async Task Every_word_that_the_methods_refuse_with_is_told_in_words_of_ours()
    {
        SlackOracle.Require();
        string[] unsaid =
        [
            "as_user_not_supported", "attachment_payload_limit_exceeded", "draft_already_deleted", "draft_already_sent", "draft_has_conflict", "draft_not_found", "duplicate_channel_not_found", "duplicate_message_not_found",
            "invalid_blocks_format", "invalid_metadata_filter_keys", "invalid_metadata_format", "invalid_metadata_schema", "invalid_types", "list_record_comment_fetch_failed", "markdown_text_conflict", "metadata_must_be_sent_from_app",
            "metadata_too_large", "missing_file_data", "send_on_behalf_not_allowed", "too_many_attachments", "too_many_contact_cards", "too_many_users",
        ];
        string[] methods = ["conversations.list", "conversations.info", "conversations.history", "conversations.replies", "users.list", "users.info", "chat.postMessage"];
        var found = new List<string>();
        foreach (var word in methods.SelectMany(method => SlackOracle.Method(method).GetProperty("errors").EnumerateObject().Select(error => error.Name)).Distinct().Order(StringComparer.Ordinal))
        {
            Refuse(word);
            if ((await ErrorAsync("slack_send_message", new { channel = FakeSlack.General, text = "x" })).Message.Contains("with the word", StringComparison.Ordinal))
            {
                found.Add(word);
            }
        }

        // All of them are about arguments that we never send.
        Assert.Equal(unsaid, found);
    }
}
