using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Grains.Accounts;

/// <summary>Time-based one-time passwords (RFC 6238): HMAC-SHA-1, six digits, steps of thirty seconds, as every authenticator app has them.</summary>
public static class Totp
{
    public const int SecretBytes = 20;

    private const int StepSeconds = 30;
    private const int Drift = 1;

    /// <summary>The step the code belongs to: the one now, or one beside it for clocks that are off (RFC 6238 §5.2). Null where it is none of these, or not after <paramref name="last"/>: a code works once.</summary>
    public static long? Step(ReadOnlySpan<byte> secret, string digits, DateTimeOffset now, long last)
    {
        var middle = now.ToUnixTimeSeconds() / StepSeconds;
        long? found = null;
        for (var step = middle - Drift; step <= middle + Drift; step++)
        {
            // No shortcut: the time it takes tells nothing of the code.
            var same = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), Encoding.ASCII.GetBytes(digits));
            found = same && step > last && found is null ? step : found;
        }

        return found;
    }

    public static string Code(ReadOnlySpan<byte> secret, DateTimeOffset now) => Code(secret, now.ToUnixTimeSeconds() / StepSeconds);

    /// <summary>RFC 4226 §5.3.</summary>
    private static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 §1.2: authenticator apps know SHA-1 alone, and an HMAC needs no collision resistance
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
