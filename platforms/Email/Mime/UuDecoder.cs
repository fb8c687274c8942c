using System.Buffers;

namespace Squaremcp.Platforms.Email;

/// <summary>Uuencode as POSIX describes it: the lines between <c>begin 644 name</c> and <c>end</c>. Lines that are none are skipped.</summary>
internal sealed class UuDecoder : TransferDecoder
{
    private const int LongestLine = 200;

    private readonly byte[] line = new byte[LongestLine];
    private int length;
    private bool inside;

    internal override void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (!input.IsEmpty)
        {
            var end = input.IndexOf((byte)'\n');
            var piece = end < 0 ? input : input[..end];
            var fits = Math.Min(piece.Length, LongestLine - length);
            piece[..fits].CopyTo(line.AsSpan(length));
            length += fits;
            if (end < 0)
            {
                break;
            }

            Line(output);
            input = input[(end + 1)..];
        }
    }

    internal override void Finish(IBufferWriter<byte> output) => Line(output);

    /// <summary>Writes the octets of one line (its first letter says how many); false when it is none.</summary>
    internal static bool DecodeLine(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        if (line.IsEmpty || line[0] is < 32 or > 96)
        {
            return false;
        }

        var count = (line[0] - 32) & 63;
        var letters = line[1..];
        // Spaces at the end may have been lost on the way, hence the rest counts as spaces; anything longer is no uuencode.
        if (letters.Length > (count + 2) / 3 * 4 + 2 || letters.ContainsAnyExceptInRange((byte)32, (byte)96))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[64];
        for (var i = 0; i < count; i++)
        {
            var (group, place) = (i / 3 * 4, i % 3);
            var (high, low) = (Sextet(letters, group + place), Sextet(letters, group + place + 1));
            bytes[i] = (byte)((high << (2 + 2 * place)) | (low >> (4 - 2 * place)));
        }

        output.Write(bytes[..count]);
        return true;
    }

    private static int Sextet(ReadOnlySpan<byte> letters, int at) => at < letters.Length ? (letters[at] - 32) & 63 : 0;

    private void Line(IBufferWriter<byte> output)
    {
        var whole = line.AsSpan(0, length).TrimEnd((byte)'\r');
        length = 0;
        if (!inside)
        {
            inside = whole.StartsWith("begin "u8);
        }
        else if (whole.SequenceEqual("end"u8))
        {
            inside = false;
        }
        else
        {
            DecodeLine(whole, output);
        }
    }
}
