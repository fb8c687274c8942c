using System.Text;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using static Squaremcp.Tests.Email.Servers.ImapScript;

namespace Squaremcp.Tests.Email.Smtp;

/// <summary>Dovecot's submission server, the sink behind it, and the mailbox behind that.</summary>
public sealed class SubmissionTests(Dovecot dovecot)
{
    public static TheoryData<string, string> Logins => new()
    {
        { "submission", "Plain" }, { "submission", "Login" }, { "submission", "XOAuth2" }, { "submission", "OAuthBearer" },
        { "submissions", "Plain" }, { "submissions", "Login" }, { "submissions", "XOAuth2" }, { "submissions", "OAuthBearer" },
    };

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task What_is_sent_arrives_in_the_mailbox_as_it_was(string listener, string mechanism)
    {
        await using var client = await ConnectAsync(listener, Enum.Parse<MailMechanism>(mechanism));
        var to = dovecot.NewUser();
        var body = $"From: me@example.test\r\nTo: {to}\r\nSubject: {to}\r\n\r\n.one dot\r\n..two\r\n.\r\nend, and no line end";

        var sent = await client.SendAsync(new("me@example.test", [to]), MailContent.Of(Encoding.ASCII.GetBytes(body)), Patience, default);
        await client.QuitAsync(default);

        Assert.Equal((SmtpOutcome.Sent, (MailFailure?)null), (sent.Outcome, sent.Failure));
        await using var imap = await ImapClient.ConnectAsync(dovecot.Imaps, Dovecot.Password(to), Rules, TimeProvider.System, Patience, default);
        await imap.OpenAsync(MailFolderName.Inbox, writable: false, Patience, default);
        var uid = Assert.Single((await imap.SearchAsync(new() { Subject = to }, Patience, default)).Descending());
        using var content = new MemoryStream();
        await imap.ReadPartAsync(uid, "TEXT", null, content, 10_000, Patience, default);
        Assert.Equal(".one dot\r\n..two\r\n.\r\nend, and no line end\r\n", Encoding.ASCII.GetString(content.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task A_wrong_credential_is_told(string listener, string mechanism)
    {
        var how = Enum.Parse<MailMechanism>(mechanism);
        var wrong = how is MailMechanism.Plain or MailMechanism.Login ? MailCredential.Password("nobody", Squaremcp.Platforms.Secret.OfText("wrong")) : Dovecot.Token("nobody", "another-key-another-key-another-k");

        var failure = await FailureAsync(() => ConnectAsync(listener, how, wrong));

        Assert.Equal((MailStage.Login, MailFailureKind.LoginRefused, false), (failure.Stage, failure.Kind, failure.IsTransient));
    }

    [Fact]
    public async Task Each_recipient_has_an_answer_of_its_own()
    {
        await using var client = await ConnectAsync("submissions");
        var (good, tag) = (dovecot.NewUser(), $"{Guid.NewGuid():n}");

        var sent = await client.SendAsync(new("me@example.test", [good, "reject@example.test", "defer@example.test"]), Message(tag), Patience, default);

        Assert.Equal(SmtpOutcome.Sent, sent.Outcome);
        Assert.Equal([true, false, false], sent.Recipients.Select(recipient => recipient.IsTaken));
        Assert.Equal([false, false, true], sent.Recipients.Select(recipient => recipient.Reply!.IsTransient));
        Assert.Equal([good], Assert.Single(dovecot.Sink.Messages, message => message.Content.Contains(tag, StringComparison.Ordinal)).To);
    }

    [Fact]
    public async Task Where_all_or_nobody_is_asked_for_one_refusal_stops_it()
    {
        await using var client = await ConnectAsync("submission");
        var tag = $"{Guid.NewGuid():n}";

        var sent = await client.SendAsync(new("me@example.test", [dovecot.NewUser(), "reject@example.test"]) { AllOrNobody = true }, Message(tag), Patience, default);

        Assert.Equal((SmtpOutcome.NotSent, false), (sent.Outcome, sent.Failure!.IsTransient));
        Assert.DoesNotContain(dovecot.Sink.Messages, message => message.Content.Contains(tag, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_larger_than_the_server_takes_is_not_even_begun()
    {
        await using var client = await ConnectAsync("submissions");
        var limit = client.LargestMessage!.Value;

        var sent = await client.SendAsync(new("me@example.test", [dovecot.NewUser()]), new(limit + 1, (_, _) => throw new InvalidOperationException("Nothing is to be written.")), Patience, default);

        Assert.Equal((SmtpOutcome.NotSent, MailFailureKind.TooLarge), (sent.Outcome, sent.Failure!.Kind));
    }

    [Fact]
    public async Task A_large_message_arrives_whole()
    {
        await using var client = await ConnectAsync("submission");
        var (to, line) = (dovecot.NewUser(), Encoding.ASCII.GetBytes("." + new string('x', 75) + "\r\n"));
        const int Lines = 60_000;

        var sent = await client.SendAsync(new("me@example.test", [to]), new(line.Length * Lines, async (stream, token) =>
        {
            for (var index = 0; index < Lines; index++)
            {
                await stream.WriteAsync(line, token);
            }
        }), Patience, default);

        Assert.Equal(SmtpOutcome.Sent, sent.Outcome);
        Assert.EndsWith(string.Concat(Enumerable.Repeat(Encoding.ASCII.GetString(line), Lines)), dovecot.Sink.Messages.Single(message => message.To.Contains(to)).Content, StringComparison.Ordinal);
    }

    private static MailContent Message(string tag) => MailContent.Of(Encoding.ASCII.GetBytes($"Subject: {tag}\r\n\r\nx\r\n"));

    private async Task<SmtpClient> ConnectAsync(string listener, MailMechanism how = MailMechanism.Plain, MailCredential? credential = null)
    {
        await dovecot.RunningAsync();
        credential ??= how is MailMechanism.Plain or MailMechanism.Login ? Dovecot.Password("me@example.test") : Dovecot.Token("me@example.test");
        return await SmtpClient.ConnectAsync(listener == "submissions" ? dovecot.Submissions : dovecot.Submission, credential with { Only = how }, Rules, TimeProvider.System, Patience, default);
    }
}
