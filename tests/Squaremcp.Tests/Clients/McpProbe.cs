using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Squaremcp.Tests.Clients;

/// <summary>The least that speaks MCP: one POST of the initialize era, its answer as JSON or as the one event of a stream.</summary>
internal static class McpProbe
{
    internal static async Task<(JsonElement Answer, HttpResponseHeaders Headers)> AskAsync(
        HttpClient http, string key, string method, object parameters, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 1, method, @params = parameters });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-api-key", key);
        request.Headers.Add("MCP-Protocol-Version", "2025-11-25");
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{method} answered {(int)answer.StatusCode}: {text}", null, answer.StatusCode);
        }

        const string Data = "data:";
        var json = answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? text.Split('\n').Last(line => line.StartsWith(Data, StringComparison.Ordinal))[Data.Length..]
            : text;
        return (JsonElement.Parse(json), answer.Headers);
    }
}
