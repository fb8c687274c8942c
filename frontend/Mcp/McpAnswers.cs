using System.Buffers;
using System.Text.Json;
using Squaremcp.Frontend.Tools;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Mcp;

/// <summary>Writes JSON-RPC messages; one buffer, one pass, the tool's own JSON copied in as it is.</summary>
internal static class McpAnswers
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Result(JsonElement id, Action<Utf8JsonWriter> members, bool modern = false) => Message(id, writer =>
    {
        writer.WriteStartObject("result");
        if (modern)
        {
            writer.WriteString("resultType", "complete");
        }

        members(writer);
        writer.WriteEndObject();
    });

    /// <summary>A result that asks before it can be complete (2026-07-28, multi-round results).</summary>
    internal static byte[] InputRequired(JsonElement id, string state, Action<Utf8JsonWriter> requests) => Message(id, writer =>
    {
        writer.WriteStartObject("result");
        writer.WriteString("resultType", "input_required");
        writer.WriteStartObject("inputRequests");
        requests(writer);
        writer.WriteEndObject();
        writer.WriteString("requestState", state);
        writer.WriteEndObject();
    });

    internal static byte[] Error(JsonElement id, int code, string message, Action<Utf8JsonWriter>? data = null) => Message(id, writer =>
    {
        writer.WriteStartObject("error");
        writer.WriteNumber("code", code);
        writer.WriteString("message", message);
        if (data is not null)
        {
            writer.WriteStartObject("data");
            data(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });

    internal static byte[] UnsupportedVersion(JsonElement id, string? requested, IEnumerable<string> supported) =>
        Error(id, ErrorCodes.UnsupportedVersion, $"Unsupported protocol version {requested}.", data =>
        {
            data.WriteStartArray("supported");
            foreach (var version in supported)
            {
                data.WriteStringValue(version);
            }

            data.WriteEndArray();
            data.WriteString("requested", requested);
        });

    internal static byte[] Call(JsonElement id, ToolOutcome outcome, string callId, int most, bool modern) => Result(id, result =>
    {
        var boundary = outcome is { Untrusted: true, Failure: null } ? UntrustedText.Boundary() : null;
        var text = outcome.Failure is { } failure ? FailureText.Of(failure)
            : boundary is null ? ReadableText.Of(outcome.Content!, most)
            : UntrustedText.Fence(boundary, outcome.Source ?? "a platform", most, room => ReadableText.Of(outcome.Content!, room));
        result.WriteStartArray("content");
        result.WriteStartObject();
        result.WriteString("type", "text");
        result.WriteString("text", text);
        result.WriteEndObject();
        result.WriteEndArray();
        if (outcome.Content is { } content)
        {
            result.WritePropertyName("structuredContent");
            result.WriteRawValue(content, skipInputValidation: true);
        }

        result.WriteBoolean("isError", outcome.Failure is not null);
        result.WriteStartObject("_meta");
        result.WriteString("squaremcp/call-id", callId);
        if (outcome.WriteId is { } write)
        {
            result.WriteString("squaremcp/write-id", write);
        }

        if (outcome.Replayed)
        {
            result.WriteBoolean("squaremcp/replayed", true);
        }

        if (outcome.LimitWarning is { } warning)
        {
            result.WriteString("squaremcp/limit-warning", warning);
        }

        if (boundary is not null)
        {
            result.WriteStartObject("squaremcp/provenance");
            result.WriteString("source", outcome.Source);
            result.WriteString("trust", "untrusted");
            result.WriteString("boundary", boundary);
            result.WriteEndObject();
        }

        result.WriteEndObject();
    }, modern);

    internal static byte[] Progress(JsonElement token, double progress, double total)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WriteString("method", "notifications/progress");
            writer.WriteStartObject("params");
            writer.WritePropertyName("progressToken");
            token.WriteTo(writer);
            writer.WriteNumber("progress", progress);
            writer.WriteNumber("total", total);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Message(JsonElement id, Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            if (id.ValueKind == JsonValueKind.Undefined)
            {
                writer.WriteNull("id");
            }
            else
            {
                writer.WritePropertyName("id");
                id.WriteTo(writer);
            }

            body(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
