using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Support;
using static Squaremcp.Tests.Email.Servers.ImapScript;

namespace Squaremcp.Tests.Email.Servers;

/// <summary>The way to a server: settings, DNS, connection, TLS.</summary>
public sealed class TransportTests
{
    private static readonly MailRules Public = new();

    [Theory]
    [InlineData("imap.example.org", 993, "Tls", null)]
    [InlineData("imap.example.org", 143, "StartTls", null)]
    [InlineData("imap.bücher.example", 993, "Tls", null)]
    [InlineData("9.9.9.9", 993, "Tls", null)]
    [InlineData("imap.example.org", 993, "None", "tls or starttls")]
    [InlineData("imap.example.org", 25, "Tls", "port")]
    [InlineData("imap.example.org", 22, "Tls", "port")]
    [InlineData("imap.example.org", 0, "Tls", "port")]
    [InlineData("", 993, "Tls", "host")]
    [InlineData("https://imap.example.org", 993, "Tls", "host")]
    [InlineData("imap.example.org:993", 993, "Tls", "host")]
    [InlineData("user@imap.example.org", 993, "Tls", "host")]
    [InlineData("imap.example.org\r\n", 993, "Tls", "host")]
    [InlineData("localhost", 993, "Tls", "not on the public internet")]
    [InlineData("mail", 993, "Tls", "not on the public internet")]
    [InlineData("mail.internal", 993, "Tls", "not on the public internet")]
    [InlineData("10.0.0.1", 993, "Tls", "not on the public internet")]
    [InlineData("127.1", 993, "Tls", "not on the public internet")]
    [InlineData("::1", 993, "Tls", "not on the public internet")]
    [InlineData("[::ffff:10.0.0.1]", 993, "Tls", "not on the public internet")]
    public void Settings_that_lead_nowhere_good_are_refused_with_the_reason(string host, int port, string security, string? reason)
    {
        var broken = new MailServer(host, port, Enum.Parse<MailSecurity>(security)).Broken(allowPrivate: false);
        if (reason is null)
        {
            Assert.Null(broken);
        }
        else
        {
            Assert.Contains(reason, broken, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("9.9.9.9", "10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    public async Task A_name_that_leads_into_the_operators_network_is_refused_before_anything_is_sent(params string[] addresses)
    {
        await using var server = ScriptedServer.Start(_ => Task.CompletedTask);
        var rules = Public with { Resolve = (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()) };

        var failure = await FailureAsync(() => ConnectAsync(new("imap.example.org", 993, MailSecurity.Tls), rules));

        Assert.Equal((MailStage.Dns, MailFailureKind.Settings, false), (failure.Stage, failure.Kind, failure.IsTransient));
        Assert.DoesNotContain(addresses[0], failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_of_any_script_is_looked_up_as_DNS_writes_it()
    {
        var asked = "";
        var rules = Public with
        {
            Resolve = (host, _) =>
            {
                asked = host;
                return Task.FromResult<IPAddress[]>([]);
            },
        };
        await FailureAsync(() => ConnectAsync(new("imap.bücher.example", 993, MailSecurity.Tls), rules));
        Assert.Equal("imap.xn--bcher-kva.example", asked);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, false)]
    [InlineData(SocketError.TryAgain, true)]
    public async Task A_name_without_address_is_told(SocketError error, bool isTransient)
    {
        var rules = Public with { Resolve = (_, _) => throw new SocketException((int)error) };
        var failure = await FailureAsync(() => ConnectAsync(new("imap.example.org", 993, MailSecurity.Tls), rules));
        Assert.Equal((MailStage.Dns, MailFailureKind.Unreachable, isTransient), (failure.Stage, failure.Kind, failure.IsTransient));
    }

    [Fact]
    public async Task Nobody_at_the_port_is_told()
    {
        var server = ScriptedServer.Start(_ => Task.CompletedTask);
        var gone = server.At();
        await server.DisposeAsync();

        var failure = await FailureAsync(() => ConnectAsync(gone, Rules));

        Assert.Equal((MailStage.Connect, MailFailureKind.Unreachable, true), (failure.Stage, failure.Kind, failure.IsTransient));
    }

    [Fact]
    public async Task The_next_address_is_tried_where_the_first_does_not_answer()
    {
        await using var server = ScriptedServer.Start(peer => peer.LogInAsync());
        var rules = Rules with { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.9"), IPAddress.Loopback]) };

        await using var client = await ConnectAsync(server.At(host: "mail.example.org"), rules);

        Assert.False(client.IsBroken);
    }

    [Theory]
    [InlineData("Tls")]
    [InlineData("StartTls")]
    public async Task A_certificate_of_another_name_is_refused(string security) =>
        Assert.Contains("another name", (await RefusedAsync(TestCertificates.OtherName, Rules, Enum.Parse<MailSecurity>(security))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_certificate_that_has_expired_is_refused() =>
        Assert.Contains("expired", (await RefusedAsync(TestCertificates.Expired, Rules)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused() =>
        Assert.Contains("vouched for", (await RefusedAsync(TestCertificates.Localhost, new(AllowPrivate: true))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_pinned_certificate_is_taken_and_no_other()
    {
        var pin = Convert.ToHexStringLower(SHA256.HashData(TestCertificates.OtherName.RawData));
        var rules = new MailRules(AllowPrivate: true) { CertificateSha256 = pin };
        Assert.Contains("another certificate", (await RefusedAsync(TestCertificates.Localhost, rules)).Message, StringComparison.Ordinal);

        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.StartTlsAsync(TestCertificates.OtherName);
            await peer.LogInAsync();
        });
        await using var client = await ConnectAsync(server.At(MailSecurity.Tls), rules);
        Assert.False(client.IsBroken);
    }

    [Fact]
    public async Task A_server_without_TLS_at_a_TLS_port_is_told_as_that()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LineAsync("* OK plain");
            await peer.HangAsync();
        });

        var failure = await FailureAsync(() => ConnectAsync(server.At(MailSecurity.Tls), Rules));

        Assert.Equal((MailStage.Tls, MailFailureKind.Untrusted), (failure.Stage, failure.Kind));
        Assert.Contains("does not speak TLS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_TLS_credentials_go_to_this_machine_alone()
    {
        var trouble = new MailTrouble("mail.example.org", TimeProvider.System);
        await using var far = new MailConnection(Stream.Null, new("mail.example.org", 143, MailSecurity.None), Rules, trouble, IPAddress.Parse("192.168.1.7"));
        await using var near = new MailConnection(Stream.Null, new("localhost", 143, MailSecurity.None), Public, trouble, IPAddress.Loopback);

        Assert.Equal(MailFailureKind.Untrusted, Assert.Throws<MailException>(far.DemandProtection).Failure.Kind);
        Assert.Equal(MailFailureKind.Untrusted, Assert.Throws<MailException>(near.DemandProtection).Failure.Kind);
    }

    [Theory]
    [InlineData("secret", "a NO secret is wrong", "a NO *** is wrong")]
    [InlineData("secret", "c2VjcmV0 and secretsecret", "*** and ******")]
    [InlineData("*", "a * b", "a *** b")]
    [InlineData("secret", "a\tb\u0007\u202ec", "abc")]
    public void What_is_shown_of_a_server_holds_no_credential_and_no_control_character(string secret, string said, string shown)
    {
        using var transcript = new MailTranscript(recording: true);
        transcript.Hide(System.Text.Encoding.UTF8.GetBytes(secret));

        transcript.Received(System.Text.Encoding.UTF8.GetBytes(said));

        Assert.Equal([$"S: {shown}"], transcript.Lines);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_in_time()
    {
        var clock = new ManualTime();
        var met = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.ReadAsync(1);
            met.SetResult();
            await peer.HangAsync();
        });

        var connecting = ImapClient.ConnectAsync(server.At(MailSecurity.Tls), Alice, Rules, clock, TimeSpan.FromSeconds(30), default);
        await met.Task.WaitAsync(Patience);
        clock.Advance(TimeSpan.FromSeconds(31));
        var failure = await FailureAsync(() => connecting.WaitAsync(Patience));

        Assert.Equal((MailStage.Tls, MailFailureKind.TimedOut, true), (failure.Stage, failure.Kind, failure.IsTransient));
    }

    private static async Task<MailFailure> RefusedAsync(X509Certificate2 certificate, MailRules rules, MailSecurity security = MailSecurity.Tls)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            if (security == MailSecurity.StartTls)
            {
                await peer.LineAsync("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready");
                await peer.AnswerAsync();
            }

            await peer.StartTlsAsync(certificate);
            await peer.LogInAsync();
        });
        var failure = await FailureAsync(() => ConnectAsync(server.At(security), rules));
        Assert.Equal((MailStage.Tls, MailFailureKind.Untrusted, false), (failure.Stage, failure.Kind, failure.IsTransient));
        Assert.DoesNotContain(server.Heard, line => line.Contains("AUTH", StringComparison.Ordinal));
        return failure;
    }

    private static Task<ImapClient> ConnectAsync(MailServer server, MailRules rules) =>
        ImapClient.ConnectAsync(server, MailCredential.Password("alice", Secret.OfText("planted-password")), rules, TimeProvider.System, Patience, default);
}
