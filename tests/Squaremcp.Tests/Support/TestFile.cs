using System.Security.Cryptography;

namespace Squaremcp.Tests.Support;

/// <summary>What files of tests hold.</summary>
internal static class TestFile
{
    internal static byte[] Content(int length, int seed = 1)
    {
        var content = new byte[length];
#pragma warning disable CA5394 // Repeatable by seed is the point.
        new Random(seed).NextBytes(content);
#pragma warning restore CA5394
        return content;
    }

    internal static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
