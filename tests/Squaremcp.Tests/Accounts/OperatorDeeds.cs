using System.Text.Json;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

/// <summary>What the operator does to a customer, with the admin key.</summary>
internal static class OperatorDeeds
{
    internal static async Task SuspendAsync(this McpGateway gateway, string customer, string reason) =>
        Assert.Equal(200, (await gateway.CallAsync("PUT", $"/api/v1/admin/customers/{customer}/suspension", JsonSerializer.Serialize(new { reason }), McpGateway.AdminKey)).Status);

    /// <summary>The impersonation as it was answered, with its token.</summary>
    internal static async Task<JsonElement> ImpersonateAsync(this McpGateway gateway, string customer, bool changes = false, int minutes = 30, string reason = "ticket 7")
    {
        var made = await gateway.CallAsync("POST", $"/api/v1/admin/customers/{customer}/impersonations", JsonSerializer.Serialize(new { @operator = "Olga", reason, minutes, changes }), McpGateway.AdminKey);
        Assert.True(made.Status == 201, $"{made.Status} {made.Body}");
        return made.Body;
    }

    internal static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>REST under an impersonation.</summary>
    internal static async Task<Reply> AsOperatorAsync(this McpGateway gateway, JsonElement impersonation, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = Json(body ?? (method is "POST" or "PUT" ? "{}" : null)) };
        return await gateway.RequestAsync(request, ("Authorization", "Bearer " + impersonation.Text("token")));
    }

    /// <summary>REST with the admin key in the customer's name.</summary>
    internal static async Task<Reply> ActForAsync(this McpGateway gateway, string customer, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = Json(body) };
        return await gateway.RequestAsync(request, ("x-api-key", McpGateway.AdminKey), ("X-Square-Customer", customer));
    }

    private static StringContent? Json(string? body) => body is null ? null : new(body, null, "application/json");
}
