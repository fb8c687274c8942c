namespace Squaremcp.Platforms.Email;

/// <summary>How a part wants to be shown (RFC 2183): <c>inline</c>, <c>attachment</c>, or null when it does not say.</summary>
internal sealed record ContentDisposition(string? Kind)
{
    internal static ContentDisposition None { get; } = new((string?)null);

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = HeaderParameters.None;

    /// <summary>As the sender wrote it: not to be trusted.</summary>
    public string? FileName => Parameters.GetValueOrDefault("filename");

    internal static ContentDisposition Parse(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return None;
        }

        var (value, parameters) = HeaderParameters.Parse(header);
        return Of(value, parameters);
    }

    /// <summary>An unknown kind is an attachment (RFC 2183 §2.8).</summary>
    internal static ContentDisposition Of(string kind, IReadOnlyDictionary<string, string> parameters) => new(kind.ToLowerInvariant() switch
    {
        "" => null,
        "inline" => "inline",
        _ => "attachment",
    })
    { Parameters = parameters };
}
