using System.Net.Http.Json;
using System.Text.Json;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>A customer of a cluster, who calls tools by MCP.</summary>
/// <param name="Key">Or an access token.</param>
/// <param name="Folder">Of its vault.</param>
internal sealed record ClusterTenant(string Id, string Key, string Folder)
{
    /// <summary>The answer's text, and whether it is an error.</summary>
    internal async Task<(bool IsError, string Text)> CallAsync(ClusterProcess frontend, string tool, object arguments, CancellationToken cancellationToken)
    {
        var (status, body) = await SendAsync(frontend, "tools/call", new { name = tool, arguments }, cancellationToken);
        return status == 200 && JsonElement.Parse(body).TryGetProperty("result", out var result)
            ? (result.TryGetProperty("isError", out var error) && error.GetBoolean(), result.GetProperty("content")[0].GetProperty("text").GetString()!)
            : (true, $"{status} {body}");
    }

    internal async Task<(int Status, string Body)> SendAsync(ClusterProcess frontend, string method, object parameters, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method, @params = parameters }) };
        request.Headers.Authorization = new("Bearer", Key);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using var answer = await frontend.Http.SendAsync(request, cancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }
}
