using System.Text;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using static Squaremcp.Tests.Email.Servers.ImapScript;

namespace Squaremcp.Tests.Email.Smtp;

public sealed class SmtpLoginTests
{
    [Theory]
    [InlineData("554 5.7.1 go away", nameof(MailFailureKind.Refused), false)]
    [InlineData("421 4.3.2 too many", nameof(MailFailureKind.Unreachable), true)]
    [InlineData("* OK IMAP", nameof(MailFailureKind.BadAnswer), false)]
    [InlineData("22", nameof(MailFailureKind.BadAnswer), false)]
    [InlineData("2200 x", nameof(MailFailureKind.BadAnswer), false)]
    [InlineData("220-a\r\n221 b", nameof(MailFailureKind.BadAnswer), false)]
    [InlineData("\u00ff\u00fe\u0000", nameof(MailFailureKind.BadAnswer), false)]
    public async Task A_greeting_that_is_none_is_told(string greeting, string kind, bool isTransient)
    {
        await using var server = ScriptedServer.Start(peer => peer.LineAsync(greeting));
        var failure = await FailureAsync(() => server.SubmitterAsync());
        Assert.Equal((MailStage.Greeting, kind, isTransient), (failure.Stage, $"{failure.Kind}", failure.IsTransient));
    }

    [Fact]
    public async Task An_endless_greeting_is_cut_off()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            while (true)
            {
                await peer.LineAsync("220-and so on");
            }
        });
        Assert.Equal(MailFailureKind.BadAnswer, (await FailureAsync(() => server.SubmitterAsync())).Kind);
    }

    [Theory]
    [InlineData("SIZE 1000", "")]
    [InlineData("STARTTLS", "454 4.7.0 not now\r\n")]
    public async Task Without_STARTTLS_nothing_secret_is_sent(string offered, string answer)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync("220 ready");
            await peer.HelloAsync(offered);
            await peer.ReadAsync();
            await peer.SendAsync(answer);
        });

        var failure = await FailureAsync(() => server.SubmitterAsync(MailSecurity.StartTls));

        Assert.Equal((MailStage.Tls, MailFailureKind.Untrusted), (failure.Stage, failure.Kind));
        Assert.DoesNotContain(server.Heard, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_sent_before_TLS_is_never_heard_of_again()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync("220 ready");
            await peer.HelloAsync("STARTTLS", "SIZE 1");
            await peer.ReadAsync();
            await peer.SendAsync("220 go on\r\n250-injected\r\n250-AUTH LOGIN\r\n250 SIZE 2\r\n");
            await peer.StartTlsAsync(TestCertificates.Localhost);
            await peer.HelloAsync("SIZE 3000");
            await peer.AnswerAllAsync("235 in");
        });

        await using var client = await server.SubmitterAsync(MailSecurity.StartTls);

        Assert.Equal(3000, client.LargestMessage);
        Assert.StartsWith("AUTH PLAIN ", server.Heard.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("535 5.7.8 wrong", nameof(MailFailureKind.LoginRefused), false, "does not accept")]
    [InlineData("535 5.7.139 basic authentication is disabled", nameof(MailFailureKind.LoginRefused), false, "own sign-in")]
    [InlineData("550 5.7.30 Basic authentication is not supported", nameof(MailFailureKind.LoginRefused), false, "own sign-in")]
    [InlineData("534 5.7.9 application-specific password required", nameof(MailFailureKind.LoginRefused), false, "app password")]
    [InlineData("454 4.7.0 temporary", nameof(MailFailureKind.Busy), true, "few minutes")]
    [InlineData("421 4.7.0 too many", nameof(MailFailureKind.Unreachable), true, "minute")]
    [InlineData("500 what", nameof(MailFailureKind.LoginRefused), false, "does not accept")]
    public async Task A_refused_login_is_told_by_its_code(string reply, string kind, bool isTransient, string says)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync("220 ready");
            await peer.HelloAsync();
            await peer.AnswerAllAsync(reply);
        });

        var failure = await FailureAsync(() => server.SubmitterAsync());

        Assert.Equal((MailStage.Login, kind, isTransient), (failure.Stage, $"{failure.Kind}", failure.IsTransient));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_refused_by_a_challenge_is_answered_by_an_empty_line()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync("220 ready");
            await peer.HelloAsync("AUTH XOAUTH2");
            await peer.AnswerAllAsync("334 eyJzdGF0dXMiOiI0MDEifQ==", "535 5.7.8 no");
        });

        var failure = await FailureAsync(() => server.SubmitterAsync(credential: Alice with { IsToken = true, Only = MailMechanism.XOAuth2 }));

        Assert.Equal((MailFailureKind.LoginRefused, ""), (failure.Kind, server.Heard.Last()));
    }

    [Fact]
    public async Task A_very_long_token_is_sent_when_it_is_asked_for()
    {
        var token = new string('t', 12_000);
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync("220 ready");
            await peer.HelloAsync("AUTH XOAUTH2");
            await peer.AnswerAllAsync("334 ", "235 in");
        });

        await using var client = await server.SubmitterAsync(credential: MailCredential.Token("alice", Squaremcp.Platforms.Secret.OfText(token)));

        Assert.Equal("AUTH XOAUTH2", server.Heard.ElementAt(1));
        Assert.Contains(token, Encoding.UTF8.GetString(Convert.FromBase64String(server.Heard.Last())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_shows_how_far_it_came_and_no_credential()
    {
        MailTranscript? transcript = null;
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync("220 ready");
            await peer.HelloAsync("AUTH=LOGIN");
            await peer.AnswerAllAsync("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "535 not planted-password nor cGxhbnRlZC1wYXNzd29yZA==");
        });

        var failure = await FailureAsync(() => SmtpClient.ConnectAsync(server.At(), Alice with { Only = MailMechanism.Login }, Rules with { Record = true }, TimeProvider.System, Patience, default, heard => transcript = heard));

        var shown = string.Join('\n', [.. transcript!.Lines, failure.ToString()]);
        Assert.Contains("535 not *** nor ***", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-password", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("cGxhbnRlZC1wYXNzd29yZA", shown, StringComparison.Ordinal);
    }
}
