using System.Text.Json;

namespace Squaremcp.Sandbox;

/// <summary>A JSON body, read member by member: nothing more than is known, and each of its type. What is wrong is told in words, for each platform to wrap in its own way.</summary>
internal static class StrictJson
{
    internal static async Task<JsonElement> ReadAsync(Request request, int most, Func<string, RefusedException> refuse, CancellationToken cancellationToken)
    {
        if (request.ContentType != "application/json")
        {
            throw refuse("Content-Type must be application/json");
        }

        try
        {
            var body = JsonElement.Parse(await request.BodyAsync(most, cancellationToken), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return body.ValueKind == JsonValueKind.Object ? body : throw refuse("the body must be a JSON object");
        }
        catch (JsonException)
        {
            throw refuse("the body is not JSON");
        }
    }

    /// <param name="needed">The members it must have.</param>
    /// <param name="others">Those it may have.</param>
    internal static void Members(this JsonElement owner, string where, Func<string, RefusedException> refuse, string[] needed, params string[] others)
    {
        if (owner.ValueKind != JsonValueKind.Object)
        {
            throw refuse($"{where} must be an object");
        }

        if (owner.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !needed.Contains(name) && !others.Contains(name)) is { } unknown)
        {
            throw refuse($"{where}/{unknown} :: unrecognized field found but not allowed");
        }

        if (Array.Find(needed, name => !owner.TryGetProperty(name, out _)) is { } missing)
        {
            throw refuse($"{where}/{missing} :: field is required but not found and has no default value");
        }
    }

    /// <summary>Null where it is absent.</summary>
    internal static string? Text(this JsonElement owner, string name, Func<string, RefusedException> refuse, params string[] allowed) => !owner.TryGetProperty(name, out var value) ? null
        : value.ValueKind != JsonValueKind.String ? throw refuse($"{name} must be a string")
        : allowed.Length > 0 && !allowed.Contains(value.GetString()) ? throw refuse($"{name} must be one of {string.Join(", ", allowed)}")
        : value.GetString();

    internal static long? Number(this JsonElement owner, string name, Func<string, RefusedException> refuse, long least, long most) => !owner.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most ? number
        : throw refuse($"{name} must be a whole number from {least} to {most}");

    internal static bool? Flag(this JsonElement owner, string name, Func<string, RefusedException> refuse) => !owner.TryGetProperty(name, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw refuse($"{name} must be a boolean");

    internal static IReadOnlyList<JsonElement>? List(this JsonElement owner, string name, Func<string, RefusedException> refuse) => !owner.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw refuse($"{name} must be an array");
}
