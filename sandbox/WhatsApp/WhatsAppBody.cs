using System.Text.Json;
using Squaremcp.Sandbox.Meta;

namespace Squaremcp.Sandbox.WhatsApp;

/// <summary>A message's JSON, member by member as the API's description has it (facebook/openapi, v23.0, and <c>recipient</c>, which is newer).</summary>
internal static class WhatsAppBody
{
    private const int MostText = 4_096, MostCaption = 1_024;

    private static readonly Dictionary<string, string[]> Media = new()
    {
        ["image"] = ["id", "link", "caption"],
        ["video"] = ["id", "link", "caption"],
        ["audio"] = ["id", "link"],
        ["document"] = ["id", "link", "caption", "filename"],
        ["sticker"] = ["id", "link"],
    };

    internal static async Task<JsonElement> ReadAsync(Request request, CancellationToken cancellationToken)
    {
        try
        {
            return request.ContentType == "application/json" && JsonElement.Parse(await request.BodyAsync(256 * 1024, cancellationToken)) is { ValueKind: JsonValueKind.Object } body ? body : throw GraphRefusals.Invalid("The body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw GraphRefusals.Invalid("The body must be JSON.");
        }
    }

    /// <returns>Whom to, and which media or template it names.</returns>
    internal static (string To, string Type, JsonElement Content) Check(JsonElement body)
    {
        var type = Text(body, "type") ?? "text";
        Only(body, "messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data", type);
        if (Text(body, "messaging_product") != "whatsapp" || Text(body, "recipient_type") is not (null or "individual"))
        {
            throw GraphRefusals.Invalid("The parameter messaging_product is required.");
        }

        var to = Text(body, "to") is { } number ? number.TrimStart('+') is var digits && digits.Length is >= 7 and <= 15 && digits.All(char.IsAsciiDigit) ? digits : throw Wrong(131009, "Parameter value is not valid: to")
            : Text(body, "recipient") ?? throw Wrong(131008, "Required parameter is missing: to");
        if (body.TryGetProperty("context", out var context))
        {
            Only(context, "message_id");
        }

        var content = body.TryGetProperty(type, out var own) && own.ValueKind == JsonValueKind.Object ? own : throw Wrong(131008, $"Required parameter is missing: {type}");
        switch (type)
        {
            case "text":
                Only(content, "body", "preview_url");
                Require(Text(content, "body") is { Length: > 0 and <= MostText }, 100, "Param text['body'] must be 1 to 4096 characters long.");
                break;
            case "template":
                Template(content);
                break;
            case var kind when Media.TryGetValue(kind, out var known):
                Only(content, known);
                Require(Text(content, "id") is null != Text(content, "link") is null && (Text(content, "caption")?.Length ?? 0) <= MostCaption, 131009, $"Parameter value is not valid: {kind}");
                break;
            default:
                throw Wrong(131051, $"Message type {type} is not supported.");
        }

        return (to, type, content);
    }

    internal static string? Text(JsonElement owner, string name) => !owner.TryGetProperty(name, out var value) ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(100, $"Param {name} must be a string.");

    /// <summary>How many values fill the body.</summary>
    internal static int Filled(JsonElement template) => template.TryGetProperty("components", out var parts)
        ? parts.EnumerateArray().Where(part => Text(part, "type") == "body").Sum(part => part.GetProperty("parameters").GetArrayLength())
        : 0;

    private static void Template(JsonElement template)
    {
        Only(template, "name", "language", "components");
        var language = template.TryGetProperty("language", out var told) ? told : throw Wrong(131008, "Required parameter is missing: language");
        Only(language, "code", "policy");
        Require(Text(template, "name") is { Length: > 0 } && Text(language, "code") is { Length: > 0 } && Text(language, "policy") is (null or "deterministic"), 131009, "Parameter value is not valid: template");
        foreach (var part in template.TryGetProperty("components", out var parts) ? [.. parts.EnumerateArray()] : Array.Empty<JsonElement>())
        {
            Only(part, "type", "sub_type", "index", "parameters");
            var isButton = Text(part, "type") == "button";
            if (Text(part, "type") is not ("header" or "body" or "button") || isButton != (Text(part, "index") is not null) || isButton != (Text(part, "sub_type") is not null))
            {
                throw Wrong(131009, "Parameter value is not valid: components");
            }

            foreach (var parameter in part.GetProperty("parameters").EnumerateArray())
            {
                Only(parameter, "type", "parameter_name", Text(parameter, "type") ?? "text");
            }
        }
    }

    private static void Only(JsonElement owner, params ReadOnlySpan<string> known)
    {
        foreach (var member in owner.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                throw Wrong(100, $"Unexpected key \"{member.Name}\".");
            }
        }
    }

    private static void Require(bool holds, int code, string message)
    {
        if (!holds)
        {
            throw Wrong(code, message);
        }
    }

    internal static RefusedException Wrong(int code, string message) => new(GraphRefusals.Of(400, code, message, details: message));
}
