using System.Text.Json;
using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Architecture;

/// <summary>What every tool must tell a client, whichever way the client asks.</summary>
internal static partial class ToolRules
{
    // They arrive with the write ledger, which is what makes them true.
    private static readonly string[] NotYet = ["dry_run", "idempotency_key", "repeat"];

    /// <param name="tool">The tool as <c>tools/list</c> shows it.</param>
    internal static IEnumerable<string> Offences(JsonElement tool)
    {
        var name = tool.GetProperty("name").GetString()!;
        if (name.Length > 64 || !ToolName().IsMatch(name))
        {
            yield return $"{name} is not platform_verb_noun in at most 64 characters";
        }

        foreach (var part in (string[])["title", "description", "annotations", "inputSchema", "outputSchema"])
        {
            if (!tool.TryGetProperty(part, out var value) || (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString())))
            {
                yield return $"{name} has no {part}";
            }
        }

        foreach (var (path, property) in Properties(tool, "inputSchema").Concat(Properties(tool, "outputSchema")))
        {
            if (!property.TryGetProperty("description", out _))
            {
                yield return $"{name}: {path} has no description";
            }

            if (NotYet.Contains(path.Split('.')[^1]))
            {
                yield return $"{name} advertises {path}, which no call honours yet";
            }
        }
    }

    /// <summary>Every property at any depth, by its path.</summary>
    private static IEnumerable<(string Path, JsonElement Property)> Properties(JsonElement owner, string part) =>
        owner.TryGetProperty(part, out var schema) ? Inside(part, schema) : [];

    private static IEnumerable<(string Path, JsonElement Property)> Inside(string path, JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            return schema.EnumerateArray().SelectMany(each => Inside(path, each));
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var own = schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().SelectMany(one => Inside($"{path}.{one.Name}", one.Value).Prepend(($"{path}.{one.Name}", one.Value)))
            : [];
        var nested = ((string[])["items", "anyOf", "oneOf", "allOf", "additionalProperties"])
            .Where(word => schema.TryGetProperty(word, out _))
            .SelectMany(word => Inside(path, schema.GetProperty(word)));
        return own.Concat(nested);
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+){2,}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ToolName();
}
