using System.Buffers.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>How much of an answer is taken.</summary>
/// <param name="LongestLine">In bytes.</param>
/// <param name="LargestLiteral">In bytes; an answer as a whole may have four times that.</param>
internal sealed record ImapLimits(int LongestLine, int LargestLiteral)
{
    private const int MostCut = 64;

    public static readonly ImapLimits Usual = new(MailReader.LongestLine, 64 * 1024);

    /// <summary>A message to 2,000 people has an envelope of some 150 KB, and one such must not hide its neighbours.</summary>
    public static readonly ImapLimits Summaries = new(1024 * 1024, 16 * 1024 * 1024) { Kept = 16 * 1024 };

    /// <summary>Servers without ESEARCH list every match in one line: 400,000 of ten digits fit.</summary>
    public static readonly ImapLimits Search = new(4 * 1024 * 1024, 1024);

    /// <summary>Bytes of a literal that stay; the rest is passed by. Null: all stay, and one that is too large is refused.</summary>
    public int? Kept { get; init; }

    /// <summary>Bytes that stay of a literal after so many of others; negative where it is refused.</summary>
    public long Room(long size, long before) =>
        size > LargestLiteral ? -1
        : Kept is { } kept ? Math.Min(Math.Min(size, kept), ((long)MostCut * kept) - before)
        : before + size > 4L * LargestLiteral ? -1 : size;
}

/// <summary>Takes the content of one message part as it comes, so that it is never in memory.</summary>
/// <param name="largest">In bytes; a longer one breaks the conversation.</param>
internal sealed class ImapSink(Stream to, long largest)
{
    /// <summary>How many bytes came; null where no content did.</summary>
    public long? Length { get; private set; }

    public bool IsOpen => Length is null;

    public async Task<ImapValue> TakeAsync(MailReader reader, long size, MailTrouble trouble, CancellationToken cancellationToken)
    {
        Demand(size, trouble);
        Length = size;
        await reader.CopyAsync(to, size, cancellationToken);
        return new ImapValue.Handed(size);
    }

    /// <summary>Takes what came as a quoted string after all.</summary>
    public async Task TakeAsync(byte[] content, MailTrouble trouble, CancellationToken cancellationToken)
    {
        Demand(content.Length, trouble);
        Length = content.Length;
        await to.WriteAsync(content, cancellationToken);
    }

    private void Demand(long size, MailTrouble trouble)
    {
        if (size > largest)
        {
            throw trouble.TooLarge($"{size} bytes of a message where {largest} were the limit");
        }
    }
}

/// <summary>Reads answers one by one, each with all its literals.</summary>
internal sealed class ImapReader(MailConnection connection)
{
    private const int MostPieces = 50_000;

    /// <param name="sink">Where the first literal of a BODY[…] goes; the others are kept.</param>
    public async Task<ImapResponse> NextAsync(ImapLimits limits, ImapSink? sink, CancellationToken cancellationToken)
    {
        var trouble = connection.Trouble;
        var pieces = new List<ImapPiece>();
        var (lines, literals) = (0L, 0L);
        while (true)
        {
            var line = await connection.LineAsync(limits.LongestLine, cancellationToken);
            lines += line.Length;
            var (text, size) = pieces.Count > 0 || ImapResponse.MayHoldLiterals(line) ? LiteralAtEnd(line) : (0, -1);
            if (size < 0)
            {
                pieces.Add(new(line, null));
                return ImapResponse.Parse(pieces, trouble);
            }

            if (sink is { IsOpen: true } && IsContent(line.AsSpan(0, text)))
            {
                pieces.Add(new(line[..text], await sink.TakeAsync(connection.Reader, size, trouble, cancellationToken)));
                continue;
            }

            var room = limits.Room(size, literals);
            if (room < 0 || lines > 4L * limits.LongestLine || pieces.Count > MostPieces)
            {
                throw trouble.TooLarge($"a piece of {size} bytes where {limits.LargestLiteral} were the limit");
            }

            literals += room;
            var content = new byte[room];
            await connection.Reader.ExactlyAsync(content, cancellationToken);
            await connection.Reader.CopyAsync(Stream.Null, size - room, cancellationToken);
            pieces.Add(new(line[..text], new ImapValue.Bytes(room < size ? content[..Whole(content)] : content)));
        }
    }

    /// <summary>The {n} a line ends in, or ~{n} (RFC 3516): how long the line is without it, and n; a negative n where there is none.</summary>
    private static (int Text, long Size) LiteralAtEnd(ReadOnlySpan<byte> line)
    {
        if (!line.EndsWith("}"u8) || line.LastIndexOf((byte)'{') is not (>= 0 and var open))
        {
            return (0, -1);
        }

        var digits = line[(open + 1)..^1];
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return (0, -1);
        }

        var text = open > 0 && line[open - 1] == '~' ? open - 1 : open;
        return (text, Utf8Parser.TryParse(digits, out long size, out var used) && used == digits.Length ? size : long.MaxValue);
    }

    /// <summary>How long the begin of a text is without the character it was cut in (UTF-8).</summary>
    private static int Whole(ReadOnlySpan<byte> begin)
    {
        var last = begin.Length - 1;
        while (last > 0 && begin.Length - last < 4 && (begin[last] & 0xC0) == 0x80)
        {
            last--;
        }

        return last >= 0 && begin[last] >= 0xC0 ? last : begin.Length;
    }

    /// <summary>The value is that of BODY[…], BODY[…]&lt;n&gt; or BINARY[…].</summary>
    private static bool IsContent(ReadOnlySpan<byte> before) => before.EndsWith("] "u8) || before.EndsWith("> "u8);
}
