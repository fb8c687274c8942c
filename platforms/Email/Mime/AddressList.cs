using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>Reads the value of an address header (RFC 5322 §3.4 with its obsolete forms): groups, comments, quoted names, routes, and lists with forgotten quotes. One pass.</summary>
internal static class AddressList
{
    /// <summary>The mailboxes, their names decoded. What is no mailbox at all is left out.</summary>
    internal static IReadOnlyList<EmailAddress> Parse(string value) => new Reader(value).Read();

    private sealed class Reader(string value)
    {
        private const int LongestAddress = 1000;

        private readonly List<EmailAddress> found = [];
        private readonly StringBuilder shown = new(); // quotes removed
        private readonly StringBuilder written = new(); // as it stands, for an address without angle brackets
        private string? angle;
        private string? comment;
        private string? group;
        private string? before; // of `Doe, John <john@x>`: a name whose quotes were forgotten
        private bool hasAt; // in what is written
        private bool noAngleCloses;
        private int at;

        internal List<EmailAddress> Read()
        {
            while (at < value.Length)
            {
                Step(value[at]);
            }

            End();
            KeepBefore();
            return found;
        }

        private void Step(char next)
        {
            switch (next)
            {
                case '"':
                    Quoted();
                    break;
                case '(':
                    comment = Comment();
                    break;
                case '<':
                    angle = Angle();
                    break;
                case '[' when written.Length > 0 && written[^1] == '@' && value.IndexOf(']', at, Math.Min(100, value.Length - at)) is var close and > 0:
                    written.Append(value, at, close + 1 - at);
                    at = close + 1;
                    break;
                case ',' or ';':
                    End();
                    group = next == ';' ? null : group;
                    at++;
                    break;
                case ':' when group is null && angle is null && written.Length > 0 && !hasAt:
                    group = Name(shown.ToString()) ?? "";
                    Clear();
                    at++;
                    break;
                default:
                    shown.Append(next);
                    written.Append(next);
                    hasAt |= next == '@';
                    at++;
                    break;
            }
        }

        private void Quoted()
        {
            var from = at++;
            while (at < value.Length && value[at] != '"')
            {
                at += value[at] == '\\' && at + 1 < value.Length ? 1 : 0;
                shown.Append(value[at++]);
            }

            at = Math.Min(at + 1, value.Length);
            written.Append(value, from, at - from);
        }

        private string Comment()
        {
            var text = new StringBuilder();
            var depth = 0;
            do
            {
                switch (value[at])
                {
                    case '(':
                        depth++;
                        break;
                    case ')':
                        depth--;
                        break;
                    case '\\' when at + 1 < value.Length:
                        text.Append(value[++at]);
                        break;
                    case var letter:
                        text.Append(letter);
                        break;
                }
            }
            while (++at < value.Length && depth > 0);
            return text.ToString();
        }

        private string Angle()
        {
            var from = ++at;
            if (!noAngleCloses)
            {
                var quoted = false;
                for (var i = from; i < value.Length; i++)
                {
                    if (value[i] == '>' && !quoted)
                    {
                        at = i + 1;
                        return value[from..i];
                    }

                    quoted ^= value[i] == '"';
                    i += value[i] == '\\' ? 1 : 0;
                }

                noAngleCloses = true;
            }

            at = value.IndexOfAny([',', ';', '>'], from) is var end and >= 0 ? end : value.Length;
            var address = value[from..at];
            at += at < value.Length && value[at] == '>' ? 1 : 0;
            return address;
        }

        private void End()
        {
            if (angle is not null)
            {
                var own = shown.ToString();
                var name = Name(before is null || own.AsSpan().IsWhiteSpace() ? own : $"{before}, {own.Trim()}");
                Add(name ?? Name(comment), Bare(angle));
                before = null;
            }
            else if (Bare(written.ToString()) is { Length: > 0 } bare)
            {
                KeepBefore();
                AddBare(written.ToString().Trim(), bare);
            }

            Clear();
        }

        /// <summary>Without angle brackets: the word with the @ is the address, what stands around it the name.</summary>
        private void AddBare(string text, string bare)
        {
            if (!text.Contains('@', StringComparison.Ordinal))
            {
                before = Name(shown.ToString());
                return;
            }

            var words = text[0] == '"' ? [] : text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            var address = words.Length > 1 ? Array.FindIndex(words, word => word.IndexOf('@', StringComparison.Ordinal) is > 0 and var place && place < word.Length - 1) : -1;
            if (address < 0)
            {
                Add(Name(comment), bare);
            }
            else
            {
                Add(Name(string.Join(' ', words.Where((_, place) => place != address))) ?? Name(comment), Bare(words[address]));
            }
        }

        /// <summary>A word alone was no beginning of a name after all: a local user (<c>root</c>).</summary>
        private void KeepBefore()
        {
            if (before is { } local)
            {
                before = null;
                Add(null, local);
            }
        }

        private void Add(string? name, string address)
        {
            if (name is not null || address.Length > 0)
            {
                found.Add(new(name, address) { Group = group });
            }
        }

        private void Clear()
        {
            shown.Clear();
            written.Clear();
            (angle, comment, hasAt) = (null, null, false);
        }

        private static string? Name(string? text) => text is null || HeaderText.Decode(text).Trim() is not { Length: > 0 } name ? null : name;

        /// <summary>Without white space, control characters and the obsolete route (<c>@relay,@relay:user@host</c>).</summary>
        private static string Bare(string address)
        {
            var text = address.AsSpan().Trim();
            if (text.StartsWith("@") && text.IndexOf(':') is var route and > 0)
            {
                text = text[(route + 1)..];
            }

            text = text[..Math.Min(text.Length, LongestAddress)];
            var isQuoted = text.Contains('"');
            var bare = new StringBuilder(text.Length);
            foreach (var letter in text)
            {
                if (!char.IsControl(letter) && (isQuoted || !char.IsWhiteSpace(letter)))
                {
                    bare.Append(letter);
                }
            }

            return bare.ToString();
        }
    }
}
