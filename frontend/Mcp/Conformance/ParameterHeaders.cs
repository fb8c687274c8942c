using System.Globalization;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Squaremcp.Frontend.Mcp.Conformance;

/// <summary>
/// <c>Mcp-Param-{Name}</c> must repeat the argument whose schema carries <c>x-mcp-header</c>, and be absent with it (2026-07-28, Streamable HTTP,
/// "Custom Headers from Tool Parameters"). The gateway's own tools carry none, so only the fixtures are checked.
/// </summary>
internal static class ParameterHeaders
{
    /// <returns>The error that refuses the request with status 400; null where headers and arguments agree.</returns>
    internal static byte[]? Check(IHeaderDictionary headers, McpRequest request)
    {
        if (request.Method != "tools/call" || ConformanceServer.Schema(request.Text("name")) is not { } schema || !schema.TryGetProperty("properties", out var properties))
        {
            return null;
        }

        var arguments = request.Param("arguments");
        foreach (var property in properties.EnumerateObject())
        {
            if (property.Value.TryGetProperty("x-mcp-header", out var name)
                && Wrong(headers[$"Mcp-Param-{name.GetString()}"], Argument(arguments, property.Name)) is { } wrong)
            {
                return McpAnswers.Error(request.Id, ErrorCodes.HeaderMismatch, $"The header Mcp-Param-{name.GetString()} {wrong} \"{property.Name}\".");
            }
        }

        return null;
    }

    private static string? Wrong(Microsoft.Extensions.Primitives.StringValues header, JsonElement argument) => (header.Count, argument.ValueKind) switch
    {
        (0, JsonValueKind.Undefined or JsonValueKind.Null) => null,
        (0, _) => "is missing; it must repeat the argument",
        (1, JsonValueKind.Undefined or JsonValueKind.Null) => "is given without the argument",
        (1, _) when Same(header[0]!, argument) => null,
        _ => "differs from the argument",
    };

    private static bool Same(string header, JsonElement argument)
    {
        var said = header.Any(character => character is < ' ' and not '\t' or > '~') ? null : McpHeaderEncoder.DecodeValue(header.Trim());
        return argument.ValueKind switch
        {
            JsonValueKind.String => said == argument.GetString(),
            JsonValueKind.True => said == "true",
            JsonValueKind.False => said == "false",
            JsonValueKind.Number => decimal.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && argument.TryGetDecimal(out var value) && number == value,
            _ => false,
        };
    }

    private static JsonElement Argument(JsonElement arguments, string name) =>
        arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out var value) ? value : default;
}
