using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Squaremcp.Platforms;

namespace Squaremcp.Grains.Customers;

/// <summary>
/// HMAC-SHA-256 under the customer's key of what a call asks for: the same for the same intent, nothing to anybody without the key.
/// Over: tool, 0, <c>platform/account</c> (empty for the gateway's own tools), 0, canonical arguments.
/// </summary>
internal static class ArgumentHash
{
    /// <returns>64 lower-case hexadecimal digits.</returns>
    internal static string Of(Secret key, string tool, string connection, JsonElement arguments)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Reveal());
        hmac.AppendData(Encoding.UTF8.GetBytes($"{tool}\0{connection}\0"));
        hmac.AppendData(CanonicalJson.Of(arguments));
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    /// <summary>The same for one recipient of a connection, whatever its letters' case.</summary>
    internal static string OfRecipient(Secret key, string connection, string recipient) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key.Reveal(), Encoding.UTF8.GetBytes($"recipient\0{connection}\0{recipient.Trim().ToLowerInvariant()}")));
}
