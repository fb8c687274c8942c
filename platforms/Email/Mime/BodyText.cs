using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>The text of a message's chosen parts, put together.</summary>
internal sealed record BodyText(string Text, bool Cut, IReadOnlyList<UuencodedFile> Files)
{
    /// <summary>Decodes the parts (their <see cref="MimePart.Content"/> must be there), unwraps format=flowed, makes HTML readable. At most <paramref name="longest"/> UTF-16 units.</summary>
    internal static BodyText Read(IReadOnlyList<MimePart> parts, DecodeBudget budget, int longest)
    {
        var all = new StringBuilder();
        var files = new List<UuencodedFile>();
        foreach (var part in parts)
        {
            if (all.Length >= longest)
            {
                break;
            }

            var text = Shown(part, budget, files, longest).Trim('\n');
            if (text.Length > 0)
            {
                all.Append(all.Length > 0 ? "\n\n" : "").Append(text);
            }
        }

        return all.Length <= longest ? new(all.ToString(), budget.Exceeded, files) : new(Start(all.ToString(), longest), true, files);
    }

    /// <summary>One text part as it was written, HTML as HTML, line ends <c>\n</c>.</summary>
    internal static string Decode(MimePart part, DecodeBudget budget)
    {
        var bytes = budget.Decode(part.Encoding, part.Content);
        var charset = part.Type.Charset ?? (part.Type.Subtype == "html" ? HtmlCharset.Of(bytes.Span) : null);
        var text = Charset.Decode(bytes.Span, charset);
        return text.Contains('\r', StringComparison.Ordinal) ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text;
    }

    private static string Shown(MimePart part, DecodeBudget budget, List<UuencodedFile> files, int longest)
    {
        var text = Decode(part, budget);
        if (part.Type.Subtype is "html" or "enriched" or "richtext")
        {
            return HtmlText.Readable(text, longest);
        }

        text = text.Replace("\0", "", StringComparison.Ordinal);
        return "flowed".Equals(part.Type.Parameters.GetValueOrDefault("format"), StringComparison.OrdinalIgnoreCase)
            ? FlowedText.Unwrap(text, "yes".Equals(part.Type.Parameters.GetValueOrDefault("delsp"), StringComparison.OrdinalIgnoreCase))
            : Uuencode.TakeOut(text, files);
    }

    private static string Start(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
