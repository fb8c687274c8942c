using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Doctor;

/// <summary>Where a request comes from, with no more of a person's address than the doctor needs: a keyed hash to recognise it by for a day, and the network in words.</summary>
internal sealed class Whereabouts(Secrets secrets)
{
    private static readonly IPNetwork Claude = IPNetwork.Parse("160.79.104.0/21");
    private static readonly string[] Forwarding = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "Via"];

    /// <summary>The hash of the address that is behind the nearest proxy, and of that proxy: whoever writes a header of a proxy's gets no further than a place of its own.</summary>
    internal string Source(HttpContext context) => Keyed($"source|{Bucket(context.Connection.RemoteIpAddress)}|{(Behind(context) is { } behind ? Bucket(behind) : "")}");

    /// <summary>The hash where the address is one household's or one computer's, seen without a proxy; null where strangers may share it.</summary>
    internal string? Own(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && !Array.Exists(Forwarding, context.Request.Headers.ContainsKey) && (IPAddress.IsLoopback(address) || !IsPrivate(Plain(address))) && !Claude.Contains(Plain(address))
            ? Source(context)
            : null;

    internal static string Network(HttpContext context)
    {
        var address = Plain(Behind(context) ?? context.Connection.RemoteIpAddress ?? IPAddress.None);
        return address switch
        {
            _ when IPAddress.IsLoopback(address) => "this machine",
            _ when IsPrivate(address) => "a private network",
            { AddressFamily: AddressFamily.InterNetwork } when Claude.Contains(address) => "Claude's servers (160.79.104.0/21)",
            { AddressFamily: AddressFamily.InterNetwork } => $"{new IPNetwork(Masked(address, 2), 16)}",
            _ => $"{new IPNetwork(Masked(address, 4), 32)}",
        };
    }

    internal static string? Hosted(HttpContext context) =>
        Plain(Behind(context) ?? context.Connection.RemoteIpAddress ?? IPAddress.None) is { AddressFamily: AddressFamily.InterNetwork } address && Claude.Contains(address) ? "claude" : null;

    /// <summary>What a person is shown to quote: eight letters that this browser and this app get all day, and nobody guesses.</summary>
    internal string Code(string browser, string clientId, DateTimeOffset now)
    {
        const string letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
        var bytes = HMACSHA256.HashData(secrets.CursorKey, Encoding.UTF8.GetBytes($"doctor|code|{browser}|{clientId}|{now.UtcDateTime:yyyyMMdd}"));
        var text = string.Create(8, bytes, static (text, from) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = letters[from[i] % letters.Length];
            }
        });
        return $"{text[..4]}-{text[4..]}";
    }

    private string Keyed(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(secrets.CursorKey, Encoding.UTF8.GetBytes("doctor|" + text)).AsSpan(0, 16));

    /// <summary>The last of the addresses is the one that our own proxy wrote.</summary>
    private static IPAddress? Behind(HttpContext context) =>
        IPAddress.TryParse(context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim(), out var address) ? address : null;

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // Everybody at Claude's servers is one source: which of them calls says nothing.
    private static string Bucket(IPAddress? address) => address is null ? "-" : Plain(address) switch
    {
        { AddressFamily: AddressFamily.InterNetwork } v4 => Claude.Contains(v4) ? "claude" : v4.ToString(),
        var v6 => new IPNetwork(Masked(v6, 8), 64).ToString(),
    };

    private static bool IsPrivate(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? address.IsIPv6LinkLocal || (bytes[0] & 0xfe) == 0xfc
            : bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254) || (bytes[0] == 100 && bytes[1] is >= 64 and < 128);
    }

    private static IPAddress Masked(IPAddress address, int bytes)
    {
        var all = address.GetAddressBytes();
        all.AsSpan(bytes).Clear();
        return new(all);
    }
}
