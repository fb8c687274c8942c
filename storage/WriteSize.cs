using System.Text;
using Squaremcp.Ledger;

namespace Squaremcp.Storage;

/// <summary>How much of a page a write takes, in bytes, without its answer: as an entry of the audit would that tells as much, and its key.</summary>
internal static class WriteSize
{
    public const int LongestKey = 255;

    public static int Of(WriteRecord write) =>
        AuditSize.Of(write.Unknown(write.At)) + Encoding.UTF8.GetByteCount(write.IdempotencyKey ?? "") + Encoding.UTF8.GetByteCount(write.ResolvedBy ?? write.Actor);

    /// <exception cref="ArgumentException">It is too large for a page, or its key too long.</exception>
    public static void Check(WriteRecord write)
    {
        if (write.IdempotencyKey is { Length: 0 or > LongestKey })
        {
            throw new ArgumentException($"An idempotency key has 1 to {LongestKey} characters.", nameof(write));
        }

        if (Of(write) > AuditSize.MostPerEntry)
        {
            throw new ArgumentException($"A write holds at most {AuditSize.MostPerEntry} bytes of text; shorten its summary.", nameof(write));
        }
    }
}
