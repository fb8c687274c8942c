using System.Text;
using System.Text.Json;

namespace Squaremcp.Frontend.Mcp;

/// <summary>
/// Which era a request belongs to, and whether its headers say what its body says (MCP 2026-07-28, Streamable HTTP and basic/index).
/// A request is of 2026-07-28 when its header or its <c>_meta</c> names that version; without either it is of the initialize eras.
/// </summary>
internal static class EraCheck
{
    private static readonly HashSet<string> Named = ["tools/call", "prompts/get", "resources/read"];

    /// <returns>The era, the version, and the JSON-RPC error that refuses the request with status 400.</returns>
    internal static (bool Modern, string? Version, byte[]? Refusal) Of(IHeaderDictionary headers, McpRequest request)
    {
        var header = headers["MCP-Protocol-Version"];
        var meta = request.MetaText(Protocol.VersionKey);
        if (header.Count > 1)
        {
            return (false, null, McpAnswers.Error(request.Id, ErrorCodes.HeaderMismatch, "MCP-Protocol-Version is given twice."));
        }

        var version = header.Count == 0 ? null : header[0];
        var isModern = version == Protocol.Modern || meta is not null || (request.Method == "server/discover" && !Protocol.WithInitialize.Contains(version));
        return isModern ? (true, version, Modern(headers, request, version, meta)) : (false, version, Before(request, version));
    }

    /// <summary>Whether a refusal is about the version alone.</summary>
    internal static bool IsVersion(byte[] refusal) => refusal.AsSpan().IndexOf("-32022"u8) >= 0;

    private static byte[]? Before(McpRequest request, string? version) =>
        version is null || Protocol.WithInitialize.Contains(version) ? null : McpAnswers.UnsupportedVersion(request.Id, version, Protocol.All);

    private static byte[]? Modern(IHeaderDictionary headers, McpRequest request, string? version, string? meta)
    {
        if (request.IsNotification && meta is null)
        {
            return Mismatch(headers, request);
        }

        if (version is not null && meta is not null && version != meta)
        {
            return McpAnswers.Error(request.Id, ErrorCodes.HeaderMismatch, $"MCP-Protocol-Version and _meta[\"{Protocol.VersionKey}\"] differ.");
        }

        if ((meta ?? version) is { } asked && asked != Protocol.Modern)
        {
            return McpAnswers.UnsupportedVersion(request.Id, asked, Protocol.All);
        }

        if (version is null)
        {
            return McpAnswers.Error(request.Id, ErrorCodes.HeaderMismatch, "The header MCP-Protocol-Version is missing.");
        }

        if (meta is null || request.Meta.ValueKind != JsonValueKind.Object || !request.Meta.TryGetProperty(Protocol.CapabilitiesKey, out var capabilities) || capabilities.ValueKind != JsonValueKind.Object)
        {
            return McpAnswers.Error(request.Id, ErrorCodes.InvalidParams, $"_meta needs \"{Protocol.VersionKey}\" (string) and \"{Protocol.CapabilitiesKey}\" (object).");
        }

        return Mismatch(headers, request);
    }

    private static byte[]? Mismatch(IHeaderDictionary headers, McpRequest request)
    {
        if (headers["Mcp-Method"] is not [{ } method] || method.Trim() != request.Method)
        {
            return McpAnswers.Error(request.Id, ErrorCodes.HeaderMismatch, "The header Mcp-Method is missing or differs from the body's method.");
        }

        if (!Named.Contains(request.Method))
        {
            return null;
        }

        var expected = request.Text(request.Method == "resources/read" ? "uri" : "name");
        return headers["Mcp-Name"] is [{ } name] && Decoded(name.Trim()) == expected
            ? null
            : McpAnswers.Error(request.Id, ErrorCodes.HeaderMismatch, "The header Mcp-Name is missing or differs from the body.");
    }

    /// <summary>Header values that are not plain ASCII come as <c>=?base64?…?=</c>.</summary>
    private static string? Decoded(string value)
    {
        if (!value.StartsWith("=?base64?", StringComparison.Ordinal) || !value.EndsWith("?=", StringComparison.Ordinal))
        {
            return value;
        }

        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value[9..^2], bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
