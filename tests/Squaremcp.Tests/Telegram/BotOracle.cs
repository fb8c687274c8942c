using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Tests.Telegram;

/// <summary>The published description of the Bot API, found by <c>SQUAREMCP_ORACLES</c>: which methods there are, their parameters and types.</summary>
internal sealed class BotOracle(JsonElement description)
{
    internal const string File = "telegram-bot-api.json";

    private static readonly Lazy<BotOracle?> Found = new(Load);

    /// <summary>Null where the variable is not set or the file is not there.</summary>
    internal static BotOracle? OrNull => Found.Value;

    /// <summary>Skips the test where there is no description.</summary>
    internal static BotOracle Required
    {
        get
        {
            Assert.SkipWhen(OrNull is null, $"SQUAREMCP_ORACLES names no folder with {File}.");
            return OrNull!;
        }
    }

    /// <summary>What of a request the description does not have.</summary>
    internal IEnumerable<string> Offences(string method, JsonObject parameters) =>
        description.GetProperty("methods").TryGetProperty(method, out var described) ? Offences(method, described, parameters) : [$"there is no method {method}"];

    /// <summary>What of an answer its type does not have.</summary>
    internal IEnumerable<string> AnswerOffences(string type, JsonNode value) => Misfits(type, [type], value);

    private IEnumerable<string> Offences(string where, JsonElement described, JsonObject values)
    {
        var fields = described.TryGetProperty("fields", out var list) ? list.EnumerateArray().ToDictionary(field => field.GetProperty("name").GetString()!) : [];
        var missing = fields.Values.Where(field => field.GetProperty("required").GetBoolean() && !values.ContainsKey(field.GetProperty("name").GetString()!)).Select(field => $"{where} needs {field.GetProperty("name")}");
        return missing.Concat(values.SelectMany(pair => fields.TryGetValue(pair.Key, out var field)
            ? Misfits($"{where}.{pair.Key}", [.. field.GetProperty("types").EnumerateArray().Select(type => type.GetString()!)], pair.Value!)
            : [$"{where} has no {pair.Key}"]));
    }

    private IEnumerable<string> Misfits(string where, string[] types, JsonNode value)
    {
        var kind = value.GetValueKind();
        var simple = kind switch
        {
            JsonValueKind.Number when long.TryParse(value.ToJsonString(), out _) => "Integer",
            JsonValueKind.String => "String",
            JsonValueKind.True or JsonValueKind.False => "Boolean",
            _ => kind.ToString(),
        };
        return types.Contains(simple) ? []
            : value is JsonArray items && Array.Find(types, type => type.StartsWith("Array of ", StringComparison.Ordinal)) is { } list ? items.SelectMany(item => Misfits($"{where}[]", [list["Array of ".Length..]], item!))
            : value is JsonObject members && Array.Find(types, type => description.GetProperty("types").TryGetProperty(type, out _)) is { } name ? Offences(where, description.GetProperty("types").GetProperty(name), members)
            : [$"{where} is {simple} and must be {string.Join(" or ", types)}"];
    }

    private static BotOracle? Load() =>
        Environment.GetEnvironmentVariable("SQUAREMCP_ORACLES") is { Length: > 0 } folder && Path.Combine(folder, File) is var file && System.IO.File.Exists(file)
            ? new(JsonElement.Parse(System.IO.File.ReadAllBytes(file)))
            : null;
}
