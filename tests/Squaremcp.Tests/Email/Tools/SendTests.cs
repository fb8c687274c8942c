using System.Text;
using System.Text.Json;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>email_send_email and email_create_draft on a real server, through the whole product.</summary>
public sealed class SendTests(EmailGateway gateway) : IClassFixture<EmailGateway>
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_is_sent_arrives_and_is_found_and_read(bool byToken, bool startTls)
    {
        var (sender, recipient) = (await gateway.MailboxAsync(byToken, startTls), await gateway.MailboxAsync(byToken, startTls));

        var sent = await sender.CallAsync("email_send_email", new { to = (string[])[$"René <{recipient.Address}>"], subject = "Grüße aus Köln", text = "Hallo René,\n.\nbis morgen" });

        Assert.Equal([$"{recipient.Address} accepted"], Outcomes(sent));
        Assert.True(sent.GetProperty("saved_to_sent").GetBoolean());
        Assert.Empty(sent.GetProperty("warnings").EnumerateArray());
        var read = await recipient.ReadOnlyOneAsync(new { subject = "grüße", from = sender.Address });
        Assert.Equal("Hallo René,\n.\nbis morgen", read.GetProperty("text").GetString());
        Assert.Equal(sent.GetProperty("message_id").GetString(), read.GetProperty("message_id").GetString());
        Assert.Equal([$"René <{recipient.Address}>"], read.GetProperty("to").EnumerateArray().Select(one => one.GetString()));
        Assert.False(Assert.Single(await sender.SearchAsync(new { folder = "Sent" })).GetProperty("unread").GetBoolean());
    }

    [Fact]
    public async Task Each_recipient_has_an_outcome_and_a_blind_copy_is_seen_by_nobody_else()
    {
        var (sender, recipient, blind) = (await gateway.MailboxAsync(), await gateway.MailboxAsync(), await gateway.MailboxAsync());

        var sent = await sender.CallAsync("email_send_email", new
        {
            to = (string[])[recipient.Address, "reject@example.test"],
            cc = (string[])["defer@example.test"],
            bcc = (string[])[blind.Address],
            subject = "to many",
            text = "x",
        });

        Assert.Equal([$"{recipient.Address} accepted", "reject@example.test refused", "defer@example.test deferred", $"{blind.Address} accepted"], Outcomes(sent));
        Assert.Contains("(550", sent.GetProperty("recipients")[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
        var id = Assert.Single(await blind.SearchAsync()).GetProperty("id").GetString();
        Assert.DoesNotContain(blind.Address, (await recipient.ReadOnlyOneAsync()).GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Bcc", (await blind.CallAsync("email_read_message", new { id, headers = true })).GetProperty("headers").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_is_accepted_nothing_is_sent_and_each_reason_told()
    {
        var sender = await gateway.MailboxAsync();

        var failure = await sender.FailureAsync("email_send_email", new { to = (string[])["reject@example.test"], subject = "s", text = "x" });

        Assert.Contains("No recipient was accepted. reject@example.test: ", failure, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was sent.", failure, StringComparison.Ordinal);
        Assert.Empty(await sender.SearchAsync(new { folder = "Sent" }));
    }

    [Fact]
    public async Task Files_are_attached_by_reference_and_arrive_as_they_were()
    {
        var (sender, recipient) = (await gateway.MailboxAsync(), await gateway.MailboxAsync());
        var content = Enumerable.Range(0, 200_000).Select(number => (byte)(number * 7)).ToArray();
        var file = gateway.Files.Add(gateway.CustomerId, "Büro.bin", "application/octet-stream", content);

        await sender.CallAsync("email_send_email", new { to = (string[])[recipient.Address], subject = "file", html = "<p>see <b>this</b></p>", attachments = (string[])[file.Id] });

        var read = await recipient.ReadOnlyOneAsync();
        var attachment = Assert.Single(read.GetProperty("attachments").EnumerateArray());
        Assert.Equal("Büro.bin", attachment.GetProperty("name").GetString());
        var saved = await recipient.CallAsync("email_read_message", new { id = read.GetProperty("id").GetString(), save_attachment = attachment.GetProperty("part").GetString() });
        Assert.Equal(content, await gateway.Files.ContentAsync(gateway.CustomerId, saved.GetProperty("saved").GetProperty("file").GetString()!));
    }

    [Fact]
    public async Task A_reply_stays_in_its_conversation_and_a_forward_carries_text_and_files()
    {
        var (sender, recipient) = (await gateway.MailboxAsync(), await gateway.MailboxAsync());
        await sender.DeliverAsync(Messages.Mixed);
        var original = Assert.Single(await sender.SearchAsync()).GetProperty("id").GetString();

        await sender.CallAsync("email_send_email", new { to = (string[])[recipient.Address], text = "an answer", reply_to_message = original });
        await sender.CallAsync("email_send_email", new { to = (string[])[recipient.Address], text = "look at this", forward_message = original });

        var (forward, reply) = await recipient.SearchAsync() is [var second, var first] ? (second, first) : throw new InvalidOperationException("Two messages were sent.");
        var headers = (await recipient.CallAsync("email_read_message", new { id = reply.GetProperty("id").GetString(), headers = true })).GetProperty("headers").EnumerateArray().Select(one => one.GetString()).ToList();
        Assert.Equal("Re: with a \"file\"", reply.GetProperty("subject").GetString());
        Assert.Contains("In-Reply-To: <mixed@example.test>", headers);
        Assert.Contains("References: <first@example.test> <mixed@example.test>", headers);
        var passed = await recipient.CallAsync("email_read_message", new { id = forward.GetProperty("id").GetString() });
        Assert.Equal("Fwd: with a \"file\"", passed.GetProperty("subject").GetString());
        Assert.StartsWith("look at this\n\n---------- Forwarded message ----------\nFrom: Bob <bob@example.test>", passed.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("plain téxt", passed.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(["a (1).pdf", "message.eml"], passed.GetProperty("attachments").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_draft_lies_among_the_drafts_and_goes_nowhere()
    {
        var (sender, recipient) = (await gateway.MailboxAsync(), await gateway.MailboxAsync());

        var draft = await sender.CallAsync("email_create_draft", new { to = (string[])[recipient.Address], subject = "not yet", text = "soon" });

        Assert.Equal("Drafts", draft.GetProperty("folder").GetString());
        Assert.Equal("soon", (await sender.CallAsync("email_read_message", new { id = draft.GetProperty("id").GetString() })).GetProperty("text").GetString());
        Assert.Empty(await recipient.SearchAsync());
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_sent_and_sends_nothing()
    {
        var (sender, recipient) = (await gateway.MailboxAsync(), await gateway.MailboxAsync());

        var rehearsal = await sender.CallAsync("email_send_email", new { to = (string[])[recipient.Address], subject = "s", text = "x", dry_run = true });

        Assert.EndsWith($"from {sender.Address} to {recipient.Address}.", rehearsal.GetProperty("dry_run").GetProperty("would").GetString(), StringComparison.Ordinal);
        Assert.Empty(await recipient.SearchAsync());
        Assert.Empty(await sender.SearchAsync(new { folder = "Sent" }));
    }

    [Fact]
    public async Task The_same_key_sends_once()
    {
        var (sender, recipient) = (await gateway.MailboxAsync(), await gateway.MailboxAsync());
        var send = new { to = (string[])[recipient.Address], subject = "once", text = "x", idempotency_key = $"once-{recipient.Address}" };

        var first = await sender.CallAsync("email_send_email", send);
        var second = await sender.CallAsync("email_send_email", send);

        Assert.Equal(first.GetProperty("message_id").GetString(), second.GetProperty("message_id").GetString());
        Assert.Single(await recipient.SearchAsync());
    }

    [Theory]
    [InlineData("""{"to":["a@example.test\r\nBcc: b@example.test"],"subject":"s","text":"x"}""", "invalid_argument: `to[0]`: must be one line")]
    [InlineData("""{"to":["a@example.test, b@example.test"],"subject":"s","text":"x"}""", "invalid_argument: `to[0]`: must be one address")]
    [InlineData("""{"to":["all: a@example.test;"],"subject":"s","text":"x"}""", "invalid_argument: `to[0]`: must be one address")]
    [InlineData("""{"to":["nobody"],"subject":"s","text":"x"}""", "invalid_argument: `to[0]`: `nobody` is no address")]
    [InlineData("""{"to":["a@example.test"],"subject":"s\r\nBcc: b@example.test","text":"x"}""", "invalid_argument: `subject`: must be one line")]
    [InlineData("""{"subject":"s","text":"x"}""", "invalid_argument: `to`: names nobody.")]
    [InlineData("""{"to":["a@example.test"],"text":"x"}""", "invalid_argument: `subject`: is missing")]
    [InlineData("""{"to":["a@example.test"],"subject":"s"}""", "invalid_argument: `text`: is missing")]
    [InlineData("""{"to":["a@example.test"],"subject":"s","text":"x","attachments":["fil_gone"]}""", "not_found: `attachments[0]`: there is no such file, or not any more")]
    [InlineData("""{"to":["a@example.test"],"text":"x","reply_to_message":"INBOX/1/1"}""", "not_found: The server has numbered the folder INBOX anew")]
    [InlineData("""{"to":["a@example.test"],"text":"x","reply_to_message":"INBOX/1/1","forward_message":"INBOX/1/1"}""", "invalid_argument: `forward_message`: cannot stand beside")]
    public async Task A_message_that_cannot_be_sent_says_why_and_is_not(string arguments, string says)
    {
        var sender = await gateway.MailboxAsync();

        Assert.StartsWith(says, await sender.FailureAsync("email_send_email", JsonElement.Parse(arguments)), StringComparison.Ordinal);
        Assert.StartsWith(says, await sender.FailureAsync("email_send_email", Rehearsed(arguments)), StringComparison.Ordinal);
        Assert.Empty(await sender.SearchAsync(new { folder = "Sent" }));
    }

    [Fact]
    public async Task Two_thousand_recipients_are_too_many()
    {
        var sender = await gateway.MailboxAsync();
        var many = Enumerable.Range(1, 2000).Select(number => $"user{number}@example.test").ToArray();

        Assert.Equal(
            "invalid_argument: `to`: and the copies name 2000 recipients; one message goes to 100 at most. Send it in several, or use a mailing list.",
            await sender.FailureAsync("email_send_email", new { to = many, subject = "s", text = "x" }));
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_sent_stops_the_message()
    {
        var (sender, recipient) = (await gateway.MailboxAsync(), await gateway.MailboxAsync());
        var file = gateway.Files.Add(gateway.CustomerId, "a.bin", "application/octet-stream", new byte[1000], _ => Task.FromResult<Stream>(new MemoryStream(Encoding.ASCII.GetBytes("short"))));

        var failure = await sender.FailureAsync("email_send_email", new { to = (string[])[recipient.Address], subject = "s", text = "x", attachments = (string[])[file.Id] });

        Assert.Contains("changed while the message was written", failure, StringComparison.Ordinal);
        Assert.Empty(await recipient.SearchAsync());
    }

    [Fact]
    public async Task More_than_a_provider_takes_is_refused_before_a_byte_is_sent()
    {
        var sender = await gateway.MailboxAsync();
        var file = gateway.Files.Add(gateway.CustomerId, "a.bin", "application/octet-stream", [], _ => throw new InvalidOperationException("Nobody shall read it."));
        var huge = gateway.Files.Add(gateway.CustomerId, "b.bin", "application/octet-stream", new byte[26 * 1024 * 1024], file.OpenAsync);

        Assert.Contains("25 MB can be sent", await sender.FailureAsync("email_send_email", new { to = (string[])["a@example.test"], subject = "s", text = "x", attachments = (string[])[huge.Id] }), StringComparison.Ordinal);
    }

    private static JsonElement Rehearsed(string arguments)
    {
        var rehearsed = System.Text.Json.Nodes.JsonNode.Parse(arguments)!.AsObject();
        rehearsed["dry_run"] = true;
        return JsonSerializer.SerializeToElement(rehearsed);
    }

    private static IEnumerable<string> Outcomes(JsonElement sent) =>
        sent.GetProperty("recipients").EnumerateArray().Select(one => $"{one.GetProperty("address").GetString()} {one.GetProperty("outcome").GetString()}");
}
