using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace Squaremcp.Tests.Support;

/// <summary>A platform's published OpenAPI description, from a package of the clients' folder: whether a request is one that is described.</summary>
internal sealed class OpenApiOracle(JsonElement description)
{
    /// <param name="file">Below <c>node_modules</c>, JSON or YAML.</param>
    internal static OpenApiOracle Required(string file)
    {
        var path = Path.Combine(Architecture.Repository.Root, "tests/clients/node_modules", file);
        Assert.SkipUnless(File.Exists(path), $"tests/clients has no {file}. Run npm ci --prefix tests/clients.");
        return new(file.EndsWith(".yaml", StringComparison.Ordinal) ? OfYaml(File.ReadAllText(path)) : JsonElement.Parse(File.ReadAllBytes(path)));
    }

    /// <summary>What of a request the description does not have.</summary>
    /// <param name="target">Path and query on the platform's own host.</param>
    internal IEnumerable<string> Offences(string verb, string target, string? contentType, string body)
    {
        var (path, query) = (target.Split('?')[0], Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(target.Contains('?') ? target[target.IndexOf('?')..] : ""));
        var found = description.GetProperty("paths").EnumerateObject().Where(one => one.Value.TryGetProperty(verb.ToLowerInvariant(), out _) && Matches(one.Name, path)).OrderBy(one => one.Name.Count(letter => letter == '{')).ToList();
        if (found is not [var at, ..])
        {
            return [$"there is no {verb} {path}"];
        }

        var operation = at.Value.GetProperty(verb.ToLowerInvariant());
        var parameters = Each(at.Value, "parameters").Concat(Each(operation, "parameters")).Select(Resolved).ToList();
        var named = parameters.Where(one => one.GetProperty("in").GetString() == "query").ToDictionary(one => one.GetProperty("name").GetString()!);
        var missing = named.Values.Where(one => one.TryGetProperty("required", out var required) && required.GetBoolean() && !query.ContainsKey(one.GetProperty("name").GetString()!)).Select(one => $"{at.Name} needs {one.GetProperty("name")}");
        var given = query.SelectMany(pair => named.TryGetValue(pair.Key, out var parameter) ? Offences(pair.Key, parameter.GetProperty("schema"), Typed(parameter.GetProperty("schema"), pair.Value.ToString())) : [$"{at.Name} has no parameter {pair.Key}"]);
        return [.. missing, .. given, .. Body(at.Name, operation, contentType, body)];
    }

    private IEnumerable<string> Body(string path, JsonElement operation, string? contentType, string body)
    {
        if (!operation.TryGetProperty("requestBody", out var described))
        {
            return body.Length > 0 ? [$"{path} takes no body"] : [];
        }

        return Resolved(described).GetProperty("content").TryGetProperty(contentType?.Split(';')[0] ?? "none", out var content)
            ? Offences("body", content.GetProperty("schema"), JsonNode.Parse(body))
            : [$"{path} takes no body of {contentType}"];
    }

    private IEnumerable<string> Offences(string where, JsonElement schema, JsonNode? value)
    {
        schema = Resolved(schema);
        foreach (var word in (string[])["oneOf", "anyOf"])
        {
            if (schema.TryGetProperty(word, out var several) && !schema.TryGetProperty("properties", out _))
            {
                var each = several.EnumerateArray().Select(one => Offences(where, one, value).ToList()).ToList();
                return each.Exists(one => one.Count == 0) ? [] : each[0];
            }
        }

        if (schema.TryGetProperty("allOf", out var all))
        {
            return all.EnumerateArray().SelectMany(one => Offences(where, one, value));
        }

        var type = schema.TryGetProperty("type", out var its) && its.ValueKind == JsonValueKind.String ? its.GetString() : null;
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        return (type, kind) switch
        {
            ("object", JsonValueKind.Object) => Members(where, schema, (JsonObject)value!),
            ("array", JsonValueKind.Array) => ((JsonArray)value!).SelectMany(item => Offences($"{where}[]", schema.GetProperty("items"), item)),
            ("string", JsonValueKind.String) => Worded(where, schema, value!.GetValue<string>()),
            ("integer" or "number", JsonValueKind.Number) => Bound(where, schema, value!.GetValue<double>()),
            ("boolean", JsonValueKind.True or JsonValueKind.False) or (null, _) => [],
            _ => [$"{where} is {kind} and must be {type}"],
        };
    }

    private IEnumerable<string> Members(string where, JsonElement schema, JsonObject value)
    {
        var properties = schema.TryGetProperty("properties", out var its) ? its : JsonElement.Parse("{}");
        return Each(schema, "required").Where(name => !value.ContainsKey(name.GetString()!)).Select(name => $"{where} needs {name}")
            .Concat(value.SelectMany(pair => properties.TryGetProperty(pair.Key, out var member) ? Offences($"{where}.{pair.Key}", member, pair.Value) : [$"{where} has no {pair.Key}"]));
    }

    private static IEnumerable<string> Worded(string where, JsonElement schema, string text) =>
        schema.TryGetProperty("enum", out var words) && words.EnumerateArray().All(word => word.GetString() != text) ? [$"{where} knows no {text}"]
        : schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)) ? [$"{where} does not fit {pattern}"]
        : [];

    private static IEnumerable<string> Bound(string where, JsonElement schema, double number) =>
        (schema.TryGetProperty("minimum", out var low) && number < low.GetDouble()) || (schema.TryGetProperty("maximum", out var high) && number > high.GetDouble()) ? [$"{where} is {number}: too little or too much"] : [];

    /// <summary>What stands in an address is text; the description says what it is meant to be.</summary>
    private JsonNode? Typed(JsonElement schema, string text) => Resolved(schema) is var of && of.TryGetProperty("type", out var type) && type.GetString() is "integer" or "number" or "boolean" ? JsonNode.Parse(text) : JsonValue.Create(text);

    private JsonElement Resolved(JsonElement described)
    {
        while (described.TryGetProperty("$ref", out var reference))
        {
            described = reference.GetString()!.Split('/').Skip(1).Aggregate(description, (at, step) => at.GetProperty(step));
        }

        return described;
    }

    private static JsonElement.ArrayEnumerator Each(JsonElement owner, string name) => owner.TryGetProperty(name, out var list) ? list.EnumerateArray() : default;

    /// <summary>A path of several parts takes the place of <c>{path}</c> at the end.</summary>
    private static bool Matches(string template, string path) => template.Split('/') is var parts && path.Split('/') is var given
        && (parts.Length == given.Length || (parts[^1] == "{path}" && given.Length >= parts.Length)) && parts.Zip(given).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second);

    /// <summary>Blank lines that hold blanks, which YAML allows, stop this reader.</summary>
    private static JsonElement OfYaml(string yaml) =>
        JsonElement.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(new StringReader(Regex.Replace(yaml, "^ +$", "", RegexOptions.Multiline, TimeSpan.FromSeconds(5))))!));
}
