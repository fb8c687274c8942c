using System.Buffers.Binary;

namespace Squaremcp.Platforms;

/// <summary>How long an MP4 or QuickTime file plays, from its movie header (ISO/IEC 14496-12 §8.2.2), wherever in the file that is; a few small reads, nothing held.</summary>
public static class MovieLength
{
    /// <summary>More boxes than real files have, beside their content.</summary>
    private const int MostBoxes = 1_000;

    private const int HeaderBytes = 16;

    /// <returns>Null where the file does not say.</returns>
    public static async Task<TimeSpan?> OfAsync(CustomerFile file, CancellationToken cancellationToken)
    {
        if (await FindAsync(file, 0, file.Size, "moov", cancellationToken) is not { } movie || await FindAsync(file, movie.Start, movie.End, "mvhd", cancellationToken) is not { } header)
        {
            return null;
        }

        var body = (await file.ReadAsync(header.Start, 32, cancellationToken)).Span;
        var (scale, units) = body switch
        {
            { Length: >= 20 } when body[0] == 0 => (BinaryPrimitives.ReadUInt32BigEndian(body[12..]), BinaryPrimitives.ReadUInt32BigEndian(body[16..]) is var told and not uint.MaxValue ? told : 0UL),
            { Length: >= 32 } when body[0] == 1 => (BinaryPrimitives.ReadUInt32BigEndian(body[20..]), BinaryPrimitives.ReadUInt64BigEndian(body[24..]) is var told and not ulong.MaxValue ? told : 0UL),
            _ => (0U, 0UL),
        };

        // No duration is told as zero or as all ones; fragmented files do.
        return scale == 0 || units == 0 || units / (double)scale > TimeSpan.FromDays(365).TotalSeconds ? null : TimeSpan.FromSeconds(units / (double)scale);
    }

    /// <returns>Where the content of the first box of a kind is.</returns>
    private static async Task<(long Start, long End)?> FindAsync(CustomerFile file, long from, long to, string kind, CancellationToken cancellationToken)
    {
        for (var (at, boxes) = (from, 0); at <= to - 8 && boxes < MostBoxes; boxes++)
        {
            var (size, type, head) = Header((await file.ReadAsync(at, HeaderBytes, cancellationToken)).Span, to - at);
            if (size < head || size > to - at)
            {
                return null;
            }

            if (type == kind)
            {
                return (at + head, at + size);
            }

            at += size;
        }

        return null;
    }

    private static (long Size, string Type, int Head) Header(ReadOnlySpan<byte> bytes, long rest)
    {
        if (bytes.Length < 8)
        {
            return default;
        }

        var type = System.Text.Encoding.Latin1.GetString(bytes[4..8]);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes) switch
        {
            0 => (rest, type, 8),
            1 => bytes.Length < HeaderBytes ? default : (BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), type, HeaderBytes),
            var size => (size, type, 8),
        };
    }
}
