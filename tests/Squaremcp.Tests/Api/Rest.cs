using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Api;

/// <summary>REST calls as a customer's backend makes them.</summary>
internal static class Rest
{
    internal static async Task<(int Status, JsonElement Body, HttpResponseHeaders Headers, string? MediaType)> CallAsync(
        this McpGateway gateway, string method, string path, string? body = null, string? key = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (key is not "")
        {
            request.Headers.TryAddWithoutValidation("x-api-key", key ?? gateway.Key);
        }

        if (body is not null)
        {
            // A server that refuses a body by its size hangs up on whoever sends it all the same.
            request.Headers.ExpectContinue = body.Length > 1_000_000;
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonElement.Parse(text) : default, answer.Headers, answer.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>A second customer; answers its id and key.</summary>
    internal static async Task<(string Id, string Key)> AnotherCustomerAsync(this McpGateway gateway)
    {
        var customer = (await gateway.CallAsync("POST", "/api/v1/admin/customers", """{"email":"eve@example.org","name":"Eve","plan":"free"}""", McpGateway.AdminKey)).Body.GetProperty("id").GetString()!;
        var key = (await gateway.CallAsync("POST", $"/api/v1/admin/customers/{customer}/keys", """{"name":"eve"}""", McpGateway.AdminKey)).Body.GetProperty("key").GetString()!;
        return (customer, key);
    }
}
