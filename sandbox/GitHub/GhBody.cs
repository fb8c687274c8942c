using System.Text.Json;

namespace Squaremcp.Sandbox.GitHub;

/// <summary>A JSON body, checked member by member: GitHub leaves unheeded what it does not know, here it is refused, for a mistyped member would go unnoticed.</summary>
internal static class GhBody
{
    private const int Most = 1024 * 1024;

    internal static async Task<JsonElement> ReadAsync(GhCall call, string resource, CancellationToken cancellationToken, params string[] known)
    {
        if (call.Request.ContentType != "application/json")
        {
            throw GhErrors.Refused(415, "Unsupported 'Content-Type'. Must be application/json.");
        }

        JsonElement body;
        try
        {
            body = JsonElement.Parse(await call.Request.BodyAsync(Most, cancellationToken), new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            throw GhErrors.Refused(400, "Problems parsing JSON");
        }

        return body.ValueKind != JsonValueKind.Object ? throw GhErrors.Refused(400, "Body should be a JSON object") : Only(body, resource, known);
    }

    internal static JsonElement Only(JsonElement owner, string resource, params string[] known) =>
        owner.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? throw GhErrors.Invalid(resource, unknown, "unprocessable", $"\"{unknown}\" is not a permitted key.")
            : owner;

    internal static string? Text(JsonElement owner, string resource, string name, int most = 65_536) => !owner.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind != JsonValueKind.String ? throw GhErrors.Invalid(resource, name, "invalid", $"For 'properties/{name}', {value.GetRawText()} is not a string.")
        : value.GetString()!.Length > most ? throw GhErrors.Invalid(resource, name, "invalid", $"{name} is too long (maximum is {most} characters)")
        : value.GetString();

    internal static string Needed(JsonElement owner, string resource, string name, int most = 65_536) =>
        Text(owner, resource, name, most) is { } text && text.Trim().Length > 0 ? text : throw GhErrors.Invalid(resource, name, "missing_field");

    internal static string? Word(JsonElement owner, string resource, string name, params string[] known) => Text(owner, resource, name) is not { } word ? null
        : known.Contains(word) ? word : throw GhErrors.Invalid(resource, name, "invalid", $"{word} is not one of {string.Join(", ", known)}.");

    internal static bool Flag(JsonElement owner, string resource, string name) => owner.TryGetProperty(name, out var value)
        && (value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw GhErrors.Invalid(resource, name, "invalid", $"{value.GetRawText()} is not a boolean."));

    internal static int? Number(JsonElement owner, string resource, string name) => !owner.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw GhErrors.Invalid(resource, name, "invalid", $"{value.GetRawText()} is not an integer.");

    internal static IReadOnlyList<string> Texts(JsonElement owner, string resource, string name) => !owner.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
        : throw GhErrors.Invalid(resource, name, "invalid", $"{value.GetRawText()} is not an array of strings.");
}
