using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Squaremcp.Tests.WhatsApp;

/// <summary>Meta's description of the Cloud API (facebook/openapi, v23.0), found by <c>SQUAREMCP_ORACLES</c>: the bodies of messages, as strict as it is, and the parameters of reads.</summary>
internal sealed class WhatsAppOracle(JsonElement description)
{
    private const string Name = "whatsapp-business-messaging.yaml";

    private static readonly Lazy<WhatsAppOracle?> Found = new(() =>
        Environment.GetEnvironmentVariable("SQUAREMCP_ORACLES") is { Length: > 0 } folder && Path.Combine(folder, Name) is var file && File.Exists(file)
            ? new(JsonElement.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(File.ReadAllText(file)))))
            : null);

    /// <summary>Skips the test where there is no description.</summary>
    internal static WhatsAppOracle Required
    {
        get
        {
            Assert.SkipWhen(Found.Value is null, $"SQUAREMCP_ORACLES names no folder with {Name}.");
            return Found.Value!;
        }
    }

    /// <summary>What of a message's body is not as described.</summary>
    internal IEnumerable<string> Message(JsonObject body)
    {
        var schemas = description.GetProperty("components").GetProperty("schemas");
        var type = (string)body["type"]!;
        return schemas.TryGetProperty($"{char.ToUpperInvariant(type[0])}{type[1..]}Message", out var schema) ? Value("body", schema, body) : [$"there is no message of {type}"];
    }

    /// <summary>The parameters of a read that are not described.</summary>
    /// <param name="path">As described, for example <c>/{Version}/{WABA-ID}/message_templates</c>.</param>
    internal IEnumerable<string> Query(string path, IEnumerable<string> given)
    {
        var known = description.GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("parameters").EnumerateArray().Select(Resolved).Select(parameter => parameter.GetProperty("name").GetString()).ToHashSet();
        return given.Where(name => !known.Contains(name)).Select(name => $"{path.Split('/')[^1]} has no parameter {name}");
    }

    private IEnumerable<string> Value(string where, JsonElement schema, JsonNode? value)
    {
        schema = Resolved(schema);
        if (schema.TryGetProperty("allOf", out var all))
        {
            // Each part alone forbids what the others allow.
            return [.. all.EnumerateArray().SelectMany(part => Members(where, Resolved(part), (JsonObject)value!)), .. Unknown(where, [.. all.EnumerateArray().Select(Resolved)], (JsonObject)value!)];
        }

        if (schema.TryGetProperty("oneOf", out var any))
        {
            var offences = any.EnumerateArray().Select(one => Members(where, Resolved(one), (JsonObject)value!).ToList()).ToList();
            return offences.Any(one => one.Count == 0) ? [] : offences[0];
        }

        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        return schema.TryGetProperty("type", out var type) ? (type.GetString(), kind) switch
        {
            ("object", JsonValueKind.Object) => [.. Members(where, schema, (JsonObject)value!), .. Unknown(where, [schema], (JsonObject)value!)],
            ("array", JsonValueKind.Array) => ((JsonArray)value!).SelectMany(item => schema.TryGetProperty("items", out var items) ? Value($"{where}[]", items, item) : []),
            ("string", JsonValueKind.String) => schema.TryGetProperty("enum", out var words) && words.EnumerateArray().All(word => word.GetString() != value!.GetValue<string>()) ? [$"{where} knows no {value}"] : [],
            ("boolean", JsonValueKind.True or JsonValueKind.False) => [],
            _ => [$"{where} is {kind} and must be {type}"],
        } : [];
    }

    private IEnumerable<string> Members(string where, JsonElement schema, JsonObject value)
    {
        var missing = schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Where(name => !value.ContainsKey(name.GetString()!)).Select(name => $"{where} needs {name}") : [];
        return missing.Concat(schema.TryGetProperty("properties", out var properties) ? value.SelectMany(pair => properties.TryGetProperty(pair.Key, out var its) ? Value($"{where}.{pair.Key}", its, pair.Value) : []) : []);
    }

    private static IEnumerable<string> Unknown(string where, IReadOnlyList<JsonElement> schemas, JsonObject value) => schemas.Any(schema => schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False)
        ? value.Where(pair => !schemas.Any(schema => schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(pair.Key, out _))).Select(pair => $"{where} has no {pair.Key}")
        : [];

    private JsonElement Resolved(JsonElement described)
    {
        while (described.TryGetProperty("$ref", out var reference))
        {
            described = reference.GetString()!.Split('/').Skip(1).Aggregate(description, (at, step) => at.GetProperty(step));
        }

        return described;
    }
}
