using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>The parameters after a header's value (RFC 2045 §5.1), continued and encoded ones put together (RFC 2231 §3 and §4). Names are lower case; of two alike the first counts.</summary>
internal static class HeaderParameters
{
    private const int MostParameters = 200;

    internal static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>();

    /// <summary>Takes <c>text/plain; charset=utf-8</c> apart. Values with spaces and no quotes are tolerated.</summary>
    internal static (string Value, IReadOnlyDictionary<string, string> Parameters) Parse(string header)
    {
        var end = header.IndexOf(';', StringComparison.Ordinal);
        return end < 0
            ? (header.Trim(), None)
            : (header[..end].Trim(), Of(Pairs(header, end + 1)));
    }

    /// <summary>Puts together what BODYSTRUCTURE gives as names and values.</summary>
    internal static IReadOnlyDictionary<string, string> Of(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var segments = new Dictionary<string, List<Segment>>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs.Take(MostParameters))
        {
            var segment = Segment.Of(name, value, out var parameter);
            if (!segments.TryGetValue(parameter, out var same))
            {
                segments[parameter] = same = [];
            }

            same.Add(segment);
        }

        return segments.ToDictionary(pair => pair.Key, pair => Join(pair.Value), StringComparer.Ordinal);
    }

    private static List<KeyValuePair<string, string>> Pairs(string header, int at)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        while (at < header.Length && pairs.Count < MostParameters)
        {
            var equals = header.AsSpan(at).IndexOfAny('=', ';');
            if (equals < 0)
            {
                break;
            }

            var name = header.AsSpan(at, equals).Trim().ToString();
            at += equals + 1;
            if (header[at - 1] == '=')
            {
                (var value, at) = Value(header, at);
                pairs.Add(new(name, value));
            }
        }

        return pairs;
    }

    private static (string Value, int At) Value(string header, int at)
    {
        while (at < header.Length && char.IsWhiteSpace(header[at]))
        {
            at++;
        }

        if (at >= header.Length || header[at] != '"')
        {
            var end = header.IndexOf(';', at) is var found and >= 0 ? found : header.Length;
            return (WithoutComment(header[at..end]), Math.Min(end + 1, header.Length));
        }

        var value = new StringBuilder();
        for (at++; at < header.Length && header[at] != '"'; at++)
        {
            // Some programs write Windows paths without doubling the backslash: it is an escape only where RFC 5322 needs one.
            at += header[at] == '\\' && at + 1 < header.Length && header[at + 1] is '"' or '\\' ? 1 : 0;
            value.Append(header[at]);
        }

        var next = at < header.Length ? header.IndexOf(';', at) : -1;
        return (value.ToString(), next < 0 ? header.Length : next + 1);
    }

    private static string WithoutComment(string value) => value.IndexOf(" (", StringComparison.Ordinal) is var comment and > 0 ? value[..comment].Trim() : value.Trim();

    private static string Join(List<Segment> segments)
    {
        if (segments.Find(segment => segment is { Number: null, Encoded: true }) is { } whole)
        {
            return Join([whole with { Number = 0 }]);
        }

        if (!segments.Exists(segment => segment.Number is not null))
        {
            return HeaderText.Decode(segments[0].Value);
        }

        var ordered = segments.Where(segment => segment.Number is not null).DistinctBy(segment => segment.Number).OrderBy(segment => segment.Number).ToList();
        if (!ordered.Exists(segment => segment.Encoded))
        {
            return HeaderText.Decode(string.Concat(ordered.Select(segment => segment.Value)));
        }

        string? charset = null;
        var bytes = new MemoryStream();
        foreach (var segment in ordered)
        {
            var text = segment.Value.AsSpan();
            if (segment.Encoded && ReferenceEquals(segment, ordered[0]) && text.IndexOf('\'') is var first and >= 0 && text[(first + 1)..].IndexOf('\'') is var second and >= 0)
            {
                charset = text[..first].ToString();
                text = text[(first + second + 2)..];
            }

            bytes.Write(segment.Encoded ? Percent(text) : Encoding.UTF8.GetBytes(text.ToString()));
        }

        return HeaderText.OneLine(Charset.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), charset is null or "" ? "utf-8" : charset));
    }

    private static byte[] Percent(ReadOnlySpan<char> text)
    {
        var raw = Encoding.UTF8.GetBytes(text.ToString());
        var length = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '%' && i + 2 < raw.Length && char.IsAsciiHexDigit((char)raw[i + 1]) && char.IsAsciiHexDigit((char)raw[i + 2]))
            {
                raw[length++] = (byte)((Hex.Value(raw[i + 1]) << 4) | Hex.Value(raw[i + 2]));
                i += 2;
            }
            else
            {
                raw[length++] = raw[i];
            }
        }

        return raw[..length];
    }

    /// <summary><c>name</c>, <c>name*</c>, <c>name*0</c> or <c>name*0*</c>.</summary>
    private sealed record Segment(string Value, int? Number, bool Encoded)
    {
        internal static Segment Of(string name, string value, out string parameter)
        {
            var encoded = name.EndsWith('*');
            var rest = encoded ? name[..^1] : name;
            var star = rest.LastIndexOf('*');
            int? number = star > 0 && int.TryParse(rest.AsSpan(star + 1), System.Globalization.NumberStyles.None, null, out var parsed) ? parsed : null;
            parameter = (number is null ? rest : rest[..star]).ToLowerInvariant();
            return new(value, number, encoded);
        }
    }
}
