using System.Globalization;
using System.Text;

namespace Squaremcp.Sandbox.Mail;

/// <summary>What stands in a command: a word, a string, or a list in parentheses.</summary>
internal abstract record ImapArgument
{
    internal sealed record Word(string Said) : ImapArgument;

    internal sealed record Bytes(byte[] Content) : ImapArgument;

    internal sealed record List(List<ImapArgument> Items) : ImapArgument;

    /// <summary>Of a word or a string.</summary>
    internal string? Text => this switch
    {
        Word word => word.Said,
        Bytes bytes => Encoding.UTF8.GetString(bytes.Content),
        _ => null,
    };
}

/// <summary>The command is not one (RFC 3501 §7.1.3), or cannot be done; ends in BAD or NO.</summary>
internal sealed class ImapRefusal(string verdict) : Exception(verdict);

/// <summary>Reads commands from a connection, with literals of both kinds (RFC 7888).</summary>
internal sealed class ImapReader(MailLines lines)
{
    private const int MostLiteral = Mailbox.MostMessage, Deepest = 10;

    /// <summary>Null at the end of the connection.</summary>
    internal async Task<(string Tag, List<ImapArgument> Arguments)?> ReadAsync(CancellationToken cancellationToken)
    {
        var stack = new Stack<List<ImapArgument>>([[]]);
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            var (size, waits) = Literal(line);
            Tokens(size is null ? line : line[..line.LastIndexOf('{')], stack);
            if (size is not { } length)
            {
                var all = stack.Pop();
                return stack.Count > 0 || all is not [ImapArgument.Word(var tag), ..] ? throw new ImapRefusal("* BAD Syntax error") : (tag, all[1..]);
            }

            if (length > MostLiteral)
            {
                throw new ImapRefusal($"{(stack.Last() is [ImapArgument.Word(var of), ..] ? of : "*")} NO [TOOBIG] The message is larger than {MostLiteral} bytes");
            }

            if (waits)
            {
                await lines.WriteAsync("+ Ready for literal data", cancellationToken);
            }

            stack.Peek().Add(new ImapArgument.Bytes(await lines.BytesAsync(length, cancellationToken)));
        }

        return null;
    }

    private static (int? Size, bool Waits) Literal(string line)
    {
        if (!line.EndsWith('}') || line.LastIndexOf('{') is not (>= 0 and var open))
        {
            return (null, false);
        }

        var inside = line[(open + 1)..^1];
        return int.TryParse(inside.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? (size, !inside.EndsWith('+')) : (null, false);
    }

    private static void Tokens(string line, Stack<List<ImapArgument>> stack)
    {
        for (var at = 0; at < line.Length;)
        {
            switch (line[at])
            {
                case ' ':
                    at++;
                    break;
                case '(' when stack.Count < Deepest:
                    stack.Push([]);
                    at++;
                    break;
                case ')' when stack.Count > 1:
                    var items = stack.Pop();
                    stack.Peek().Add(new ImapArgument.List(items));
                    at++;
                    break;
                case '(' or ')':
                    throw new ImapRefusal("* BAD Parentheses do not match");
                case '"':
                    at = Quoted(line, at, stack.Peek());
                    break;
                default:
                    at = Word(line, at, stack.Peek());
                    break;
            }
        }
    }

    /// <summary>A section in brackets is part of its word, whatever stands in it.</summary>
    private static int Word(string line, int at, List<ImapArgument> to)
    {
        var end = at;
        for (var inside = 0; end < line.Length && (inside > 0 || line[end] is not (' ' or '(' or ')' or '"')); end++)
        {
            inside += line[end] == '[' ? 1 : line[end] == ']' ? -1 : 0;
        }

        to.Add(new ImapArgument.Word(line[at..end]));
        return end;
    }

    private static int Quoted(string line, int at, List<ImapArgument> to)
    {
        var text = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            if (line[at] == '"')
            {
                to.Add(new ImapArgument.Bytes(Encoding.Latin1.GetBytes(text.ToString())));
                return at + 1;
            }

            if (line[at] > '~')
            {
                throw new ImapRefusal("* BAD A quoted string holds 7-bit letters alone");
            }

            text.Append(line[at] == '\\' && at + 1 < line.Length ? line[++at] : line[at]);
        }

        throw new ImapRefusal("* BAD A quoted string does not end");
    }
}
