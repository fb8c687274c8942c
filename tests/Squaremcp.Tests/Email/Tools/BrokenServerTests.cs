using System.Text;
using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using Squaremcp.Tests.Email.Smtp;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>Servers that are not there, not right, or leave in the middle: what a model is told, and what the ledger says.</summary>
public sealed class BrokenServerTests(EmailGateway gateway) : IClassFixture<EmailGateway>
{
    private const string Password = "planted-mail-password";

    private static readonly object Letter = new { to = (string[])["b@example.test"], subject = "s", text = "x" };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_connection_lost_after_the_last_dot_is_an_unknown_outcome_also_in_the_ledger()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SubmitAsync();
            await peer.AnswerAllAsync("250 ok", "250 ok", "354 go on");
            await peer.ContentAsync();
        });
        var mailbox = await ConnectAsync(server);

        var failure = await mailbox.FailureAsync("email_send_email", Letter);

        Assert.StartsWith("outcome_unknown: 127.0.0.1 got the whole message and then did not answer", failure, StringComparison.Ordinal);
        Assert.Contains("Its Message-ID is <", failure, StringComparison.Ordinal);
        var write = (await gateway.RestAsync(HttpMethod.Get, "/api/v1/writes?limit=1&status=unknown", gateway.Key)).GetProperty("writes")[0];
        Assert.Equal(("email_send_email", "unknown"), (write.GetProperty("tool").GetString(), write.GetProperty("status").GetString()));

        // The same again is not sent by itself.
        Assert.StartsWith("outcome_unknown", await mailbox.FailureAsync("email_send_email", Letter), StringComparison.Ordinal);
        Assert.Single(server.Heard, line => line == "DATA");
    }

    [Fact]
    public async Task A_connection_lost_before_the_last_dot_sent_nothing()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SubmitAsync();
            await peer.AnswerAllAsync("250 ok", "250 ok");
        });
        var mailbox = await ConnectAsync(server);

        var failure = await mailbox.FailureAsync("email_send_email", Letter);

        Assert.StartsWith("platform_unavailable: ", failure, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was sent.", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_asks_for_another_connection_and_is_found_nowhere()
    {
        await gateway.Dovecot.RunningAsync();
        var address = gateway.Dovecot.NewUser();
        var mailbox = await gateway.ConnectAsync(address, EmailGateway.Settings(address, Password, byToken: false, gateway.Dovecot.Imaps, gateway.Dovecot.Submissions));

        var search = await mailbox.FailureAsync("email_search_messages", new { });
        var send = await mailbox.FailureAsync("email_send_email", Letter);
        var check = await gateway.RestAsync(HttpMethod.Post, $"/api/v1/connections/email/{mailbox.Account}/check", gateway.Key);
        var trail = await gateway.RestAsync(HttpMethod.Get, "/api/v1/audit", gateway.Key);
        var connections = await gateway.RestAsync(HttpMethod.Get, "/api/v1/connections", gateway.Key);

        Assert.StartsWith("needs_reconnection: localhost does not accept this user name and password", search, StringComparison.Ordinal);
        Assert.StartsWith("needs_reconnection: ", send, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent.", send, StringComparison.Ordinal);
        Assert.Equal(
            ["imap_settings True", "imap_dns True", "imap_connect True", "imap_tls True", "imap_greeting True", "imap_login False", "smtp_settings True", "smtp_dns True", "smtp_connect True", "smtp_tls True", "smtp_greeting True", "smtp_login False"],
            Steps(check));
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{address}\0{Password}"));
        var kept = await gateway.KeptAsync();
        foreach (var secret in (string[])[Password, encoded])
        {
            Assert.DoesNotContain(secret, search + send + check + trail + connections, StringComparison.Ordinal);
            Assert.DoesNotContain(gateway.Log, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.All(kept, one => Assert.False(one.Holds(secret), $"{one.Name} holds the password"));
        }
    }

    [Fact]
    public async Task A_check_of_a_good_mailbox_tells_every_step()
    {
        var mailbox = await gateway.MailboxAsync(startTls: true);

        var check = await gateway.RestAsync(HttpMethod.Post, $"/api/v1/connections/email/{mailbox.Account}/check", gateway.Key);

        Assert.True(check.GetProperty("ok").GetBoolean(), check.GetRawText());
        Assert.Equal(["imap_folder True", "smtp_send True"], Steps(check).Where(step => step.Contains("folder", StringComparison.Ordinal) || step.Contains("send", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_check_names_the_step_that_fails()
    {
        await gateway.Dovecot.RunningAsync();
        var address = gateway.Dovecot.NewUser();
        var nobody = new MailServer("127.0.0.1", 1, MailSecurity.Tls);
        var notTls = new MailServer("localhost", gateway.Dovecot.Ports[0], MailSecurity.Tls);

        Assert.Equal(["imap_connect False", "smtp_tls False"], await FailedAsync(nobody, notTls));
        Assert.Equal(["imap_dns False", "smtp_dns False"], await FailedAsync(nobody with { Host = "no-such-host.invalid" }, notTls with { Host = "no-such-host.invalid" }));

        async Task<IEnumerable<string>> FailedAsync(MailServer imap, MailServer smtp)
        {
            var mailbox = await gateway.ConnectAsync(address, EmailGateway.Settings(address, "secret", byToken: false, imap, smtp));
            return Steps(await gateway.RestAsync(HttpMethod.Post, $"/api/v1/connections/email/{mailbox.Account}/check", gateway.Key)).Where(step => step.EndsWith("False", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_certificate_of_nobody_known_is_refused_before_the_password()
    {
        await gateway.Dovecot.RunningAsync();
        var address = gateway.Dovecot.NewUser();
        var server = new { host = "localhost", port = gateway.Dovecot.Ports[1], security = "tls" };
        var mailbox = await gateway.ConnectAsync(address, new { address, password = "secret", imap = server, smtp = server });

        Assert.StartsWith("platform_unavailable: The certificate of localhost is not vouched for by an authority known here. Nothing secret was sent to it.", await mailbox.FailureAsync("email_search_messages", new { }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_with_the_step_it_hung_in()
    {
        var clock = new ManualTime();
        using var hung = new SemaphoreSlim(0);
        await using var imap = Hanging("* OK ready");
        await using var smtp = Hanging("220 ready");
        await using var connector = new EmailConnector(allowPrivateHosts: true, files: null, clock);
        var reading = connector.Read(JsonSerializer.SerializeToElement(EmailGateway.Settings("a@example.test", Password, byToken: false, imap.At(), smtp.At())));

        var checking = connector.CheckAsync(new(JsonElement.Parse(reading.Canonical!), reading.Credentials), TestContext.Current.CancellationToken);
        Assert.True(await hung.WaitAsync(Patience, TestContext.Current.CancellationToken) && await hung.WaitAsync(Patience, TestContext.Current.CancellationToken), "Nobody connected.");
        clock.Advance(TimeSpan.FromSeconds(13));
        var steps = await checking.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(["imap_greeting", "smtp_greeting"], steps.Where(step => !step.Ok).Select(step => step.Name));
        Assert.All(steps.Where(step => !step.Ok), step => Assert.StartsWith("127.0.0.1 did not answer within 12 seconds.", step.Detail, StringComparison.Ordinal));

        // It hears the client's first line before it hangs: until then the client may still be at its connect.
        ScriptedServer Hanging(string greeting) => ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync(greeting);
            await peer.ReadAsync();
            hung.Release();
            await peer.HangAsync();
        });
    }

    [Fact]
    public async Task A_message_that_is_not_handed_over_in_time_is_not_sent_and_says_so()
    {
        var clock = new ManualTime();
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var files = new MemoryFiles();
        var slow = files.Add("cus_1", "a.bin", "application/octet-stream", new byte[10], async token =>
        {
            reading.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("Nobody waits for ever.");
        });
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SubmitAsync();
            await peer.AnswerAllAsync("250 ok", "250 ok", "354 go on");
            await peer.HangAsync();
        });
        await using var connector = new EmailConnector(allowPrivateHosts: true, files, clock);
        var settings = connector.Read(JsonSerializer.SerializeToElement(EmailGateway.Settings("a@example.test", Password, byToken: false, server.At(), server.At())));
        var context = new ToolContext { Customer = "cus_1", CallId = "call_1", AnswerBytes = 48_000, Clock = clock, Cursors = new(new byte[32]) };
        var arguments = JsonSerializer.SerializeToElement(new { to = (string[])["b@example.test"], subject = "s", text = "x", attachments = (string[])[slow.Id] });

        var sending = connector.InvokeAsync("email_send_email", new(JsonElement.Parse(settings.Canonical!), settings.Credentials), arguments, context, TestContext.Current.CancellationToken);
        await reading.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(33));
        var error = (await sending.WaitAsync(Patience, TestContext.Current.CancellationToken)).Error!;

        Assert.Equal(ToolErrorKind.PlatformUnavailable, error.Kind);
        Assert.Contains("Nothing was sent.", error.Message, StringComparison.Ordinal);
    }

    private Task<TestMailbox> ConnectAsync(ScriptedServer server) =>
        gateway.ConnectAsync("a@example.test", EmailGateway.Settings("a@example.test", Password, byToken: false, server.At(), server.At()));

    private static IEnumerable<string> Steps(JsonElement check) =>
        check.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("name").GetString()} {step.GetProperty("ok").GetBoolean()}");
}
