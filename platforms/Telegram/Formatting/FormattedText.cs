namespace Squaremcp.Platforms.Telegram.Formatting;

/// <summary>A text as its reader will see it; Telegram's limits count this, not what was typed.</summary>
/// <param name="Visible">Its length in UTF-16 code units is what Telegram counts in entities and we hold to the limits.</param>
/// <param name="Mistake">What Telegram would refuse about the marks; null where nothing.</param>
internal sealed record FormattedText(string Visible, string? Mistake = null)
{
    internal const string Html = "HTML";
    internal const string Markdown = "MarkdownV2";

    internal static FormattedText Of(string text, string? mode)
    {
        var read = mode switch
        {
            Html => HtmlText.Read(text),
            Markdown => MarkdownText.Read(text),
            _ => new(text),
        };
        return read with { Visible = read.Visible.Trim() };
    }

    internal static FormattedText Wrong(string mistake) => new("", mistake);
}
