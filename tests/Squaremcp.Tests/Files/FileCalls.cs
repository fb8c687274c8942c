using System.Net.Http.Headers;
using System.Text.Json;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Files;

/// <summary>Uploads and downloads as a customer's backend makes them.</summary>
internal static class FileCalls
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static Task<(int Status, JsonElement Body)> UploadAsync(this McpGateway gateway, byte[] content, string? contentType = "text/plain", string query = "", string? key = null, string? disposition = null)
    {
        var body = new ByteArrayContent(content);
        body.Headers.TryAddWithoutValidation("content-type", contentType);
        if (disposition is not null)
        {
            body.Headers.TryAddWithoutValidation("content-disposition", disposition);
        }

        return gateway.SendAsync(body, query, key);
    }

    internal static async Task<(int Status, JsonElement Body)> SendAsync(this McpGateway gateway, HttpContent content, string query = "", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/files{query}") { Content = content };
        request.Headers.ExpectContinue = content.Headers.ContentLength > 100_000;
        if (key is not "")
        {
            request.Headers.Add("x-api-key", key ?? gateway.Key);
        }

        using var answer = await gateway.Http.SendAsync(request, Token);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token)));
    }

    internal static async Task<(int Status, byte[] Content, HttpContentHeaders Headers, HttpResponseHeaders Answer)> DownloadAsync(this McpGateway gateway, string id, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/files/{id}");
        request.Headers.Add("x-api-key", key ?? gateway.Key);
        using var answer = await gateway.Http.SendAsync(request, Token);
        return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(Token), answer.Content.Headers, answer.Headers);
    }

    internal static string Id(this (int Status, JsonElement Body) answer) => answer.Status == 201
        ? answer.Body.GetProperty("id").GetString()!
        : throw new InvalidOperationException($"{answer.Status}: {answer.Body}");

    internal static string Says(this (int Status, JsonElement Body) answer) => $"{answer.Status} {(answer.Body.TryGetProperty("detail", out var detail) ? detail.GetString() : answer.Body.ToString())}";
}
