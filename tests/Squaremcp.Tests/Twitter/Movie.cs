using System.Buffers.Binary;
using System.Text;

namespace Squaremcp.Tests.Twitter;

/// <summary>Files with the boxes of ISO/IEC 14496-12, and nothing to see.</summary>
internal static class Movie
{
    public static byte[] Playing(double seconds, int version = 0, bool atTheEnd = false, bool isLong = false)
    {
        var movie = Box("moov", [.. Box("free", new byte[5]), .. Box("mvhd", Header(seconds, version))]);
        var data = Box("mdat", new byte[100], isLong);
        return [.. Box("ftyp", Encoding.ASCII.GetBytes("isom0000")), .. atTheEnd ? data : movie, .. atTheEnd ? movie : data];
    }

    public static byte[] Box(string type, byte[] content, bool isLong = false)
    {
        var box = new byte[(isLong ? 16 : 8) + content.Length];
        BinaryPrimitives.WriteUInt32BigEndian(box, isLong ? 1 : (uint)box.Length);
        Encoding.ASCII.GetBytes(type, box.AsSpan(4));
        if (isLong)
        {
            BinaryPrimitives.WriteInt64BigEndian(box.AsSpan(8), box.Length);
        }

        content.CopyTo(box, box.Length - content.Length);
        return box;
    }

    private static byte[] Header(double seconds, int version)
    {
        const uint Scale = 600;
        var header = new byte[108];
        header[0] = (byte)version;
        if (version == 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(12), Scale);
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(16), (uint)(seconds * Scale));
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(20), Scale);
            BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(24), (ulong)(seconds * Scale));
        }

        return header;
    }
}
