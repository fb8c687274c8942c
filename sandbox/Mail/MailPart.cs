using System.Text;

namespace Squaremcp.Sandbox.Mail;

/// <summary>A part of a message (RFC 2045): its headers, where its content lies, and the parts in it.</summary>
internal sealed class MailPart
{
    private const int Deepest = 10, MostParts = 100;

    private readonly byte[] all;
    private readonly Range header;

    private MailPart(byte[] all, Range header, Range body)
    {
        (this.all, this.header, Body) = (all, header, body);
        Headers = Fields(Encoding.UTF8.GetString(all[header]));
        (Type, Parameters) = MailText.Value(Headers.FirstOrDefault(one => one.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value ?? "text/plain; charset=us-ascii");
    }

    internal Range Body { get; }

    internal IReadOnlyList<(string Name, string Value)> Headers { get; }

    internal string Type { get; }

    internal IReadOnlyList<(string Name, string Value)> Parameters { get; }

    internal List<MailPart> Parts { get; } = [];

    internal byte[] HeaderBytes => all[header];

    internal byte[] BodyBytes => all[Body];

    internal string? this[string name] => Headers.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    internal string Encoding7 => (this["Content-Transfer-Encoding"] ?? "7BIT").Trim().ToUpperInvariant();

    internal bool IsMultipart => Type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && Parts.Count > 0;

    internal static MailPart Read(byte[] content)
    {
        var left = MostParts;
        return Read(content, 0, content.Length, Deepest, ref left);
    }

    /// <summary>1, or 2.1 and so on (RFC 3501 §6.4.5); null where there is none.</summary>
    internal MailPart? Find(IEnumerable<int> numbers)
    {
        var part = this;
        foreach (var number in numbers)
        {
            if (part!.IsMultipart)
            {
                part = number >= 1 && number <= part.Parts.Count ? part.Parts[number - 1] : null;
            }
            else if (number != 1)
            {
                part = null;
            }

            if (part is null)
            {
                return null;
            }
        }

        return part;
    }

    /// <summary>The text as a person reads it, of this part and those in it.</summary>
    internal string Text => IsMultipart ? string.Join('\n', Parts.Select(part => part.Text)) : Type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(MailText.Decode(BodyBytes, Encoding7)) : "";

    private static MailPart Read(byte[] all, int from, int to, int depth, ref int left)
    {
        var gap = all.AsSpan(from, to - from).IndexOf("\r\n\r\n"u8);
        var body = all.AsSpan(from, to - from).StartsWith("\r\n"u8) ? from + 2 : gap < 0 ? to : from + gap + 4;
        var part = new MailPart(all, from..body, body..to);
        if (depth > 0 && part.Type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && part.Parameters.FirstOrDefault(one => one.Name == "boundary").Value is { Length: > 0 } boundary)
        {
            part.ReadParts(body, to, Encoding.ASCII.GetBytes($"--{boundary}"), depth - 1, ref left);
        }

        return part;
    }

    private void ReadParts(int from, int to, byte[] boundary, int depth, ref int left)
    {
        int? start = null;
        for (var line = from; line < to;)
        {
            var length = all.AsSpan(line, to - line).IndexOf("\r\n"u8) is var found and >= 0 ? found : to - line;
            if (all.AsSpan(line, length).StartsWith(boundary))
            {
                if (start is { } begin && left-- > 0)
                {
                    Parts.Add(Read(all, begin, Math.Max(begin, line - 2), depth, ref left));
                }

                start = Math.Min(line + length + 2, to);
                if (all.AsSpan(line + boundary.Length, length - boundary.Length).StartsWith("--"u8))
                {
                    return;
                }
            }

            line += length + 2;
        }
    }

    private static List<(string Name, string Value)> Fields(string header)
    {
        var fields = new List<(string, string)>();
        foreach (var line in header.Split("\r\n"))
        {
            if (line.Length > 0 && line[0] is ' ' or '\t' && fields.Count > 0)
            {
                fields[^1] = (fields[^1].Item1, fields[^1].Item2 + line);
            }
            else if (line.IndexOf(':') is > 0 and var colon)
            {
                fields.Add((line[..colon].Trim(), line[(colon + 1)..].Trim()));
            }
        }

        return fields;
    }
}
