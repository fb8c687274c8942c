using System.Text;

namespace Squaremcp.Tests.Support;

/// <summary>A file of the product, or its database, as somebody finds it who takes it away.</summary>
internal sealed record Kept(string Name, byte[] Content)
{
    internal static Kept File(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new(path, content);
    }

    internal bool Holds(string text) => Holds(Encoding.UTF8.GetBytes(text));

    /// <summary>As it is, or in the digits a dump has for it.</summary>
    internal bool Holds(byte[] secret) => Content.AsSpan().IndexOf(secret) >= 0 || Content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexString(secret))) >= 0;
}
