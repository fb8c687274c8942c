using System.Buffers;
using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>A file that stood uuencoded in the text; its name is safe to show.</summary>
internal sealed record UuencodedFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>Finds files that old programs put into the text itself.</summary>
internal static class Uuencode
{
    private const int Most = 50;

    /// <summary>The text with a line of words in place of each file. What only looks like a beginning stays.</summary>
    internal static string TakeOut(string text, List<UuencodedFile> files)
    {
        if (!text.StartsWith("begin ", StringComparison.Ordinal) && !text.Contains("\nbegin ", StringComparison.Ordinal))
        {
            return text;
        }

        var rest = new StringBuilder();
        var at = 0;
        while (at < text.Length)
        {
            var end = LineEnd(text, at);
            if (files.Count < Most && Name(text.AsSpan(at, end - at)) is { } name && File(text, end) is var (content, after) && content is not null)
            {
                files.Add(new(name, content.WrittenMemory));
                rest.Append($"[file {name}, {content.WrittenCount} bytes]\n");
                at = after;
            }
            else
            {
                rest.Append(text, at, end - at);
                at = end;
            }
        }

        return rest.ToString();
    }

    private static string? Name(ReadOnlySpan<char> line) =>
        line.StartsWith("begin ") && line.Length > 10 && char.IsAsciiDigit(line[6]) && char.IsAsciiDigit(line[7]) && char.IsAsciiDigit(line[8])
            ? FileName.Clean(line[9..].Trim().ToString())
            : null;

    /// <summary>The octets of the lines up to <c>end</c>, null when a line is no uuencode: then nothing was looked at twice but the lines before it.</summary>
    private static (ArrayBufferWriter<byte>? Content, int After) File(string text, int at)
    {
        var content = new ArrayBufferWriter<byte>();
        while (at < text.Length)
        {
            var end = LineEnd(text, at);
            var line = text.AsSpan(at, end - at).TrimEnd("\r\n");
            at = end;
            if (line is "end")
            {
                return (content, at);
            }

            if (line.Length > 64 || !UuDecoder.DecodeLine(Encoding.ASCII.GetBytes(line.ToString()), content))
            {
                break;
            }
        }

        return (null, at);
    }

    private static int LineEnd(string text, int from) => text.IndexOf('\n', from) is var found and >= 0 ? found + 1 : text.Length;
}
