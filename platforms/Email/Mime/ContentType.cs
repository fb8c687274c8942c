namespace Squaremcp.Platforms.Email;

/// <summary>A media type, in lower case (RFC 2045 §5).</summary>
internal sealed record ContentType(string Type, string Subtype)
{
    internal static ContentType PlainText { get; } = new("text", "plain");

    internal static ContentType Message { get; } = new("message", "rfc822");

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = HeaderParameters.None;

    public string MediaType => $"{Type}/{Subtype}";

    public bool IsText => Type == "text";

    public bool IsMultipart => Type == "multipart";

    public string? Charset => Parameters.GetValueOrDefault("charset");

    public string? Boundary => Parameters.GetValueOrDefault("boundary")?.TrimEnd() is { Length: > 0 } boundary ? boundary : null;

    /// <summary>The older way to name a file.</summary>
    public string? Name => Parameters.GetValueOrDefault("name");

    /// <summary>A missing type is plain text, a broken one something unknown, as RFC 2045 §5.2 and common sense have it.</summary>
    internal static ContentType Parse(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return PlainText;
        }

        var (value, parameters) = HeaderParameters.Parse(header);
        return Of(value, parameters);
    }

    internal static ContentType Of(string mediaType, IReadOnlyDictionary<string, string> parameters)
    {
        var type = mediaType.ToLowerInvariant().Split('/', 2, StringSplitOptions.TrimEntries) switch
        {
            [var main, var sub] when IsToken(main) && IsToken(sub) => new ContentType(main, sub),
            ["text" or "", ..] => PlainText,
            _ => new ContentType("application", "octet-stream"),
        };
        return type with { Parameters = parameters };
    }

    /// <summary>A token of RFC 2045 §5.1, short enough for a line.</summary>
    internal static bool IsToken(string text) =>
        text.Length is > 0 and <= 127 && text.All(letter => letter is > ' ' and < '\x7f' && !"()<>@,;:\\\"/[]?=".Contains(letter, StringComparison.Ordinal));
}
