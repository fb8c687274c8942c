using Squaremcp.Platforms.Telegram.Formatting;

namespace Squaremcp.Tests.Telegram;

/// <summary>What Telegram counts: the text as its reader sees it, by the marks of https://core.telegram.org/bots/api#formatting-options.</summary>
public sealed class FormattingTests
{
    [Theory]
    [InlineData(null, " a <b>*x*</b> ", "a <b>*x*</b>")]
    [InlineData("HTML", "<b>bold</b>, <i>it <u>both</u></i>", "bold, it both")]
    [InlineData("HTML", "1 &lt; 2 &amp;&amp; 3 &gt; 2 &#33;&#x1F600; &copy; & x", "1 < 2 && 3 > 2 !😀 &copy; & x")]
    [InlineData("HTML", "<a href=\"https://example.org/?a>b\">here</a> 2 > 1", "here 2 > 1")]
    [InlineData("HTML", "<span class='tg-spoiler'>s</span><tg-emoji emoji-id=\"5\">👍</tg-emoji><blockquote expandable>q</blockquote>", "s👍q")]
    [InlineData("HTML", "<PRE><code class=\"language-c\">a&lt;b</code></PRE>", "a<b")]
    [InlineData("MarkdownV2", "*bold* _it_ __under__ ~gone~ ||hidden||", "bold it under gone hidden")]
    [InlineData("MarkdownV2", @"1\.5 \- 2\! \\", @"1.5 - 2! \")]
    [InlineData("MarkdownV2", @"[here](https://example.org/a_b\)c) and ![👍](tg://emoji?id=5)", "here and 👍")]
    [InlineData("MarkdownV2", "`a_b*c` ```\nx.y\n``` ```python\nprint(1)```", "a_b*c x.y\n print(1)")]
    [InlineData("MarkdownV2", ">one\n>two\n**>three\n>four||", "one\ntwo\nthree\nfour")]
    [InlineData("MarkdownV2", "*bold _both ~three~_*", "bold both three")]
    public void What_is_visible_is_counted(string? mode, string text, string visible) => Assert.Equal((visible, null), (FormattedText.Of(text, mode).Visible, FormattedText.Of(text, mode).Mistake));

    [Theory]
    [InlineData("HTML", "a < b", "the < at character 3 begins no tag")]
    [InlineData("HTML", "<p>x</p>", "Telegram has no <p> (character 1)")]
    [InlineData("HTML", "x<br/>y", "Telegram has no <br/>")]
    [InlineData("HTML", "<b>x", "<b> is never closed")]
    [InlineData("HTML", "<b><i>x</b></i>", "</b> at character 8 closes nothing")]
    [InlineData("HTML", "x</i>", "</i> at character 2 closes nothing")]
    [InlineData("MarkdownV2", "Done.", ". at character 5 must be written \\.")]
    [InlineData("MarkdownV2", "a - b", "- at character 3 must be written")]
    [InlineData("MarkdownV2", "a | b", "| at character 3 must be written")]
    [InlineData("MarkdownV2", "*a", "the * at character 1 is never closed")]
    [InlineData("MarkdownV2", "*a _b* c_", "the _ at character 9 is never closed")]
    [InlineData("MarkdownV2", "a > b", "> at character 3 must be written")]
    public void Marks_Telegram_would_refuse_are_told_with_their_place(string mode, string text, string mistake) =>
        Assert.Contains(mistake, FormattedText.Of(text, mode).Mistake, StringComparison.Ordinal);

    [Theory]
    [InlineData("HTML", "<")]
    [InlineData("HTML", "&")]
    [InlineData("HTML", "<a \"")]
    [InlineData("MarkdownV2", "_")]
    [InlineData("MarkdownV2", "[")]
    [InlineData("MarkdownV2", "||")]
    public void Long_nonsense_takes_no_long_time(string mode, string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 16_384 / piece.Length));

        Assert.NotNull(FormattedText.Of(text, mode));
    }
}
