using System.Text.Json;

namespace Squaremcp.Frontend.Mcp;

/// <summary>One JSON-RPC message, parsed once. The arguments stay as they came.</summary>
internal sealed record McpRequest(JsonElement Id, string Method, JsonElement Params)
{
    internal bool IsNotification => Id.ValueKind == JsonValueKind.Undefined;

    internal JsonElement Meta => Member(Params, "_meta");

    internal JsonElement ProgressToken => Member(Meta, "progressToken");

    internal string? MetaText(string name) => Member(Meta, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    internal string? Text(string name) => Member(Params, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    internal JsonElement Param(string name) => Member(Params, name);

    /// <summary>Null with a reason where the message is none.</summary>
    internal static (McpRequest? Request, JsonElement Id, int Code, string? Wrong) Read(JsonElement message)
    {
        if (message.ValueKind == JsonValueKind.Array)
        {
            return (null, default, -32600, "Batches are not supported; send one message per request.");
        }

        if (message.ValueKind != JsonValueKind.Object)
        {
            return (null, default, -32600, "The body must be one JSON-RPC message object.");
        }

        var id = Member(message, "id");
        if (id.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Number))
        {
            return (null, default, -32600, "id must be a string or a number.");
        }

        if (Member(message, "jsonrpc") is not { ValueKind: JsonValueKind.String } version || version.GetString() != "2.0")
        {
            return (null, id, -32600, "jsonrpc must be \"2.0\".");
        }

        var method = Member(message, "method");
        var parameters = Member(message, "params");
        if (method.ValueKind == JsonValueKind.Undefined && (message.TryGetProperty("result", out _) || message.TryGetProperty("error", out _)))
        {
            // An answer to a question this server never asks.
            return (new(default, "notifications/response", default), id, 0, null);
        }

        return method.ValueKind != JsonValueKind.String || parameters.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object)
            ? (null, id, method.ValueKind == JsonValueKind.String ? -32602 : -32600, method.ValueKind == JsonValueKind.String ? "params must be an object." : "method must be a string.")
            : (new(id, method.GetString()!, parameters), id, 0, null);
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}
