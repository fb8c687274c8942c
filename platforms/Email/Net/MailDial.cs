using System.Net;
using System.Net.Sockets;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Email;

/// <summary>Makes connections to mail servers: the address that was judged is the one that is connected to.</summary>
internal static class MailDial
{
    private const int MostAddresses = 8;

    // One address that swallows packets must not use up the time of the others.
    private static readonly TimeSpan EachAddress = TimeSpan.FromSeconds(5);

    /// <summary>Connects, with TLS where the server has it from the first byte.</summary>
    /// <exception cref="MailException">Of stage settings, dns, connect or tls.</exception>
    public static async Task<MailConnection> ConnectAsync(MailServer server, MailRules rules, MailTrouble trouble, TimeProvider clock, CancellationToken cancellationToken)
    {
        trouble.Stage = MailStage.Settings;
        if (server.Broken(rules.AllowPrivate) is { } broken)
        {
            throw trouble.Of(MailFailureKind.Settings, broken);
        }

        var addresses = await ResolveAsync(server, rules, trouble, cancellationToken);
        trouble.Stage = MailStage.Connect;
        var socket = await ConnectAsync(addresses, server, trouble, clock, cancellationToken);
        var connection = new MailConnection(new NetworkStream(socket, ownsSocket: true), server, rules, trouble, ((IPEndPoint)socket.RemoteEndPoint!).Address);
        try
        {
            if (server.Security == MailSecurity.Tls)
            {
                await connection.ProtectAsync(cancellationToken);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(MailServer server, MailRules rules, MailTrouble trouble, CancellationToken cancellationToken)
    {
        trouble.Stage = MailStage.Dns;
        var host = server.Host;
        IPAddress[] addresses;
        try
        {
            addresses = await rules.Resolve(server.DnsName, cancellationToken);
        }
        catch (SocketException unknown)
        {
            throw unknown.SocketErrorCode == SocketError.TryAgain
                ? trouble.Of(MailFailureKind.Unreachable, $"The address of {host} could not be looked up just now. Try again in a minute.", transient: true, inner: unknown)
                : trouble.Of(MailFailureKind.Unreachable, $"There is no host named {host}. Check how it is written.", inner: unknown);
        }

        if (addresses.Length == 0)
        {
            throw trouble.Of(MailFailureKind.Unreachable, $"{host} has no address. Check how it is written.");
        }

        return rules.AllowPrivate || addresses.All(AddressGuard.IsPublic)
            ? [.. addresses.Take(MostAddresses)]
            : throw trouble.Of(MailFailureKind.Settings, $"{host} is not on the public internet, and the operator has not allowed such hosts. Use your provider's public server.");
    }

    private static async Task<Socket> ConnectAsync(IPAddress[] addresses, MailServer server, MailTrouble trouble, TimeProvider clock, CancellationToken cancellationToken)
    {
        Exception? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var each = new CancellationTokenSource(EachAddress, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(each.Token, cancellationToken);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, server.Port), either.Token);
                return socket;
            }
            catch (Exception refused) when (refused is SocketException || (refused is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                socket.Dispose();
                last = refused;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw trouble.Of(MailFailureKind.Unreachable, $"Nobody answers at {server.Host}, port {server.Port}. Check host and port; if both are right, the server is down.", transient: true, inner: last);
    }
}
