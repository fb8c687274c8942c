using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms;

/// <summary>What every write takes besides its own arguments; the gateway acts on them, connectors never see them.</summary>
public sealed record WriteControls(bool DryRun, string? IdempotencyKey, bool Repeat)
{
    public const int LongestKey = 255;

    private const string DryRunName = "dry_run";
    private const string KeyName = "idempotency_key";
    private const string RepeatName = "repeat";

    /// <summary>Separates them from the tool's own arguments, which have passed the schema.</summary>
    public static (WriteControls Controls, JsonElement Own) Take(JsonElement arguments)
    {
        if (!arguments.EnumerateObject().Any(argument => IsControl(argument.Name)))
        {
            return (new(false, null, false), arguments);
        }

        var controls = new WriteControls(IsTrue(arguments, DryRunName), Text(arguments, KeyName), IsTrue(arguments, RepeatName));
        var rest = new JsonObject(arguments.EnumerateObject().Where(argument => !IsControl(argument.Name)).Select(argument => KeyValuePair.Create(argument.Name, Node(argument.Value))));
        return (controls, JsonSerializer.SerializeToElement(rest));
    }

    internal static JsonObject AddTo(JsonObject input)
    {
        var properties = (JsonObject)input["properties"]!;
        properties.Add(DryRunName, new JsonObject
        {
            ["type"] = "boolean",
            ["description"] = "True checks everything and tells what would be done, without doing it.",
        });
        properties.Add(KeyName, new JsonObject
        {
            ["type"] = "string",
            ["description"] = "A name of your own for this one intended change. Repeating the call with the same key within a day never does it twice: it answers the first call's result.",
            ["minLength"] = 1,
            ["maxLength"] = LongestKey,
            ["examples"] = new JsonArray("meeting-notes-2026-11-21"),
        });
        properties.Add(RepeatName, new JsonObject
        {
            ["type"] = "boolean",
            ["description"] = "True does it although an equal call's outcome is not known. Only after you have looked and it was not done, or when doing it twice is meant.",
        });
        return input;
    }

    /// <summary>The answer is the tool's record or, after a dry run, what it would have done.</summary>
    internal static JsonObject AddRehearsalTo(JsonObject output)
    {
        var rehearsal = Schemas.OfOutput(RehearsalJson.Default.Rehearsal);
        rehearsal.Insert(0, "description", "Only after a dry run: what would have been done.");
        ((JsonObject)output["properties"]!).Add(DryRunName, rehearsal);
        if (output["required"] is JsonArray required)
        {
            output.Remove("required");
            output["anyOf"] = new JsonArray(new JsonObject { ["required"] = required }, new JsonObject { ["required"] = new JsonArray(DryRunName) });
        }

        return output;
    }

    internal static string Answer(Rehearsal rehearsal) =>
        new JsonObject { [DryRunName] = JsonSerializer.SerializeToNode(rehearsal, RehearsalJson.Default.Rehearsal) }.ToJsonString(ReadableJson.Options);

    private static bool IsControl(string name) => name is DryRunName or KeyName or RepeatName;

    private static bool IsTrue(JsonElement arguments, string name) => arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };
}
