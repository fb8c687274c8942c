using System.Buffers;
using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>The charset that an HTML document names itself, where the part's type does not.</summary>
internal static class HtmlCharset
{
    private const int Looked = 1024; // as browsers do

    private static readonly SearchValues<char> Ends = SearchValues.Create("\"'; />");

    internal static string? Of(ReadOnlySpan<byte> html)
    {
        var start = Encoding.ASCII.GetString(html[..Math.Min(html.Length, Looked)]);
        var at = start.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var name = start.AsSpan(at + 8).TrimStart("\"' ");
        var end = name.IndexOfAny(Ends);
        return end <= 0 ? null : name[..end].ToString();
    }
}
