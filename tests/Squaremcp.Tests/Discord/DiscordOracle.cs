using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Discord;

/// <summary>Discord's published description (OpenAPI 3.1), found by <c>SQUAREMCP_ORACLES</c>: what a request may hold, and what an answer does.</summary>
internal sealed class DiscordOracle(JsonElement description)
{
    private const string File = "discord-openapi.json";

    private static readonly Lazy<DiscordOracle?> Found = new(Load);

    internal static DiscordOracle Required
    {
        get
        {
            Assert.SkipWhen(Found.Value is null, $"SQUAREMCP_ORACLES names no folder with {File}.");
            return Found.Value!;
        }
    }

    /// <summary>What of a request the description does not have.</summary>
    /// <param name="path">After <c>/api/v10</c>.</param>
    internal IEnumerable<string> Offences(string verb, string path, IReadOnlyDictionary<string, string> query, JsonNode? body)
    {
        if (Operation(verb, path) is not var (template, operation))
        {
            return [$"there is no {verb} {path}"];
        }

        var parameters = operation.TryGetProperty("parameters", out var listed) ? listed.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "query").ToDictionary(one => one.GetProperty("name").GetString()!) : [];
        return
        [
            .. query.SelectMany(pair => parameters.TryGetValue(pair.Key, out var parameter) ? Misfits($"{template}?{pair.Key}", parameter.GetProperty("schema"), Typed(pair.Value)) : [$"{template} has no parameter {pair.Key}"]),
            .. body is null ? operation.TryGetProperty("requestBody", out _) ? [$"{template} needs a body"] : Array.Empty<string>()
                : operation.TryGetProperty("requestBody", out var described) ? Misfits("body", described.GetProperty("content").GetProperty("application/json").GetProperty("schema"), body) : [$"{template} takes no body"],
        ];
    }

    /// <summary>What of a success the description does not have; unknown members count only where it knows all of them.</summary>
    internal IEnumerable<string> AnswerOffences(string verb, string path, JsonNode answer) => Operation(verb, path) is var (_, operation)
        ? Misfits("answer", operation.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema"), answer)
        : [$"there is no {verb} {path}"];

    private (string Template, JsonElement Operation)? Operation(string verb, string path)
    {
        var fits = description.GetProperty("paths").EnumerateObject().Where(one => Matches(one.Name, path) && one.Value.TryGetProperty(verb.ToLowerInvariant(), out _)).OrderBy(one => one.Name.Count(letter => letter == '{')).ToList();
        return fits.Count == 0 ? null : (fits[0].Name, fits[0].Value.GetProperty(verb.ToLowerInvariant()));
    }

    private IEnumerable<string> Misfits(string where, JsonElement schema, JsonNode? value)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Misfits(where, reference.GetString()!.Split('/').Skip(1).Aggregate(description, (at, step) => at.GetProperty(step)), value);
        }

        if (schema.TryGetProperty("oneOf", out var options))
        {
            // Some say only which words there are, in a list of constants.
            var tried = options.EnumerateArray().Select(option => option.TryGetProperty("const", out var word) ? JsonNode.DeepEquals(JsonNode.Parse(word.GetRawText()), value) ? [] : [$"{where} is not {word}"] : Misfits(where, option, value).ToList()).ToList();
            return tried.Any(one => one.Count == 0) ? [] : tried.OrderBy(one => one.Exists(offence => offence.Contains(" must be ", StringComparison.Ordinal))).ThenBy(one => one.Count).First();
        }

        if (schema.TryGetProperty("type", out var type) && !Types(type).Contains(Kind(value)))
        {
            return Types(type).Contains("number") && Kind(value) == "integer" ? [] : [$"{where} is {Kind(value)} and must be {type}"];
        }

        return value switch
        {
            JsonObject members => Members(where, schema, members),
            JsonArray items => [.. Most(where, schema, "maxItems", items.Count), .. schema.TryGetProperty("items", out var item) ? items.SelectMany(one => Misfits($"{where}[]", item, one)) : []],
            JsonValue one when Kind(one) == "string" => [.. Most(where, schema, "maxLength", one.GetValue<string>().Length), .. Pattern(where, schema, one.GetValue<string>())],
            JsonValue one when Kind(one) == "integer" => [.. Most(where, schema, "maximum", one.GetValue<long>()), .. schema.TryGetProperty("minimum", out var least) && one.GetValue<long>() < least.GetInt64() ? [$"{where} is too small"] : Array.Empty<string>()],
            _ => [],
        };
    }

    private IEnumerable<string> Members(string where, JsonElement schema, JsonObject members)
    {
        if (!schema.TryGetProperty("properties", out var properties))
        {
            return [];
        }

        var missing = schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(name => name.GetString()!).Where(name => !members.ContainsKey(name)).Select(name => $"{where} needs {name}") : [];
        return missing.Concat(members.SelectMany(pair => properties.TryGetProperty(pair.Key, out var its) ? Misfits($"{where}.{pair.Key}", its, pair.Value) : [$"{where} has no {pair.Key}"]));
    }

    private static IEnumerable<string> Pattern(string where, JsonElement schema, string text) =>
        schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)) ? [$"{where} does not fit {pattern}"] : [];

    private static IEnumerable<string> Most(string where, JsonElement schema, string name, long size) => schema.TryGetProperty(name, out var most) && size > most.GetInt64() ? [$"{where} is {size}: too much"] : [];

    private static List<string?> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString())] : [type.GetString()];

    private static string Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => long.TryParse(value.ToJsonString(), out _) ? "integer" : "number",
        _ => "null",
    };

    /// <summary>In an address everything is text; ids stay so.</summary>
    private static JsonNode Typed(string text) => text.Length < 10 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : bool.TryParse(text, out var flag) ? flag : text;

    private static bool Matches(string template, string path) =>
        template.Split('/') is var parts && path.Split('/') is var given && parts.Length == given.Length && parts.Zip(given).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second);

    private static DiscordOracle? Load() =>
        Environment.GetEnvironmentVariable("SQUAREMCP_ORACLES") is { Length: > 0 } folder && Path.Combine(folder, File) is var file && System.IO.File.Exists(file) ? new(JsonElement.Parse(System.IO.File.ReadAllBytes(file))) : null;
}
