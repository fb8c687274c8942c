namespace Squaremcp.Platforms.Email;

/// <summary>What may still be decoded of one message: a small message must not become a large one in memory.</summary>
internal sealed class DecodeBudget(int octets)
{
    private int left = octets;

    internal bool Exceeded { get; private set; }

    internal ReadOnlyMemory<byte> Decode(TransferEncoding encoding, ReadOnlyMemory<byte> content)
    {
        var (bytes, cut) = encoding.Decode(content, left);
        left -= bytes.Length;
        Exceeded |= cut;
        return bytes;
    }
}
