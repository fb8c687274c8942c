using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Mcp;

/// <summary>
/// A link for the person, asked of a client that says it can open addresses (2026-07-28: elicitation in mode <c>url</c>, as a multi-round result). Nothing is kept here: what the tool answered travels with the question, sealed for its
/// customer, and is the answer when the call comes again, with the link in it, whatever the person said.
/// </summary>
internal sealed class LinkQuestion(CursorSealer sealer)
{
    private const string Asking = "square_connect_platform";
    private const string Question = "open_link";
    private const int MostState = 64 * 1024;

    /// <summary>True where this call is the second round of such a question.</summary>
    internal static bool IsAnswered(McpRequest request) => request.Text("name") == Asking && request.Param("requestState").ValueKind != JsonValueKind.Undefined;

    /// <returns>What the tool answered in the first round; null where the state is not one of ours for this customer.</returns>
    internal ToolOutcome? Earlier(McpRequest request, Caller caller) =>
        request.Text("requestState") is { } state && sealer.Open(Purpose(caller), state, MostState) is { } content ? ToolOutcome.Success(content) : null;

    /// <returns>The question; null where there is none to ask, or nobody to ask it.</returns>
    internal byte[]? Ask(McpRequest request, Caller caller, ToolOutcome outcome)
    {
        if (request.Text("name") != Asking || outcome.Content is not { } content || !CanOpen(request)
            || !JsonElement.Parse(content).TryGetProperty("url", out var link) || link.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        return McpAnswers.InputRequired(request.Id, sealer.Seal(Purpose(caller), content), requests =>
        {
            requests.WriteStartObject(Question);
            requests.WriteString("method", "elicitation/create");
            requests.WriteStartObject("params");
            requests.WriteString("mode", "url");
            requests.WriteString("message", $"Open this page to connect {JsonElement.Parse(content).GetProperty("platform").GetString()}. It shows what is asked for, and works once, for ten minutes.");
            requests.WriteString("url", link.GetString());
            requests.WriteEndObject();
            requests.WriteEndObject();
        });
    }

    private static bool CanOpen(McpRequest request) =>
        request.Meta.TryGetProperty(Protocol.CapabilitiesKey, out var can) && can.ValueKind == JsonValueKind.Object
        && can.TryGetProperty("elicitation", out var elicitation) && elicitation.ValueKind == JsonValueKind.Object
        && elicitation.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.Object;

    private static string Purpose(Caller caller) => $"{caller.CustomerId}|{Asking}|{Question}";
}
