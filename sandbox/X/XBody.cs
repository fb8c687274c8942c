using System.Globalization;
using System.Text.Json;

namespace Squaremcp.Sandbox.X;

/// <summary>A JSON body, checked member by member as the specification has it: nothing more than it knows, and each of its type.</summary>
internal static class XBody
{
    internal static async Task<JsonElement> ReadAsync(Request request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentType != "application/json")
        {
            throw new RefusedException(XErrors.Of(415, "Unsupported Media Type", "Content-Type must be application/json."));
        }

        try
        {
            var body = JsonElement.Parse(await request.BodyAsync(most, cancellationToken), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return body.ValueKind == JsonValueKind.Object ? body : throw XErrors.Invalid("Requests must be a JSON object");
        }
        catch (JsonException)
        {
            throw XErrors.Invalid("Requests with bodies must have content-type of application/json and a body that is JSON");
        }
    }

    internal static void Only(JsonElement owner, string where, params ReadOnlySpan<string> known)
    {
        foreach (var member in owner.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                throw XErrors.Invalid($"{where}.{member.Name}: is not defined in the schema and the schema does not allow additional properties", $"{where}.{member.Name}", member.Value.GetRawText());
            }
        }
    }

    internal static string? Text(JsonElement owner, string name) => Member(owner, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Type(name, value, "string");

    internal static bool Flag(JsonElement owner, string name) => Member(owner, name) is { } value && (value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Type(name, value, "boolean"));

    internal static long? Number(JsonElement owner, string name, long least, long most) => Member(owner, name) is not { } value ? null
        : value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number) ? throw Type(name, value, "integer")
        : number >= least && number <= most ? number
        : throw XErrors.Invalid($"$.{name}: must be between {least} and {most}", name, number.ToString(CultureInfo.InvariantCulture));

    internal static JsonElement? Object(JsonElement owner, string name) => Member(owner, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? value : throw Type(name, value, "object");

    internal static string? Id(JsonElement owner, string name) => Text(owner, name) is not { } id ? null
        : IsId(id) ? id : throw XErrors.Invalid($"$.{name}: does not match the regex pattern ^[0-9]{{1,19}}$", name, id);

    internal static IReadOnlyList<string>? Texts(JsonElement owner, string name, int least, int most)
    {
        if (Member(owner, name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            throw Type(name, value, "array of strings");
        }

        IReadOnlyList<string> items = [.. value.EnumerateArray().Select(item => item.GetString()!)];
        return items.Count >= least && items.Count <= most && items.Distinct().Count() == items.Count ? items
            : throw XErrors.Invalid($"$.{name}: must have {least} to {most} different items", name, $"{items.Count}");
    }

    internal static string? Word(JsonElement owner, string name, params ReadOnlySpan<string> known) => Text(owner, name) is not { } word ? null
        : known.Contains(word) ? word : throw XErrors.Invalid($"$.{name}: does not have a value in the enumeration [{string.Join(", ", known.ToArray())}]", name, word);

    internal static bool IsId(string id) => id.Length is >= 1 and <= 19 && id.All(char.IsAsciiDigit);

    private static JsonElement? Member(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value : null;

    private static RefusedException Type(string name, JsonElement value, string wanted) => XErrors.Invalid($"$.{name}: {value.ValueKind.ToString().ToLowerInvariant()} found, {wanted} expected", name, value.GetRawText());
}
