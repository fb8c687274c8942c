using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>A part of a message, as BODYSTRUCTURE tells it (RFC 9051 §7.5.2).</summary>
/// <param name="Section">How a fetch names it, such as 1.2; empty for the multipart that is the whole message.</param>
/// <param name="Type">In small letters, such as text/plain.</param>
/// <param name="Parameters">Of the content type, names in small letters; values as they stand there (RFC 2231 and encoded words are not decoded).</param>
internal sealed record ImapPart(string Section, string Type, IReadOnlyDictionary<string, string> Parameters)
{
    private const int Deepest = 50;
    private const int MostParts = 10_000;

    private static readonly Dictionary<string, string> None = [];

    public string? ContentId { get; init; }

    public string? Description { get; init; }

    /// <summary>Content transfer encoding, in small letters.</summary>
    public string Encoding { get; init; } = "7bit";

    /// <summary>In bytes, before decoding.</summary>
    public long? Size { get; init; }

    /// <summary>inline, attachment or another word, in small letters.</summary>
    public string? Disposition { get; init; }

    public IReadOnlyDictionary<string, string> DispositionParameters { get; init; } = None;

    /// <summary>Of an enclosed message.</summary>
    public ImapEnvelope? Envelope { get; init; }

    /// <summary>The parts of a multipart, or the one of an enclosed message.</summary>
    public IReadOnlyList<ImapPart> Children { get; init; } = [];

    public bool IsMultipart => Type.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>This part and all within it.</summary>
    public IEnumerable<ImapPart> All() => Children.SelectMany(child => child.All()).Prepend(this);

    /// <summary>Reads a BODYSTRUCTURE or BODY; null where it is none, or has more parts than any honest message.</summary>
    public static ImapPart? Read(ImapValue? value)
    {
        var left = MostParts;
        return value is null ? null : Whole(value, "", 0, ref left);
    }

    /// <summary>A message: its only part is number 1, and a multipart has no number of its own.</summary>
    private static ImapPart? Whole(ImapValue value, string above, int depth, ref int left) =>
        value.Items is [ImapValue.List, ..] ? Multipart(value.Items, above, depth, ref left) : Single(value.Items, Below(above, 1), depth, ref left);

    private static ImapPart? Any(ImapValue value, string section, int depth, ref int left) =>
        value.Items is [ImapValue.List, ..] ? Multipart(value.Items, section, depth, ref left) : Single(value.Items, section, depth, ref left);

    private static ImapPart? Multipart(IReadOnlyList<ImapValue> items, string section, int depth, ref int left)
    {
        var children = new List<ImapPart>();
        var at = 0;
        for (; at < items.Count && items[at] is ImapValue.List; at++)
        {
            if (depth >= Deepest || --left < 0 || Any(items[at], Below(section, at + 1), depth + 1, ref left) is not { } child)
            {
                return null;
            }

            children.Add(child);
        }

        var type = $"multipart/{items.ElementAtOrDefault(at)?.Text?.ToLowerInvariant() ?? "mixed"}";
        return Disposed(new(section, type, Pairs(items.ElementAtOrDefault(at + 1))) { Children = children }, items.ElementAtOrDefault(at + 2));
    }

    private static ImapPart? Single(IReadOnlyList<ImapValue> items, string section, int depth, ref int left)
    {
        if (items.Count < 7 || items[0].Text is not { } type || items[1].Text is not { } subtype)
        {
            return null;
        }

        var part = new ImapPart(section, $"{type}/{subtype}".ToLowerInvariant(), Pairs(items[2]))
        {
            ContentId = items[3].Text,
            Description = items[4].Text,
            Encoding = items[5].Text?.ToLowerInvariant() ?? "7bit",
            Size = items[6].Number,
        };

        // After the size come lines for text, and envelope, structure and lines for an enclosed message; then the extensions: MD5, disposition.
        if (part.Type is "message/rfc822" or "message/global" && items.Count >= 9 && items[8] is ImapValue.List)
        {
            var inner = depth >= Deepest || --left < 0 ? null : Whole(items[8], section, depth + 1, ref left);
            part = part with { Envelope = ImapEnvelope.Read(items[7]), Children = inner is null ? [] : [inner] };
            return Disposed(part, items.ElementAtOrDefault(11));
        }

        return Disposed(part, items.ElementAtOrDefault(type.Equals("text", StringComparison.OrdinalIgnoreCase) ? 9 : 8));
    }

    private static ImapPart Disposed(ImapPart part, ImapValue? disposition) => disposition?.Items is [{ Text: { } word }, ..]
        ? part with { Disposition = word.ToLowerInvariant(), DispositionParameters = Pairs(disposition.Items.ElementAtOrDefault(1)) }
        : part;

    private static Dictionary<string, string> Pairs(ImapValue? list)
    {
        var pairs = new Dictionary<string, string>();
        for (var index = 0; index + 1 < list?.Items.Count; index += 2)
        {
            if (list.Items[index].Text is { } name && list.Items[index + 1].Text is { } text)
            {
                pairs.TryAdd(name.ToLowerInvariant(), text);
            }
        }

        return pairs;
    }

    private static string Below(string section, int number) =>
        section.Length == 0 ? number.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{section}.{number}");
}
