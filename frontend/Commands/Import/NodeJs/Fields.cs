using System.Globalization;
using System.Text.Json;

namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>One JSON object of one line, read strictly: what is missing, of another kind, twice or unknown is a mistake. MySQL writes numbers and booleans as numbers, so both are taken where they mean the same.</summary>
internal sealed class Fields(string file, int line, JsonElement json, Mistakes mistakes)
{
    private readonly HashSet<string> asked = [];

    internal bool IsGood { get; private set; } = true;

    /// <returns>Null where the line is no object.</returns>
    internal static Fields? Of(string file, int line, string text, Mistakes mistakes)
    {
        try
        {
            if (JsonElement.Parse(text, new() { AllowDuplicateProperties = false }) is { ValueKind: JsonValueKind.Object } json)
            {
                return new(file, line, json, mistakes);
            }
        }
        catch (JsonException)
        {
            // Told below; what the parser says shows the line, which may hold a hash.
        }

        mistakes.Add(file, line, "this is not one JSON object with each name once. Make the file with mysql --batch --raw --skip-column-names, and do not edit it by hand.");
        return null;
    }

    internal string Text(string name) => Optional(name) ?? Wrong(name, "is missing or null");

    /// <summary>Null where it is missing, null or empty.</summary>
    internal string? Optional(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } given ? given : null,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => Wrong(name, "must be a text"),
    };

    internal long Count(string name, long? otherwise = null) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } when otherwise is { } value => value,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var count) && count >= 0 => count,
        { ValueKind: JsonValueKind.String } text when long.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) => count,
        _ => Wrong(name, "must be a whole number, 0 or more").Length,
    };

    internal bool Flag(string name, bool otherwise) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.Number } number when number.GetRawText() is "0" or "1" => number.GetRawText() == "1",
        _ => Wrong(name, "must be true, false, 1 or 0").Length > 0,
    };

    /// <summary>After all that is known was asked for.</summary>
    internal void End()
    {
        foreach (var unknown in json.EnumerateObject().Where(one => !asked.Contains(one.Name)))
        {
            Wrong(unknown.Name, $"is not one of {string.Join(", ", asked)}; leave it out of the query");
        }
    }

    internal string Wrong(string name, string what)
    {
        IsGood = false;
        mistakes.Add(file, line, $"\"{name}\" {what}.");
        return "";
    }

    private JsonElement? Find(string name)
    {
        asked.Add(name);
        return json.TryGetProperty(name, out var value) ? value : null;
    }
}
