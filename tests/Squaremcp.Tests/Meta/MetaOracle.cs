using System.Text.Json;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.Meta;

/// <summary>Meta's machine descriptions (facebook-business-sdk-codegen), found by <c>SQUAREMCP_ORACLES</c>: edges, their parameters and types, and the fields of each node.</summary>
internal static partial class MetaOracle
{
    /// <summary>Taken everywhere, and listed nowhere.</summary>
    private static readonly string[] Everywhere = ["fields", "limit", "after", "appsecret_proof"];

    /// <summary>Skips the test where there is no description.</summary>
    internal static JsonElement Required(string node)
    {
        var file = Environment.GetEnvironmentVariable("SQUAREMCP_ORACLES") is { Length: > 0 } folder ? Path.Combine(folder, "meta", $"{node}.json") : "";
        Assert.SkipUnless(File.Exists(file), $"SQUAREMCP_ORACLES names no folder with meta/{node}.json.");
        return JsonElement.Parse(File.ReadAllBytes(file));
    }

    /// <summary>What of a request to <c>{id}/{edge}</c> a node's description does not have.</summary>
    /// <param name="edge">Null for the node itself.</param>
    internal static IEnumerable<string> Offences(JsonElement node, string? edge, XRequest request, IReadOnlyDictionary<string, string> parameters)
    {
        var calls = node.GetProperty("apis").EnumerateArray().Where(api => api.GetProperty("method").GetString() == request.Verb && (api.TryGetProperty("endpoint", out var at) ? at.GetString()!.Trim('/') : null) == edge).ToList();
        if (calls.Count == 0)
        {
            return [$"there is no {request.Verb} {edge}"];
        }

        var known = calls.SelectMany(call => call.GetProperty("params").EnumerateArray()).ToDictionary(parameter => parameter.GetProperty("name").GetString()!, parameter => parameter);
        var missing = known.Where(pair => pair.Value.GetProperty("required").GetBoolean() && !parameters.ContainsKey(pair.Key)).Select(pair => $"{edge} needs {pair.Key}");
        return missing.Concat(parameters.Where(pair => !Everywhere.Contains(pair.Key)).SelectMany(pair =>
            !known.TryGetValue(Index().Replace(pair.Key, ""), out var parameter) ? [$"{request.Verb} {edge} has no parameter {pair.Key}"]
            : Fits(parameter.GetProperty("type").GetString()!, pair.Value) ? Array.Empty<string>() : [$"{edge}: {pair.Key} is \"{pair.Value}\" and must be {parameter.GetProperty("type").GetString()}"]));
    }

    /// <summary>The fields that are asked for and that a node does not have.</summary>
    internal static IEnumerable<string> Fields(JsonElement node, XRequest request)
    {
        var known = node.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("name").GetString()).ToHashSet();
        return request.Query.TryGetValue("fields", out var asked) ? Nested().Replace(asked, "").Split(',').Where(field => !known.Contains(field)).Select(field => $"there is no field {field}") : [];
    }

    private static bool Fits(string type, string value) => type switch
    {
        "unsigned int" or "int" => ulong.TryParse(value, out _),
        "bool" => value is "true" or "false",
        "Object" or "map" or "list<Object>" => value.StartsWith('{') || value.StartsWith('['),
        "datetime" => long.TryParse(value, out _) || DateTimeOffset.TryParse(value, out _),
        _ => value.Length > 0,
    };

    [GeneratedRegex(@"\[[0-9]+\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Index();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Nested();
}
