using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Squaremcp.Benchmarks.Mailbox;

/// <summary>A real Dovecot on this machine, by the script the tests start theirs with; it ends when this does.</summary>
internal sealed class MailHost : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> log;

    private MailHost(Process process, int port)
    {
        (this.process, Port) = (process, port);

        // It must never wait for somebody to read what it says.
        log = process.StandardError.ReadToEndAsync();
    }

    internal int Port { get; }

    /// <param name="folder">Its mailboxes are in mail/USER.</param>
    internal static async Task<MailHost> StartAsync(string root, string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        var ports = FreePorts(6);
        var started = Process.Start(new ProcessStartInfo("sh", [Path.Combine(root, "tests", "dovecot", "start.sh"), folder, .. ports.Select(port => $"{port}"), "plain login"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        while (await started.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains("starting up", StringComparison.Ordinal))
            {
                return new(started, ports[0]);
            }

            await Console.Error.WriteLineAsync(line);
        }

        throw new InvalidOperationException("Dovecot 2.3 did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await log;
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
