using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Ledger;

/// <summary>
/// How audit entries are chained: <c>hash = SHA-256(canonical(entry) ‖ previous hash)</c>. Needs nothing but the entries, so an export can be verified offline.
/// <para>
/// Canonical form 1, integers big-endian: one byte 1; seq (8 bytes); customer id; at, UTC milliseconds since 1970 (8); actor; action; target; outcome; call id; via; client;
/// platform; account; duration in ms (4); arguments hash. A text is its length in bytes (4) and its UTF-8; an absent one is the length -1.
/// Form 2 begins with the byte 2, and after form 1's fields come: summary; whether it is counted (1 byte); write id.
/// Every field has its place and its length, so no two entries share a form.
/// </para>
/// </summary>
public static class AuditChain
{
    /// <summary>The form of new entries, and their canonical form's first byte.</summary>
    public const byte Form = 2;

    /// <summary>What the first entry of a chain links to: 64 zeros.</summary>
    public static readonly string Genesis = new('0', 2 * SHA256.HashSizeInBytes);

    private const int OnStack = 1_024;

    /// <summary>The entry as the next of its chain. Times are kept to the millisecond.</summary>
    public static AuditEntry Link(AuditEntry entry, long seq, string previousHash)
    {
        var linked = entry with
        {
            Seq = seq,
            At = DateTimeOffset.FromUnixTimeMilliseconds(entry.At.ToUnixTimeMilliseconds()),
            PreviousHash = previousHash,
            Form = Form,
        };
        return linked with { Hash = Hash(linked, previousHash) };
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public static string Hash(AuditEntry entry, string previousHash)
    {
        var length = CanonicalLength(entry);
        var total = length + SHA256.HashSizeInBytes;
        var input = total <= OnStack ? stackalloc byte[OnStack] : new byte[total];
        WriteCanonical(entry, input);
        _ = Convert.FromHexString(previousHash, input.Slice(length, SHA256.HashSizeInBytes), out _, out _);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input[..total], hash);
        return Convert.ToHexStringLower(hash);
    }

    public static byte[] Canonical(AuditEntry entry)
    {
        var form = new byte[CanonicalLength(entry)];
        WriteCanonical(entry, form);
        return form;
    }

    /// <summary>What is wrong with <paramref name="entry"/> as number <paramref name="seq"/> after <paramref name="previousHash"/>; null where it fits.</summary>
    public static string? WhyBroken(AuditEntry entry, long seq, string previousHash)
    {
        if (entry.Seq != seq)
        {
            return $"Entry {seq} is missing.";
        }

        if (entry.Form is not (1 or Form) || (entry.Form == 1 && (entry.Counted || (entry.Summary ?? entry.WriteId) is not null)))
        {
            return $"Entry {seq} is not in a form this program knows.";
        }

        if (!string.Equals(entry.PreviousHash, previousHash, StringComparison.Ordinal))
        {
            return $"Entry {seq} does not link to the entry before it.";
        }

        return string.Equals(entry.Hash, Hash(entry, previousHash), StringComparison.Ordinal)
            ? null
            : $"Entry {seq} is not as it was written.";
    }

    private static int CanonicalLength(AuditEntry entry) =>
        1 + 8 + 8 + 4
        + TextLength(entry.CustomerId) + TextLength(entry.Actor) + TextLength(entry.Action) + TextLength(entry.Target) + TextLength(entry.Outcome)
        + TextLength(entry.CallId) + TextLength(entry.Via) + TextLength(entry.Client) + TextLength(entry.Platform) + TextLength(entry.Account)
        + TextLength(entry.ArgumentsHash)
        + (entry.Form == 1 ? 0 : TextLength(entry.Summary) + 1 + TextLength(entry.WriteId));

    private static int TextLength(string? text) => 4 + (text is null ? 0 : Encoding.UTF8.GetByteCount(text));

    private static void WriteCanonical(AuditEntry entry, Span<byte> form)
    {
        form[0] = (byte)entry.Form;
        var rest = form[1..];
        rest = Write(rest, entry.Seq);
        rest = Write(rest, entry.CustomerId);
        rest = Write(rest, entry.At.ToUnixTimeMilliseconds());
        rest = Write(rest, entry.Actor);
        rest = Write(rest, entry.Action);
        rest = Write(rest, entry.Target);
        rest = Write(rest, entry.Outcome);
        rest = Write(rest, entry.CallId);
        rest = Write(rest, entry.Via);
        rest = Write(rest, entry.Client);
        rest = Write(rest, entry.Platform);
        rest = Write(rest, entry.Account);
        BinaryPrimitives.WriteInt32BigEndian(rest, entry.DurationMs);
        rest = Write(rest[4..], entry.ArgumentsHash);
        if (entry.Form == 1)
        {
            return;
        }

        rest = Write(rest, entry.Summary);
        rest[0] = entry.Counted ? (byte)1 : (byte)0;
        _ = Write(rest[1..], entry.WriteId);
    }

    private static Span<byte> Write(Span<byte> to, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(to, value);
        return to[8..];
    }

    private static Span<byte> Write(Span<byte> to, string? text)
    {
        var length = text is null ? -1 : Encoding.UTF8.GetBytes(text, to[4..]);
        BinaryPrimitives.WriteInt32BigEndian(to, length);
        return to[(4 + Math.Max(length, 0))..];
    }
}
