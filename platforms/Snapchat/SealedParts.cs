using System.Security.Cryptography;

namespace Squaremcp.Platforms.Snapchat;

/// <summary>
/// A file as Snapchat wants it: AES-256-CBC with PKCS #7 over the whole, in parts. Each block of a cipher chained so hangs on the one before alone, so that a part can be made from the last 16 bytes of the part before.
/// </summary>
internal static class SealedParts
{
    private const int Block = 16, MostParts = 35;
    private const long Least = 8 * 1024 * 1024;

    /// <summary>Bytes of the file in each part but the last: whole blocks, and few enough that 35 parts are enough for 1 GB of at most 31 MB each.</summary>
    internal static long SizeOf(long file) => Math.Max(Least, ((file / MostParts) + Block) / Block * Block);

    internal static int CountOf(long file) => (int)(((file - 1) / SizeOf(file)) + 1);

    /// <param name="chain">The end of the part before; the initialization vector for the first.</param>
    internal static byte[] Of(byte[] key, byte[] chain, ReadOnlySpan<byte> plain, bool isLast)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptCbc(plain, chain, isLast ? PaddingMode.PKCS7 : PaddingMode.None);
    }

    internal static byte[] ChainOf(byte[] part) => part[^Block..];
}
