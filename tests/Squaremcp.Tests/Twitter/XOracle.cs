using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Twitter;

/// <summary>X's published OpenAPI description, found by <c>SQUAREMCP_ORACLES</c>: paths, parameters and bodies, as strict as it is.</summary>
internal sealed class XOracle(JsonElement description)
{
    private const string Name = "x-openapi.json";

    private static readonly Lazy<XOracle?> Found = new(() =>
        Environment.GetEnvironmentVariable("SQUAREMCP_ORACLES") is { Length: > 0 } folder && Path.Combine(folder, Name) is var file && File.Exists(file) ? new(JsonElement.Parse(File.ReadAllBytes(file))) : null);

    internal static XOracle? OrNull => Found.Value;

    /// <summary>Skips the test where there is no description.</summary>
    internal static XOracle Required
    {
        get
        {
            Assert.SkipWhen(OrNull is null, $"SQUAREMCP_ORACLES names no folder with {Name}.");
            return OrNull!;
        }
    }

    /// <summary>What of a request the description does not have.</summary>
    internal IEnumerable<string> Offences(XRequest request)
    {
        var verb = request.Verb.ToLowerInvariant();
        var paths = description.GetProperty("paths").EnumerateObject().Where(path => path.Value.TryGetProperty(verb, out _) && Matches(path.Name, request.Path));
        if (paths.OrderBy(path => path.Name.Contains('{')).Select(path => (JsonProperty?)path).FirstOrDefault() is not { } found)
        {
            return [$"there is no {request.Verb} {request.Path}"];
        }

        var operation = found.Value.GetProperty(verb);
        var parameters = operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray().Select(Resolved).ToList() : [];
        var named = parameters.Where(parameter => In(parameter, "query")).ToDictionary(parameter => parameter.GetProperty("name").GetString()!);
        var missing = named.Values.Where(parameter => parameter.TryGetProperty("required", out var required) && required.GetBoolean() && !request.Query.ContainsKey(parameter.GetProperty("name").GetString()!)).Select(parameter => $"{found.Name} needs {parameter.GetProperty("name")}");
        var query = request.Query.SelectMany(pair => named.TryGetValue(pair.Key, out var parameter) ? Text($"{pair.Key}", Resolved(parameter.GetProperty("schema")), pair.Value) : [$"{found.Name} has no parameter {pair.Key}"]);
        var path = found.Name.Split('/').Zip(request.Path.Split('/')).Where(pair => pair.First.StartsWith('{')).SelectMany(pair =>
            Text(pair.First, Resolved(parameters.Single(parameter => In(parameter, "path") && $"{{{parameter.GetProperty("name")}}}" == pair.First).GetProperty("schema")), Uri.UnescapeDataString(pair.Second)));
        return [.. missing, .. query, .. path, .. Body(operation, request), .. request.Authorization is null ? [$"{found.Name} without a token"] : Array.Empty<string>()];
    }

    private IEnumerable<string> Body(JsonElement operation, XRequest request)
    {
        if (!operation.TryGetProperty("requestBody", out var described))
        {
            return request.Body.Length > 0 ? ["a body where there is none"] : [];
        }

        var type = request.ContentType?.Split(';')[0] ?? "none";
        if (!described.GetProperty("content").TryGetProperty(type, out var content))
        {
            return [$"no body of {type}"];
        }

        var schema = Resolved(content.GetProperty("schema"));
        if (type == "multipart/form-data")
        {
            // Everything is text in a form.
            var parts = schema.GetProperty("properties");
            return schema.GetProperty("required").EnumerateArray().Where(name => !request.Form.ContainsKey(name.GetString()!)).Select(name => $"the form needs {name}")
                .Concat(request.Form.SelectMany(pair => parts.TryGetProperty(pair.Key, out var part) ? pair.Key == "segment_index" ? Text(pair.Key, part, pair.Value) : [] : [$"the form has no {pair.Key}"]));
        }

        return request.Json is { } json ? Value("body", schema, json) : ["the body is no object"];
    }

    private IEnumerable<string> Text(string where, JsonElement schema, string text) => schema.GetProperty("type").GetString() switch
    {
        "array" => text.Split(',').SelectMany(item => Text(where, Resolved(schema.GetProperty("items")), item)),
        "integer" => long.TryParse(text, out var number) ? Value(where, schema, JsonValue.Create(number)) : [$"{where} is no number"],
        _ => Value(where, schema, JsonValue.Create(text)),
    };

    private IEnumerable<string> Value(string where, JsonElement schema, JsonNode? value)
    {
        schema = Resolved(schema);
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        var type = schema.GetProperty("type").GetString();
        if ((type, kind) is not (("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("integer", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False)))
        {
            return [$"{where} is {kind} and must be {type}"];
        }

        return kind switch
        {
            JsonValueKind.Object => Members(where, schema, (JsonObject)value!),
            JsonValueKind.Array => [.. Bound(where, schema, ((JsonArray)value!).Count, "minItems", "maxItems"), .. ((JsonArray)value!).SelectMany(item => Value($"{where}[]", schema.GetProperty("items"), item))],
            JsonValueKind.Number => Bound(where, schema, value!.GetValue<long>(), "minimum", "maximum"),
            JsonValueKind.String => [.. Bound(where, schema, value!.GetValue<string>().Length, "minLength", "maxLength"), .. Worded(where, schema, value!.GetValue<string>())],
            _ => [],
        };
    }

    private IEnumerable<string> Members(string where, JsonElement schema, JsonObject value)
    {
        var properties = schema.GetProperty("properties");
        var missing = schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Where(name => !value.ContainsKey(name.GetString()!)).Select(name => $"{where} needs {name}") : [];
        return missing.Concat(value.SelectMany(pair => properties.TryGetProperty(pair.Key, out var its) ? Value($"{where}.{pair.Key}", its, pair.Value) : [$"{where} has no {pair.Key}"]));
    }

    private static IEnumerable<string> Worded(string where, JsonElement schema, string text)
    {
        if (schema.TryGetProperty("enum", out var words) && words.EnumerateArray().All(word => word.GetString() != text))
        {
            yield return $"{where} knows no {text}";
        }

        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            yield return $"{where} does not fit {pattern}";
        }

        if (schema.TryGetProperty("format", out var format) && format.GetString() == "date-time" && !DateTimeOffset.TryParse(text, out _))
        {
            yield return $"{where} is no time";
        }
    }

    private static IEnumerable<string> Bound(string where, JsonElement schema, long size, string least, string most) =>
        (schema.TryGetProperty(least, out var low) && size < low.GetInt64()) || (schema.TryGetProperty(most, out var high) && size > high.GetInt64()) ? [$"{where} is {size}: too little or too much"] : [];

    private JsonElement Resolved(JsonElement described)
    {
        while (described.TryGetProperty("$ref", out var reference))
        {
            described = reference.GetString()!.Split('/').Skip(1).Aggregate(description, (at, step) => at.GetProperty(step));
        }

        return described;
    }

    private static bool In(JsonElement parameter, string place) => parameter.GetProperty("in").GetString() == place;

    private static bool Matches(string template, string path) =>
        template.Split('/') is var parts && path.Split('/') is var given && parts.Length == given.Length && parts.Zip(given).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second);
}
