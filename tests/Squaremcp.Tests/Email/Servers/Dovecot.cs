using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Architecture;

[assembly: AssemblyFixture(typeof(Squaremcp.Tests.Email.Servers.Dovecot))]

namespace Squaremcp.Tests.Email.Servers;

/// <summary>
/// A real Dovecot, started by the first test that asks for it and stopped after the last one (<c>tests/dovecot/start.sh</c>). Any user name is a mailbox; a test takes one of its own.
/// What is submitted goes to <see cref="Sink"/>, and from there by LMTP into the recipients' INBOX.
/// </summary>
public sealed class Dovecot : IAsyncDisposable
{
    private const string Program = "/usr/sbin/dovecot";
    private const int Attempts = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim once = new(1);
    private readonly ConcurrentQueue<string> log = [];
    private DirectoryInfo? folder;
    private Process? process;
    private readonly string mechanisms;
    private int users;

    public Dovecot()
        : this("plain login xoauth2 oauthbearer")
    {
    }

    /// <param name="mechanisms">The only ways to log in, as Dovecot's auth_mechanisms names them.</param>
    internal Dovecot(string mechanisms) => this.mechanisms = mechanisms;

    internal IEnumerable<string> Log => log;

    internal int[] Ports { get; private set; } = [];

    internal SmtpSink Sink { get; } = new();

    internal MailServer Imap => new("localhost", Ports[0], MailSecurity.StartTls);

    internal MailServer Imaps => new("localhost", Ports[1], MailSecurity.Tls);

    internal MailServer Submission => new("localhost", Ports[2], MailSecurity.StartTls);

    internal MailServer Submissions => new("localhost", Ports[3], MailSecurity.Tls);

    /// <summary>The server, listening. The test is skipped where Dovecot is not installed.</summary>
    internal async Task<Dovecot> RunningAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "Dovecot 2.3 is not installed: apt-get install dovecot-core dovecot-imapd dovecot-submissiond dovecot-lmtpd");
        await once.WaitAsync();
        try
        {
            for (var attempt = 1; process is null; attempt++)
            {
                // Another program may take a port between finding and using it.
                process = await StartAsync() ?? (attempt < Attempts ? null : throw new InvalidOperationException($"Dovecot did not start:\n{string.Join('\n', log)}"));
            }
        }
        finally
        {
            once.Release();
        }

        return this;
    }

    /// <summary>An address whose mailbox nobody else uses; its password is "secret".</summary>
    internal string NewUser() => $"user{Interlocked.Increment(ref users)}@example.test";

    internal static MailCredential Password(string user) => MailCredential.Password(user, Secret.OfText("secret"));

    /// <summary>An access token that Dovecot believes.</summary>
    internal static MailCredential Token(string user, string key = "test-hmac-secret-0123456789abcdef")
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var told = $"{Url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"u8)}.{Url(Encoding.UTF8.GetBytes($"{{\"email\":\"{user}\",\"sub\":\"{user}\",\"iat\":{now - 60},\"exp\":{now + 3600}}}"))}";
        return MailCredential.Token(user, Secret.OfText($"{told}.{Url(HMACSHA256.HashData(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(told)))}"));
    }

    /// <summary>Puts a message into a user's INBOX (LMTP, RFC 2033).</summary>
    /// <param name="content">Latin-1; every line ends in CRLF, the last one too.</param>
    internal async Task DeliverAsync(string user, string content)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Ports[4]);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var stuffed = content.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        await ExpectAsync("2");
        foreach (var (line, answer) in ((string, string)[])[("LHLO tests", "2"), ("MAIL FROM:<sender@example.test>", "2"), ($"RCPT TO:<{user}>", "2"), ("DATA", "3"), ($"{stuffed}.", "2")])
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"));
            await ExpectAsync(answer);
        }

        async Task ExpectAsync(string begin)
        {
            var line = await reader.ReadLineAsync();
            while (line is [_, _, _, '-', ..])
            {
                line = await reader.ReadLineAsync();
            }

            Assert.StartsWith(begin, line, StringComparison.Ordinal);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(Patience);
            process.Dispose();
        }

        await Sink.DisposeAsync();
        folder?.Delete(recursive: true);
    }

    private async Task<Process?> StartAsync()
    {
        folder?.Delete(recursive: true);
        folder = Directory.CreateTempSubdirectory("squaremcp-dovecot-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "cert.pem"), TestCertificates.Localhost.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "key.pem"), TestCertificates.Localhost.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Ports = FreePorts(5);
        Sink.Deliver = (recipient, message) => DeliverAsync(recipient, message.Content);

        var listening = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new Process
        {
            StartInfo = new("sh", [Path.Combine(Repository.Root, "tests", "dovecot", "start.sh"), folder.FullName, .. Ports.Select(port => $"{port}"), $"{Sink.Port}", mechanisms])
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        started.ErrorDataReceived += (_, told) =>
        {
            log.Enqueue(told.Data ?? "");
            if (told.Data is null || told.Data.Contains("Fatal", StringComparison.Ordinal))
            {
                listening.TrySetResult(false);
            }
            else if (told.Data.Contains("starting up", StringComparison.Ordinal))
            {
                listening.TrySetResult(true);
            }
        };
        started.Start();
        started.BeginErrorReadLine();
        if (await listening.Task.WaitAsync(Patience))
        {
            return started;
        }

        started.StandardInput.Close();
        await started.WaitForExitAsync().WaitAsync(Patience);
        started.Dispose();
        return null;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    private static string Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
