using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Mail;

/// <summary>
/// A mail provider on two ports of this machine: <c>imap.sandbox.example:993</c> and <c>smtp.sandbox.example:465</c> are led there, without TLS, for it never leaves the machine. What is sent to a mailbox of the sandbox arrives in it
/// (one's own, say); what is sent to others is taken and seen by nobody. Who is called nobody does not exist, who is called later is refused for now.
/// </summary>
internal sealed class MailSimulator(Tenants tenants, TimeProvider clock, Func<string, FaultPlan> faults) : IAsyncDisposable
{
    internal const string Platform = "email", Domain = "sandbox.example", ImapHost = "imap.sandbox.example", SmtpHost = "smtp.sandbox.example";
    private const int MostConnections = 200;

    private readonly Worlds<Mailbox> worlds = new(tenant => new(AddressOf(tenant), clock), most: 200);
    private readonly TcpListener imap = new(IPAddress.Loopback, 0), smtp = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopped = new();
    private readonly SemaphoreSlim places = new(MostConnections);
    private Task listening = Task.CompletedTask;

    internal IReadOnlyDictionary<string, int> Ports => field ??= new Dictionary<string, int> { [$"{ImapHost}:993"] = Start(imap, ImapAsync), [$"{SmtpHost}:465"] = Start(smtp, SmtpAsync) };

    internal SandboxAccount Account(string tenant) => new(Platform, new JsonObject
    {
        ["address"] = AddressOf(tenant),
        ["password"] = Password(tenant),
        ["name"] = "Sandbox account",
        ["imap"] = new JsonObject { ["host"] = ImapHost, ["port"] = 993, ["security"] = "tls" },
        ["smtp"] = new JsonObject { ["host"] = SmtpHost, ["port"] = 465, ["security"] = "tls" },
    }.ToJsonString());

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        imap.Dispose();
        smtp.Dispose();
        await listening;
        stopped.Dispose();
    }

    private static string AddressOf(string tenant) => $"you.{tenant}@{Domain}";

    private string Password(string tenant) => tenants.Sign("mail password", tenant, 24);

    private int Start(TcpListener listener, Func<MailLines, CancellationToken, Task> talk)
    {
        listener.Start();
        listening = Task.WhenAll(listening, ListenAsync(listener, talk));
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ListenAsync(TcpListener listener, Func<MailLines, CancellationToken, Task> talk)
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                await places.WaitAsync(stopped.Token);
                var client = await listener.AcceptTcpClientAsync(stopped.Token);
                talks.RemoveAll(one => one.IsCompleted);
                talks.Add(TalkAsync(client, talk));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client, Func<MailLines, CancellationToken, Task> talk)
    {
        try
        {
            using (client)
            {
                await talk(new(client.GetStream()), stopped.Token);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, or this process goes.
        }
        finally
        {
            places.Release();
        }
    }

    private Task ImapAsync(MailLines lines, CancellationToken cancellationToken) => new ImapConversation(lines, LogIn, Faults).RunAsync(cancellationToken);

    private Task SmtpAsync(MailLines lines, CancellationToken cancellationToken) => new SmtpConversation(lines, LogIn, Faults, Deliver).RunAsync(cancellationToken);

    private Mailbox? LogIn(string user, string password) => Tenant(user) is { } tenant && tenants.IsSigned("mail password", tenant, password) ? worlds.Of(tenant) : null;

    private FaultPlan Faults(Mailbox of) => faults(Tenant(of.Address)!);

    private void Deliver(string to, byte[] content)
    {
        if (Tenant(to) is { } tenant)
        {
            worlds.Of(tenant).Deliver(content);
        }
    }

    private static string? Tenant(string address) =>
        address.ToLowerInvariant() is var name && name.StartsWith("you.", StringComparison.Ordinal) && name.EndsWith($"@{Domain}", StringComparison.Ordinal) && name["you.".Length..name.IndexOf('@')] is { Length: 16 } tenant && tenant.All(char.IsAsciiHexDigitLower) ? tenant : null;
}
