using System.Text;

namespace Squaremcp.Platforms.Telegram.Formatting;

/// <summary>Telegram's MarkdownV2 (https://core.telegram.org/bots/api#markdownv2-style): every sign it reserves is a mark or has a backslash before it.</summary>
internal static class MarkdownText
{
    private const string Reserved = "_*[]()~`>#+-=|{}.!";

    /// <summary>The longest first, so that __ is not taken for two _.</summary>
    private static readonly string[] Marks = ["```", "`", "__", "_", "*", "~", "||", "![", "["];

    internal static FormattedText Read(string text) => new Reader(text).Read();

    private sealed class Reader(string text)
    {
        private readonly StringBuilder visible = new(text.Length);
        private readonly Stack<(string Mark, int At)> open = new();
        private int i;

        private string? Inside => open.TryPeek(out var last) ? last.Mark : null;

        private bool AtLineStart => i == 0 || text[i - 1] == '\n';

        internal FormattedText Read()
        {
            while (i < text.Length)
            {
                // A backslash takes the meaning from any sign of ASCII.
                if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is > '\0' and <= '~')
                {
                    visible.Append(text[i + 1]);
                    i += 2;
                }
                else if (IsPlain(text[i]))
                {
                    visible.Append(text[i++]);
                }
                else if (!Quotes() && !Closes() && !Opens())
                {
                    return FormattedText.Wrong($"{text[i]} at character {i + 1} must be written \\{text[i]} where it is no mark");
                }
            }

            return open.TryPeek(out var left) ? FormattedText.Wrong($"the {left.Mark} at character {left.At + 1} is never closed; for the sign itself write a backslash before it") : new(visible.ToString());
        }

        private bool IsPlain(char letter) => Inside is "`" or "```" ? !Here(Inside) : !Reserved.Contains(letter);

        private bool Here(string mark) => string.CompareOrdinal(text, i, mark, 0, mark.Length) == 0;

        /// <summary>&gt; begins a line of a quotation, **&gt; one that can be unfolded, and || ends that.</summary>
        private bool Quotes()
        {
            var isFoldEnd = Here("||") && (i + 2 == text.Length || text[i + 2] == '\n') && open.All(one => one.Mark != "||") && LineIsQuoted();
            var taken = Inside is "`" or "```" ? 0 : AtLineStart && Here("**>") ? 3 : AtLineStart && Here(">") ? 1 : isFoldEnd ? 2 : 0;
            i += taken;
            return taken > 0;
        }

        private bool LineIsQuoted() => text.AsSpan(0, i)[(text.AsSpan(0, i).LastIndexOf('\n') + 1)..] is ['>', ..] or ['*', '*', '>', ..];

        private bool Closes()
        {
            var isEnd = Inside switch
            {
                null => false,
                "_" => Here("_") && !Here("__"),
                "[" or "![" => Here("]"),
                var mark => Here(mark),
            };
            if (isEnd)
            {
                var mark = open.Pop().Mark;
                i += mark is "[" or "![" ? 1 + LinkLength() : mark.Length;
            }

            return isEnd;
        }

        /// <summary>Of what stands in parentheses after the bracket; 0 where nothing does.</summary>
        private int LinkLength()
        {
            if (i + 1 >= text.Length || text[i + 1] != '(')
            {
                return 0;
            }

            for (var end = i + 2; end < text.Length; end++)
            {
                if (text[end] == '\\')
                {
                    end++;
                }
                else if (text[end] == ')')
                {
                    return end - i;
                }
            }

            return 0;
        }

        private bool Opens()
        {
            if (Array.Find(Marks, Here) is not { } mark)
            {
                return false;
            }

            open.Push((mark, i));
            i += mark.Length;
            if (mark == "```")
            {
                SkipLanguage();
            }

            return true;
        }

        /// <summary>The word after ``` names the language where a line ends it; one line feed belongs to the mark.</summary>
        private void SkipLanguage()
        {
            var end = i;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] != '`')
            {
                end++;
            }

            i = end < text.Length && text[end] != '`' ? end : i;
            i += i < text.Length && text[i] == '\n' ? 1 : 0;
        }
    }
}
