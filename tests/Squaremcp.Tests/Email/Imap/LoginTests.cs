using System.Text;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using static Squaremcp.Tests.Email.Servers.ImapScript;

namespace Squaremcp.Tests.Email.Imap;

public sealed class LoginTests
{
    [Fact]
    public async Task STARTTLS_that_is_not_offered_ends_it_before_any_password()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready");
            await peer.AnswerAsync();
        });

        var failure = await FailureAsync(() => server.ConnectAsync(MailSecurity.StartTls));

        Assert.Equal((MailStage.Tls, MailFailureKind.Untrusted), (failure.Stage, failure.Kind));
        Assert.Empty(server.Heard);
    }

    [Fact]
    public async Task What_was_sent_before_TLS_is_never_heard_of_again()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready");
            var (tag, _) = await peer.CommandAsync();

            // In one piece with the answer: somebody on the way tells what the server can, and the verdicts of commands to come.
            await peer.SendAsync($"{tag} OK go on\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED INJECTED\r\na2 OK injected\r\n");
            await peer.StartTlsAsync(TestCertificates.Localhost);
            await peer.AnswerAsync(untagged: "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN");
            await peer.AnswerAsync("OK [CAPABILITY IMAP4rev1 AFTER] in");
        });

        await using var client = await server.ConnectAsync(MailSecurity.StartTls);

        Assert.True(client.Can("AFTER"));
        Assert.False(client.Can("INJECTED"));
    }

    [Theory]
    [InlineData("None")]
    [InlineData("StartTls")]
    public async Task A_server_that_says_who_one_is_before_one_did_is_refused(string security)
    {
        await using var server = ScriptedServer.Start(peer => peer.LineAsync("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome eve"));

        var failure = await FailureAsync(() => server.ConnectAsync(Enum.Parse<MailSecurity>(security)));

        Assert.Equal((MailStage.Greeting, MailFailureKind.BadAnswer), (failure.Stage, failure.Kind));
    }

    [Fact]
    public async Task A_server_that_turns_away_at_the_door_is_told_with_its_words()
    {
        await using var server = ScriptedServer.Start(peer => peer.LineAsync("* BYE too many connections"));

        var failure = await FailureAsync(() => server.ConnectAsync());

        Assert.Equal((MailStage.Greeting, MailFailureKind.Busy, true, "too many connections"), (failure.Stage, failure.Kind, failure.IsTransient, failure.Said));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("220 mail ESMTP\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("\0\u0001\u0002\u0003\r\n")]
    public async Task A_server_of_another_kind_is_told(string greeting)
    {
        await using var server = ScriptedServer.Start(peer => peer.SendAsync(greeting));

        var failure = await FailureAsync(() => server.ConnectAsync());

        Assert.Equal((MailStage.Greeting, MailFailureKind.BadAnswer, false), (failure.Stage, failure.Kind, failure.IsTransient));
    }

    [Theory]
    [InlineData("NO [AUTHENTICATIONFAILED] no", nameof(MailFailureKind.LoginRefused), false)]
    [InlineData("NO [ALERT] Application-specific password required", nameof(MailFailureKind.LoginRefused), false)]
    [InlineData("BAD what", nameof(MailFailureKind.LoginRefused), false)]
    [InlineData("NO [UNAVAILABLE] later", nameof(MailFailureKind.Busy), true)]
    [InlineData("NO [LIMIT] too many", nameof(MailFailureKind.Busy), true)]
    [InlineData("NO [INUSE] another", nameof(MailFailureKind.Busy), true)]
    public async Task A_refused_login_is_told_by_its_code(string verdict, string kind, bool isTransient)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync($"* OK [CAPABILITY {Usual}] ready");
            await peer.AnswerAsync(verdict);
        });

        var failure = await FailureAsync(() => server.ConnectAsync());

        Assert.Equal((MailStage.Login, kind, isTransient), (failure.Stage, $"{failure.Kind}", failure.IsTransient));
    }

    [Theory]
    [InlineData("AUTH=PLAIN", "AUTHENTICATE PLAIN")]
    [InlineData("AUTH=PLAIN SASL-IR", "AUTHENTICATE PLAIN AGFsaWNlAHBsYW50ZWQtcGFzc3dvcmQ=")]
    [InlineData("", "LOGIN «alice» «planted-password»")]
    [InlineData("LITERAL+", "LOGIN «alice» «planted-password»")]
    [InlineData("LITERAL-", "LOGIN «alice» «planted-password»")]
    public async Task The_best_way_that_is_offered_is_taken(string offered, string command)
    {
        var heard = "";
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync($"* OK [CAPABILITY IMAP4rev1 {offered}] ready");
            (var tag, heard) = await peer.CommandAsync();
            if (heard == "AUTHENTICATE PLAIN")
            {
                await peer.LineAsync("+ ");
                Assert.Equal("AGFsaWNlAHBsYW50ZWQtcGFzc3dvcmQ=", await peer.ReadAsync());
            }

            await peer.LineAsync($"{tag} OK in");
            await peer.AnswerAsync(untagged: "* CAPABILITY IMAP4rev1 AFTER");
        });

        await using var client = await server.ConnectAsync();

        Assert.Equal(command, heard);
        Assert.True(client.Can("AFTER"));
    }

    [Fact]
    public async Task Where_the_LOGIN_command_is_disabled_the_mechanism_of_that_name_is_taken()
    {
        string[] heard = [];
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync("* OK [CAPABILITY IMAP4rev1 SASL-IR LOGINDISABLED AUTH=LOGIN] ready");
            var (tag, command) = await peer.CommandAsync();
            await peer.LineAsync("+ VXNlcm5hbWU6");
            var user = await peer.ReadAsync();
            await peer.LineAsync("+ UGFzc3dvcmQ6");
            heard = [command, user, await peer.ReadAsync()];
            await peer.LineAsync($"{tag} OK [CAPABILITY IMAP4rev1] in");
        });

        await using var client = await server.ConnectAsync();

        Assert.Equal(["AUTHENTICATE LOGIN", "YWxpY2U=", "cGxhbnRlZC1wYXNzd29yZA=="], heard);
    }

    [Theory]
    [InlineData("LOGINDISABLED", false)]
    [InlineData("AUTH=PLAIN", true)]
    public async Task Where_no_way_is_offered_nothing_secret_is_sent(string offered, bool isToken)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync($"* OK [CAPABILITY IMAP4rev1 {offered}] ready");
            await peer.AnswerAsync();
        });

        var failure = await FailureAsync(() => server.ConnectAsync(credential: Alice with { IsToken = isToken }));

        Assert.Equal((MailStage.Login, MailFailureKind.LoginRefused), (failure.Stage, failure.Kind));
        Assert.Empty(server.Heard);
    }

    [Theory]
    [InlineData("XOAuth2", "user=alice\u0001auth=Bearer planted-password\u0001\u0001", "")]
    [InlineData("OAuthBearer", "n,a=alice,\u0001host=127.0.0.1\u0001port={port}\u0001auth=Bearer planted-password\u0001\u0001", "AQ==")]
    public async Task A_token_that_is_refused_by_a_challenge_is_answered_and_the_verdict_told(string how, string first, string last)
    {
        string? answered = null;
        var mechanism = Enum.Parse<MailMechanism>(how);
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync($"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH={how.ToUpperInvariant()}] ready");
            var (tag, _) = await peer.CommandAsync();
            await peer.LineAsync("+ eyJzdGF0dXMiOiI0MDEifQ==");
            answered = await peer.ReadAsync();
            await peer.LineAsync($"{tag} NO [AUTHENTICATIONFAILED] no");
        });

        var failure = await FailureAsync(() => server.ConnectAsync(credential: Alice with { IsToken = true, Only = mechanism }));

        Assert.Equal((MailFailureKind.LoginRefused, last), (failure.Kind, answered));
        Assert.Equal(first.Replace("{port}", $"{server.Port}", StringComparison.Ordinal), Encoding.UTF8.GetString(Convert.FromBase64String(server.Heard.First().Split(' ')[^1])));
    }

    [Fact]
    public async Task Endless_challenges_are_broken_off()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync($"* OK [CAPABILITY {Usual}] ready");
            var (tag, _) = await peer.CommandAsync();
            for (var line = "="; line != "*";)
            {
                await peer.LineAsync("+ bW9yZQ==");
                line = await peer.ReadAsync();
            }

            await peer.LineAsync($"{tag} BAD broken off");
        });

        Assert.Equal(MailFailureKind.LoginRefused, (await FailureAsync(() => server.ConnectAsync())).Kind);
    }

    [Theory]
    [InlineData("alice", "")]
    [InlineData("", "secret")]
    [InlineData("alice\0bob", "secret")]
    [InlineData("alice", "sec\u0001ret")]
    [InlineData("alice", "secret\r\n")]
    public async Task A_credential_that_no_mechanism_can_carry_is_not_sent(string user, string secret)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync($"* OK [CAPABILITY {Usual}] ready");
            await peer.AnswerAsync();
        });

        var failure = await FailureAsync(() => server.ConnectAsync(credential: MailCredential.Password(user, Secret.OfText(secret))));

        Assert.Equal(MailFailureKind.Settings, failure.Kind);
        Assert.Empty(server.Heard);
    }

    [Fact]
    public void A_name_with_commas_stays_one_name() =>
        Assert.StartsWith("n,a=a=2Cb=3Dc,\u0001", Encoding.UTF8.GetString(Sasl.For(MailMechanism.OAuthBearer, MailCredential.Token("a,b=c", Secret.OfText("t")), new("h", 1, MailSecurity.Tls), new("h", TimeProvider.System)).Initial!), StringComparison.Ordinal);

    [Theory]
    [InlineData("IMAP4rev1 SASL-IR AUTH=PLAIN")]
    [InlineData("IMAP4rev1 AUTH=PLAIN")]
    [InlineData("IMAP4rev1")]
    public async Task A_transcript_shows_how_far_it_came_and_no_credential(string offered)
    {
        MailTranscript? transcript = null;
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync($"* OK [CAPABILITY {offered}] ready");
            var (tag, text) = await peer.CommandAsync();
            if (text == "AUTHENTICATE PLAIN")
            {
                await peer.LineAsync("+ ");
                text = await peer.ReadAsync();
            }

            await peer.LineAsync($"{tag} NO I do not know planted-password, cGxhbnRlZC1wYXNzd29yZA== or {text}");
        });

        var failure = await FailureAsync(() => ImapClient.ConnectAsync(server.At(), Alice, Rules with { Record = true }, TimeProvider.System, Patience, default, heard => transcript = heard));

        var shown = string.Join('\n', [.. transcript!.Lines, failure.Said!, failure.ToString()]);
        Assert.Contains("I do not know ***, *** or", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-password", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("cGxhbnRlZC1wYXNzd29yZA", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("AGFsaWNlAHBsYW50ZWQtcGFzc3dvcmQ", shown, StringComparison.Ordinal);
    }
}
