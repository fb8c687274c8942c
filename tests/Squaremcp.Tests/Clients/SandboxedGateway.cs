using System.Net.Http.Json;
using System.Text.Json;

namespace Squaremcp.Tests.Clients;

/// <summary>The real program with its sandbox.</summary>
public sealed class SandboxedGateway : RunningGateway
{
    protected override string[] Settings => ["--sandbox"];

    /// <summary>The key of a new customer that has every platform connected.</summary>
    internal async Task<string> KeyAsync(CancellationToken stop)
    {
        var customer = await SendAsync("/api/v1/admin/customers", new { email = "you@example.org", name = "You", plan = "sandbox" }, stop);
        return (await SendAsync($"/api/v1/admin/customers/{customer.GetProperty("id").GetString()}/keys", new { name = "tests" }, stop)).GetProperty("key").GetString()!;
    }

    private async Task<JsonElement> SendAsync(string path, object body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("x-api-key", GatewayProcess.AdminKey);
        using var answer = await Process.Http.SendAsync(request, stop);
        var text = await answer.Content.ReadAsStringAsync(stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }
}
