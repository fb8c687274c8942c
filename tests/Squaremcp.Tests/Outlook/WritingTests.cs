using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Outlook;

/// <summary>What is checked before anything leaves, by the call and by its rehearsal alike; and that a message is sent once, whole, or not at all.</summary>
public sealed class WritingTests : OutlookBench
{
    private static readonly object Send = new { to = new[] { "bob@example.org" }, subject = "Ladder", text = "Found.", attachments = new[] { OneFile.Id } };

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "outlook_list_messages", """{"since":"yesterday!"}""", "since" },
        { "outlook_list_messages", """{"folder":" / "}""", "folder" },
        { "outlook_search_messages", "{}", "text" },
        { "outlook_search_messages", """{"from":"\"*\""}""", "from" },
        { "outlook_search_messages", """{"before":"2026-13-01"}""", "before" },
        { "outlook_send_message", """{"subject":"x","text":"x"}""", "to" },
        { "outlook_send_message", """{"to":["nobody"],"subject":"x","text":"x"}""", "to" },
        { "outlook_send_message", """{"to":["a@example.org, b@example.org"],"subject":"x","text":"x"}""", "to" },
        { "outlook_send_message", """{"to":["a@example.org"],"text":"x"}""", "subject" },
        { "outlook_send_message", """{"to":["a@example.org"],"subject":"x","text":" "}""", "text" },
        { "outlook_send_message", """{"to":["a@example.org"],"subject":"x\nBcc: b@example.org","text":"x"}""", "subject" },
        { "outlook_send_message", """{"to":["a@example.org"],"text":"x","reply_to_message":"AAkA1=","forward_message":"AAkA2="}""", "forward_message" },
        { "outlook_send_message", """{"to":["a@example.org"],"subject":"x","text":"x","attachments":["fil_other"]}""", "attachments" },
        { "outlook_create_draft", """{"cc":["nobody"]}""", "cc" },
        { "outlook_create_draft", """{"attachments":["fil_other"]}""", "attachments" },
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Platform.Answer = Well;
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_Outlook_would_refuse_is_refused_before_anything_leaves(string tool, string arguments, string argument)
    {
        var given = JsonElement.Parse(arguments);

        Assert.Equal(argument, (await ErrorAsync(tool, given)).Argument);
        if (!ToolOf(tool).ReadOnly)
        {
            Assert.Equal(argument, (await RehearseAsync(tool, given)).Error!.Argument);
        }

        Assert.Empty(Platform.Requests);
    }

    [Fact]
    public async Task More_than_25_MB_are_refused_before_anything_leaves()
    {
        File = new((25 * 1024 * 1024) + 1);

        Assert.Equal("attachments", (await ErrorAsync("outlook_send_message", Send)).Argument);
        Assert.Empty(Platform.Requests);
    }

    [Theory]
    [InlineData("""{"to":["bob@example.org"],"subject":"x","text":"x","attachments":["fil_video"]}""", "Send a message to bob@example.org, with 1 attachments of 10 bytes.", 0)]
    [InlineData("""{"to":["bob@example.org"],"text":"x","reply_to_message":"AAkALg/+="}""", "Send a reply to bob@example.org.", 1)]
    public async Task A_rehearsal_says_what_would_be_done_and_changes_nothing(string arguments, string says, int reads)
    {
        Assert.Contains(says, (await RehearseAsync("outlook_send_message", JsonElement.Parse(arguments))).Json, StringComparison.Ordinal);
        Assert.Equal(reads, Platform.Requests.Count(request => request.Verb == "GET"));
        Assert.Equal(reads, Platform.Requests.Count);
    }

    [Fact]
    public async Task A_rehearsal_finds_what_is_not_there() =>
        Assert.Equal(ToolErrorKind.NotFound, (await RehearseAsync("outlook_create_draft", new { forward_message = "AAkAGone=" })).Error!.Kind);

    [Fact]
    public async Task A_message_is_sent_once_and_last_and_its_ids_are_told()
    {
        var sent = await AnswerAsync("outlook_send_message", Send);

        Assert.Equal(["POST /messages", "POST /messages/AAkADraft%3D/attachments", "POST /messages/AAkADraft%3D/send"], Asked);
        Assert.Equal(("AAkADraft=", "<draft@example.org>"), (sent.GetProperty("id").GetString(), sent.GetProperty("message_id").GetString()));
        Assert.Equal(("0", ""), (Platform.Requests.Last().Header("content-length"), Platform.Requests.Last().Body));
    }

    [Theory]
    [InlineData("POST /messages/AAkADraft%3D/attachments", 500, ToolErrorKind.PlatformUnavailable)]
    [InlineData("POST /messages/AAkADraft%3D/attachments", 413, ToolErrorKind.InvalidArgument)]
    [InlineData("POST /messages/AAkADraft%3D/send", 400, ToolErrorKind.InvalidArgument)]
    public async Task What_cannot_be_finished_is_thrown_away_and_nothing_is_sent(string where, int status, ToolErrorKind kind)
    {
        Platform.Answer = asked => $"{asked.Verb} {asked.Path.Replace(Me, "", StringComparison.Ordinal)}" == where ? new(status, "{}") : Well(asked);
        var error = await ErrorAsync("outlook_send_message", Send);

        Assert.Equal(kind, error.Kind);
        Assert.Contains("Nothing was sent.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("left in", error.Message, StringComparison.Ordinal);
        Assert.Equal("DELETE /messages/AAkADraft%3D", Asked.Last());
        Assert.Single(Asked, request => request == where);
    }

    /// <summary>For as long as Graph takes no calls, it cannot be thrown away either.</summary>
    [Fact]
    public async Task What_is_not_sent_because_there_were_too_many_calls_stays_a_draft()
    {
        Platform.Answer = asked => asked.Path.EndsWith("/send", StringComparison.Ordinal) ? new(429, "{}", ("Retry-After", "20")) : Well(asked);
        var error = await ErrorAsync("outlook_send_message", Send);

        Assert.Equal((ToolErrorKind.RateLimited, 20), (error.Kind, (int)error.RetryAfter!.Value.TotalSeconds));
        Assert.Contains("Nothing was sent. The message may be left in the folder of drafts.", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("/send", Asked.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_rest_cannot_be_thrown_away_that_is_told()
    {
        Platform.Answer = asked => asked.Verb == "DELETE" || asked.Path.EndsWith("/attachments", StringComparison.Ordinal) ? new(403, "{}") : Well(asked);

        Assert.Contains("may be left in the folder of drafts", (await ErrorAsync("outlook_create_draft", new { attachments = new[] { OneFile.Id } })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/send", "outlook_send_message", ToolErrorKind.OutcomeUnknown, "its id is AAkADraft=")]
    [InlineData("/messages", "outlook_send_message", ToolErrorKind.PlatformUnavailable, "Nothing was sent.")]
    [InlineData("/messages", "outlook_create_draft", ToolErrorKind.OutcomeUnknown, "folder drafts")]
    public async Task An_answer_that_never_comes_is_told_for_what_it_means(string end, string tool, ToolErrorKind kind, string says)
    {
        Platform.Answer = asked => asked.Verb == "POST" && asked.Path.EndsWith(end, StringComparison.Ordinal) ? null : Well(asked);
        var error = await ErrorAsync(tool, Arguments(tool));

        Assert.Equal(kind, error.Kind);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Single(Platform.Requests, request => request.Verb == "POST" && request.Path.EndsWith(end, StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_time_is_up_before_all_is_there_nothing_is_sent()
    {
        File = new(9_000_000);
        Platform.Answer = asked =>
        {
            if (asked.Verb == "PUT")
            {
                Clock.Advance(TimeSpan.FromSeconds(31));
            }

            return Well(asked);
        };
        var error = await ErrorAsync("outlook_send_message", Send);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, error.Kind);
        Assert.Contains("Time was up", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Platform.Requests, request => request.Path.EndsWith("/send", StringComparison.Ordinal));
    }
}
