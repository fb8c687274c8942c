using System.Net;

namespace Squaremcp.Tests.Sandbox;

/// <summary>What a person's browser does on a simulated page.</summary>
internal static class SandboxPages
{
    /// <summary>Sends a form, and does not follow where it leads.</summary>
    internal static async Task<(HttpStatusCode Status, Uri? Location)> SendAsync(string address, HttpContent form)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await http.PostAsync(new Uri(address), form, TestContext.Current.CancellationToken);
        return (answer.StatusCode, answer.Headers.Location);
    }

    internal static async Task<string> FileAsync(this SandboxGateway gateway, string mediaType, int size)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files?name=file") { Content = new ByteArrayContent(new byte[size]) };
        request.Content.Headers.ContentType = new(mediaType);
        request.Headers.Add("x-api-key", gateway.Key);
        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("id").GetString()!;
    }
}
