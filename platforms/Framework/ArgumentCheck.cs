using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms;

/// <summary>Checks an arguments object against the part of JSON Schema our records use, and says what is wrong so that a model can mend it.</summary>
internal static class ArgumentCheck
{
    internal static ToolError? Of(JsonObject schema, JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            return new(ToolErrorKind.InvalidArgument, "The arguments must be a JSON object, for example {}.");
        }

        var properties = (JsonObject)schema["properties"]!;
        var seen = new HashSet<string>();
        foreach (var argument in arguments.EnumerateObject())
        {
            if (!seen.Add(argument.Name))
            {
                return Wrong(argument.Name, "is given twice; give it once", null);
            }

            if (properties[argument.Name] is not JsonObject rule)
            {
                return Wrong(argument.Name, properties.Count == 0 ? "is not an argument of this tool, which takes none" : $"is not an argument of this tool; it takes {string.Join(", ", properties.Select(property => $"`{property.Key}`"))}", null);
            }

            var isRequired = IsRequired(schema, argument.Name);
            if (argument.Value.ValueKind == JsonValueKind.Null && !isRequired)
            {
                continue;
            }

            if (Broken(rule, argument.Value) is { } broken)
            {
                return Wrong(argument.Name, broken, rule);
            }
        }

        var missing = (schema["required"] as JsonArray)?.Select(name => name!.GetValue<string>()).FirstOrDefault(name => !seen.Contains(name));
        return missing is null ? null : Wrong(missing, "is required", (JsonObject)properties[missing]!);
    }

    private static bool IsRequired(JsonObject schema, string name) =>
        schema["required"] is JsonArray required && required.Any(one => one!.GetValue<string>() == name);

    private static string? Broken(JsonObject rule, JsonElement value) => rule["type"]?.GetValue<string>() switch
    {
        "string" => value.ValueKind == JsonValueKind.String ? BrokenText(rule, value.GetString()!) : $"must be a string, not {Kind(value)}",
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? BrokenNumber(rule, number) : $"must be a whole number, not {Kind(value)}",
        "number" => value.ValueKind == JsonValueKind.Number ? null : $"must be a number, not {Kind(value)}",
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"must be true or false, not {Kind(value)}",
        "object" => value.ValueKind == JsonValueKind.Object ? BrokenMember(rule, value) : $"must be an object, not {Kind(value)}",
        "array" => value.ValueKind == JsonValueKind.Array ? BrokenItem(rule, value) : $"must be an array, not {Kind(value)}",
        _ => null,
    };

    private static string? BrokenText(JsonObject rule, string text)
    {
        var characters = new StringInfo(text).LengthInTextElements;
        if (rule["maxLength"]?.GetValue<int>() is { } most && text.Length > most)
        {
            return $"has {characters} characters; {most} are allowed";
        }

        if (rule["minLength"]?.GetValue<int>() is { } least && text.Length < least)
        {
            return text.Length == 0 ? "must not be empty" : $"needs at least {least} characters";
        }

        return rule["enum"] is JsonArray allowed && !allowed.Any(one => one!.GetValue<string>() == text)
            ? $"must be one of {string.Join(", ", allowed.Select(one => $"\"{one}\""))}"
            : null;
    }

    private static string? BrokenNumber(JsonObject rule, long number) =>
        rule["minimum"]?.GetValue<long>() is { } least && rule["maximum"]?.GetValue<long>() is { } most && (number < least || number > most)
            ? $"must be from {least} to {most}"
            : null;

    private static string? BrokenItem(JsonObject rule, JsonElement array) =>
        rule["items"] is JsonObject item ? array.EnumerateArray().Select(one => Broken(item, one)).FirstOrDefault(broken => broken is not null) is { } broken ? $"holds an item that {broken}" : null : null;

    /// <summary>Only of an object whose members the schema names.</summary>
    private static string? BrokenMember(JsonObject rule, JsonElement owner)
    {
        if (rule["properties"] is not JsonObject properties)
        {
            return null;
        }

        foreach (var member in owner.EnumerateObject())
        {
            if (properties[member.Name] is not JsonObject its)
            {
                return $"has no member `{member.Name}`; it takes {string.Join(", ", properties.Select(property => $"`{property.Key}`"))}";
            }

            if ((member.Value.ValueKind != JsonValueKind.Null || IsRequired(rule, member.Name)) && Broken(its, member.Value) is { } broken)
            {
                return $"has a `{member.Name}` that {broken}";
            }
        }

        return (rule["required"] as JsonArray)?.Select(name => name!.GetValue<string>()).FirstOrDefault(name => !owner.TryGetProperty(name, out _)) is { } missing ? $"needs `{missing}`" : null;
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };

    private static ToolError Wrong(string argument, string broken, JsonObject? rule)
    {
        var meaning = rule?["description"] is { } description ? $" It is: {description}" : "";
        var example = rule?["examples"] is JsonArray { Count: > 0 } examples ? $" Example: {examples[0]!.ToJsonString(ReadableJson.Options)}" : "";
        return new(ToolErrorKind.InvalidArgument, $"`{argument}` {broken}.{meaning}{example}") { Argument = argument };
    }
}
