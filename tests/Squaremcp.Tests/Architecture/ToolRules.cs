using System.Text.Json;
using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Architecture;

/// <summary>What every tool must tell a client, whichever way the client asks.</summary>
internal static partial class ToolRules
{
    private static readonly string[] OfEveryWrite = ["dry_run", "idempotency_key", "repeat"];

    private static readonly string[] OfNoRead = ["dry_run", "repeat"];

    /// <param name="tool">The tool as <c>tools/list</c> shows it.</param>
    internal static IEnumerable<string> Offences(JsonElement tool)
    {
        var name = tool.GetProperty("name").GetString()!;
        // PRODUCT's own name for the search of all mailboxes.
        if (name != "email_search" && (name.Length > 64 || !ToolName().IsMatch(name)))
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
        }

        foreach (var control in IsReadOnly(tool) ? OfNoRead.Where(control => Takes(tool, control)) : OfEveryWrite.Where(control => !Takes(tool, control)))
        {
            yield return IsReadOnly(tool) ? $"{name} only reads, and takes {control}" : $"{name} changes something, and does not take {control}";
        }
    }

    private static bool IsReadOnly(JsonElement tool) =>
        tool.TryGetProperty("annotations", out var hints) && hints.TryGetProperty("readOnlyHint", out var hint) && hint.ValueKind == JsonValueKind.True;

    private static bool Takes(JsonElement tool, string argument) =>
        tool.TryGetProperty("inputSchema", out var schema) && schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(argument, out _);

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
