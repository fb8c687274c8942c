namespace Squaremcp.Platforms.Email;

/// <summary>Refuses values that would write more than one header line (header injection), saying which field it was.</summary>
internal static class OutgoingCheck
{
    /// <exception cref="ToolException">invalid_argument.</exception>
    internal static void OneLine(string? value, string field)
    {
        if (value is not null && value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
        {
            throw Refused(field, "must be one line, without line breaks or NUL characters");
        }
    }

    internal static void Identifier(string? id, string field)
    {
        OneLine(id, field);
        if (id is not null && !MessageIds.IsOne(id))
        {
            throw Refused(field, "must be a message identifier such as <abc@example.org>");
        }
    }

    internal static void File(OutgoingFile file, string field)
    {
        OneLine(file.Name, $"{field}.name");
        OneLine(file.Type, $"{field}.type");
        OneLine(file.ContentId, $"{field}.content_id");
        if (file.Type.Split('/') is not [var type, var subtype] || !ContentType.IsToken(type) || !ContentType.IsToken(subtype))
        {
            throw Refused($"{field}.type", "must be a media type such as application/pdf");
        }

        if (file.ContentId is { } id && (id.Length is 0 or > 200 || id.AsSpan().ContainsAnyExceptInRange('!', '~') || id.AsSpan().IndexOfAny('<', '>') >= 0))
        {
            throw Refused($"{field}.content_id", "must be 1 to 200 ASCII letters, digits and signs, without spaces and angle brackets");
        }

        if (file.Size < 0)
        {
            throw Refused($"{field}.size", "must not be negative");
        }
    }

    /// <param name="field">With its place in a list: <c>to[2]</c>.</param>
    internal static ToolException Refused(string field, string broken) =>
        new(new(ToolErrorKind.InvalidArgument, $"`{field}`: {broken}.") { Argument = field.Split('[', '.')[0] });
}
