using System.Text.Json;
using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Sandbox;

/// <summary>The OpenAPI description that X publishes, found by <c>SQUAREMCP_ORACLES</c>: what an answer may hold.</summary>
internal sealed class XOracle(JsonElement description)
{
    private const string File = "x-openapi.json";

    private static readonly Lazy<XOracle?> Found = new(Load);

    internal static XOracle Required
    {
        get
        {
            Assert.SkipWhen(Found.Value is null, $"SQUAREMCP_ORACLES names no folder with {File}.");
            return Found.Value!;
        }
    }

    internal IEnumerable<string> Offences(string method, string path, int status, JsonElement body)
    {
        var answers = description.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses");
        return answers.TryGetProperty($"{status}", out var answer)
            ? Misfits($"{method} {path}", answer.GetProperty("content").GetProperty("application/json").GetProperty("schema"), body)
            : [$"{method} {path} does not answer {status}: {body}"];
    }

    private IEnumerable<string> Misfits(string where, JsonElement schema, JsonElement value)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Misfits(where, description.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), value);
        }

        if (schema.TryGetProperty("oneOf", out var ones))
        {
            return ones.EnumerateArray().Count(one => !Misfits(where, one, value).Any()) == 1 ? [] : [$"{where} is none of its kinds: {value}"];
        }

        return (schema.TryGetProperty("type", out var type) ? type.GetString() : null) switch
        {
            "object" => Members(where, schema, value),
            "array" => value.ValueKind != JsonValueKind.Array ? [$"{where} is no array"] : value.EnumerateArray().SelectMany(item => Misfits($"{where}[]", schema.GetProperty("items"), item)),
            "string" => Text(where, schema, value),
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? [] : [$"{where} is no integer: {value}"],
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? [] : [$"{where} is no boolean: {value}"],
            _ => [],
        };
    }

    /// <summary>Stricter than the schema where it would let any member pass: one it does not name is a mistake of ours.</summary>
    private IEnumerable<string> Members(string where, JsonElement schema, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [$"{where} is no object"];
        }

        if (!schema.TryGetProperty("properties", out var known))
        {
            return [];
        }

        var missing = schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{where} lacks {name}") : [];
        return missing.Concat(value.EnumerateObject().SelectMany(member => known.TryGetProperty(member.Name, out var described) ? Misfits($"{where}.{member.Name}", described, member.Value) : [$"{where} has {member.Name}, which is not described"]));
    }

    private static IEnumerable<string> Text(string where, JsonElement schema, JsonElement value) =>
        value.ValueKind != JsonValueKind.String ? [$"{where} is no string: {value}"]
        : schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => word.GetString() == value.GetString()) ? [$"{where} is not one of its words: {value}"]
        : schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value.GetString()!, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)) ? [$"{where} does not match {pattern}: {value}"]
        : [];

    private static XOracle? Load() =>
        Environment.GetEnvironmentVariable("SQUAREMCP_ORACLES") is { Length: > 0 } folder && Path.Combine(folder, File) is var file && System.IO.File.Exists(file)
            ? new(JsonElement.Parse(System.IO.File.ReadAllBytes(file)))
            : null;
}
