using System.Text;
using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Gmail;

/// <summary>Messages that are sent and drafted.</summary>
public sealed class WritingTests : GmailBench
{
    [Fact]
    public async Task A_message_goes_out_whole_with_its_blind_copies_and_its_files()
    {
        Platform.Answer = Well;
        var file = Kept.Add("cus_1", "hours.csv", "text/csv", "9;10"u8.ToArray());
        await AnswerAsync("gmail_send_message", new { to = new[] { "Björn <bjorn@example.org>" }, cc = new[] { "c@example.org" }, bcc = new[] { "d@example.org" }, subject = "Grüße", text = "plain 🚢", html = "<p>html</p>", attachments = new[] { file.Id } });

        var (about, message) = await SubmittedAsync(Assert.Single(Platform.Requests));
        Assert.Equal("{}", about.GetRawText());
        Assert.Equal((Anna, "bjorn@example.org", "c@example.org", "d@example.org"), (message.Headers.From[0].Address, message.Headers.To[0].Address, message.Headers.Cc[0].Address, message.Headers.Bcc[0].Address));
        Assert.Equal(("Grüße", "plain 🚢"), (message.Headers.Subject, message.Text));
        var sent = message.Parts.Single(part => part.FileName == "hours.csv");
        Assert.Equal("9;10", Encoding.UTF8.GetString(sent.Encoding.Decode(sent.Content, 100).Bytes.Span));
    }

    [Fact]
    public async Task A_message_for_blind_copies_alone_names_nobody_else()
    {
        Platform.Answer = Well;
        await AnswerAsync("gmail_send_message", new { bcc = new[] { "d@example.org" }, subject = "x", text = "x" });

        var (_, message) = await SubmittedAsync(Assert.Single(Platform.Requests));
        Assert.Null(message.Headers["To"]);
        Assert.Equal("d@example.org", Assert.Single(message.Headers.Bcc).Address);
    }

    [Theory]
    [InlineData(null, Thread)]
    [InlineData("re: ferry on Sunday", Thread)]
    [InlineData("Something else", null)]
    public async Task A_reply_stays_in_its_conversation_as_long_as_its_subject_does(string? subject, string? thread)
    {
        Platform.Answer = Well;
        Dictionary<string, object> arguments = new() { ["to"] = new[] { "bjorn@example.org" }, ["text"] = "Yes.", ["reply_to_message"] = Id };
        if (subject is not null)
        {
            arguments["subject"] = subject;
        }

        Assert.Equal(thread is not null, (await RehearsedAsync("gmail_send_message", arguments)).GetProperty("would").GetString()!.Contains("in the conversation", StringComparison.Ordinal));
        Platform.Requests.Clear();
        foreach (var tool in (string[])["gmail_send_message", "gmail_create_draft"])
        {
            await AnswerAsync(tool, arguments);
            var (about, message) = await SubmittedAsync(Platform.Requests.Last());

            Assert.Equal(thread, (tool == "gmail_create_draft" ? about.GetProperty("message") : about).TryGetProperty("threadId", out var told) ? told.GetString() : null);
            Assert.Equal((subject ?? "Re: Ferry on Sunday", "<ferry-1@example.org>"), (message.Headers.Subject, message.Headers.InReplyTo[0]));
            Assert.Equal(["<ferry-1@example.org>"], message.Headers.References);
        }

        Assert.Equal([$"{Api}/messages/{Id}?format=metadata", $"{Upload}/messages/send?uploadType=multipart", $"{Api}/messages/{Id}?format=metadata", $"{Upload}/drafts?uploadType=multipart"], Platform.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task A_message_is_passed_on_with_its_text_and_files()
    {
        Platform.Answer = Well;
        await AnswerAsync("gmail_send_message", new { to = new[] { "bob@example.org" }, text = "Look:", forward_message = Id });

        var (about, message) = await SubmittedAsync(Platform.Requests.Last());
        Assert.Equal(("{}", "Fwd: Ferry on Sunday"), (about.GetRawText(), message.Headers.Subject));
        Assert.StartsWith("Look:", message.Text, StringComparison.Ordinal);
        Assert.Contains("The ferry leaves at 9.", message.Text, StringComparison.Ordinal);
        Assert.Single(MailParts.Attachments(message.Root), part => part.FileName == "hours.csv");
    }

    [Fact]
    public async Task A_rehearsal_hands_nothing_over_and_keeps_no_file()
    {
        Platform.Answer = Well;
        Assert.Contains("bob@example.org", (await RehearsedAsync("gmail_send_message", new { to = new[] { "bob@example.org" }, text = "x", forward_message = Id })).GetProperty("would").GetString(), StringComparison.Ordinal);
        Assert.Contains("nobody yet", (await RehearsedAsync("gmail_create_draft", new { text = "x" })).GetProperty("would").GetString(), StringComparison.Ordinal);

        Assert.All(Platform.Requests, request => Assert.Equal("GET", request.Verb));
        Assert.DoesNotContain(Platform.Requests, request => request.Path.Contains("/attachments/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_that_are_too_much_for_Gmail_are_refused_before_they_leave()
    {
        var big = Kept.Add("cus_1", "film.mp4", "video/mp4", new byte[26 * 1024 * 1024]);
        var error = await ErrorAsync("gmail_send_message", new { to = new[] { "bob@example.org" }, subject = "x", text = "x", attachments = new[] { big.Id } });

        Assert.Equal((ToolErrorKind.InvalidArgument, "attachments"), (error.Kind, error.Argument));
        Assert.Equal(ToolErrorKind.NotFound, (await ErrorAsync("gmail_send_message", new { to = new[] { "bob@example.org" }, subject = "x", text = "x", attachments = new[] { "fil_none" } })).Kind);
        Assert.Empty(Platform.Requests);
    }

    [Fact]
    public async Task Without_the_right_to_write_nothing_leaves()
    {
        Scopes = ["https://www.googleapis.com/auth/gmail.readonly"];
        foreach (var tool in (string[])["gmail_send_message", "gmail_create_draft"])
        {
            Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync(tool, Arguments(tool))).Kind);
            Assert.Equal(ToolErrorKind.NeedsReconnection, (await RehearseAsync(tool, Arguments(tool))).Error!.Kind);
        }

        Scopes = ["https://www.googleapis.com/auth/gmail.compose"];
        foreach (var tool in Calls.Keys.Where(tool => ToolOf(tool).ReadOnly))
        {
            Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync(tool, Arguments(tool))).Kind);
        }

        Assert.Empty(Platform.Requests);
    }

    [Fact]
    public void Whom_a_message_reaches_is_known_before()
    {
        Assert.Equal(["bob@example.org", "d@example.org"], ToolOf("gmail_send_message").Recipients!(JsonSerializer.SerializeToElement(new { to = new[] { "Bob <bob@example.org>" }, bcc = new[] { "d@example.org" } })));
        Assert.Equal(["gmail_send_message"], Connector.Platform.Tools.Where(tool => tool.Sends).Select(tool => tool.Name));
    }
}
