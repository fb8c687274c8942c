using System.Buffers;

namespace Squaremcp.Platforms.Email;

/// <summary>RFC 2045 §6.8. Skips what is no base64; padding in the middle begins anew (several encodings behind each other); missing padding is tolerated.</summary>
internal sealed class Base64Decoder : TransferDecoder
{
    private const byte Skip = 64;
    private const byte Padding = 65;

    private static readonly byte[] Values = Table();

    private uint bits;
    private int sextets;

    internal override void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        var room = output.GetSpan(input.Length / 4 * 3 + 6);
        var written = 0;
        foreach (var letter in input)
        {
            var value = Values[letter];
            if (value < Skip)
            {
                bits = (bits << 6) | value;
                if (++sextets == 4)
                {
                    room[written] = (byte)(bits >> 16);
                    room[written + 1] = (byte)(bits >> 8);
                    room[written + 2] = (byte)bits;
                    written += 3;
                    (bits, sextets) = (0, 0);
                }
            }
            else if (value == Padding)
            {
                written += Flush(room[written..]);
            }
        }

        output.Advance(written);
    }

    internal override void Finish(IBufferWriter<byte> output) => output.Advance(Flush(output.GetSpan(3)));

    private int Flush(Span<byte> room)
    {
        var whole = Math.Max(0, sextets - 1);
        var aligned = bits << (6 * (4 - sextets));
        for (var i = 0; i < whole; i++)
        {
            room[i] = (byte)(aligned >> (16 - 8 * i));
        }

        (bits, sextets) = (0, 0);
        return whole;
    }

    private static byte[] Table()
    {
        var table = new byte[256];
        Array.Fill(table, Skip);
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        for (var i = 0; i < alphabet.Length; i++)
        {
            table[alphabet[i]] = (byte)i;
        }

        table['='] = Padding;
        return table;
    }
}
