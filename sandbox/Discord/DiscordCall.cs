using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Discord;

/// <summary>One call: its path after the version, its parameters, and its body.</summary>
internal sealed record DiscordCall(Request Request, DiscordWorld World, string[] Path)
{
    private const int MostBytes = 1024 * 1024;

    /// <summary>Refuses a parameter that the call does not have.</summary>
    internal DiscordCall Allowing(params string[] names)
    {
        var unknown = Request.Context.Request.Query.Keys.FirstOrDefault(name => !names.Contains(name));
        return unknown is null ? this : throw DiscordErrors.Invalid(unknown, "UNKNOWN_PARAMETER", "There is no such parameter.");
    }

    internal int Limit(int otherwise, int most) => Text("limit") is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most ? limit
        : throw DiscordErrors.Invalid("limit", "NUMBER_TYPE_MAX", $"int value should be between 1 and {most}.");

    internal ulong? Snowflake(string name) => Text(name) is not { } text ? null : Snowflake(name, text);

    internal bool Flag(string name) => Text(name) switch
    {
        null or "false" or "False" or "0" => false,
        "true" or "True" or "1" => true,
        _ => throw DiscordErrors.Invalid(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false."),
    };

    internal static ulong Snowflake(string name, string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw DiscordErrors.Invalid(name, "NUMBER_TYPE_COERCE", $"Value \"{text}\" is not snowflake.");

    internal async Task<JsonObject> BodyAsync(CancellationToken cancellationToken)
    {
        if (Request.ContentType != "application/json")
        {
            throw DiscordErrors.Refused(400, 50035, "Expected \"Content-Type\" header to be one of {'application/json'}.");
        }

        try
        {
            return JsonNode.Parse(await Request.BodyAsync(MostBytes, cancellationToken), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw DiscordErrors.Refused(400, 50035, "Invalid Form Body");
        }
        catch (JsonException)
        {
            throw DiscordErrors.Refused(400, 50109, "The request body contains invalid JSON.");
        }
    }

    private string? Text(string name) => Request.Context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
}
