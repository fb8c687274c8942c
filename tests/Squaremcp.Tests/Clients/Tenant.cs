using System.Net.Http.Json;
using System.Text.Json;

namespace Squaremcp.Tests.Clients;

/// <summary>A customer with one key and one connected vault, made and watched by REST as a person would.</summary>
internal sealed record Tenant(string CustomerId, string Key, string Vault)
{
    internal static async Task<Tenant> CreateAsync(GatewayProcess gateway, string vault, CancellationToken cancellationToken)
    {
        var customer = await SendAsync(gateway, HttpMethod.Post, "/api/v1/admin/customers", GatewayProcess.AdminKey,
            new { email = $"{vault}@example.org", name = vault, plan = "pro" }, cancellationToken);
        var id = customer.GetProperty("id").GetString()!;
        var key = await SendAsync(gateway, HttpMethod.Post, $"/api/v1/admin/customers/{id}/keys", GatewayProcess.AdminKey, new { name = "tests" }, cancellationToken);
        var tenant = new Tenant(id, key.GetProperty("key").GetString()!, vault);
        await SendAsync(gateway, HttpMethod.Put, "/api/v1/connections/obsidian/default", tenant.Key, new { vault }, cancellationToken);
        return tenant;
    }

    /// <summary>Connects an account of another platform.</summary>
    internal Task ConnectAsync(GatewayProcess gateway, string platform, object settings, CancellationToken cancellationToken) =>
        SendAsync(gateway, HttpMethod.Put, $"/api/v1/connections/{platform}/default", Key, settings, cancellationToken);

    /// <summary>The whole audit trail, newest first, page by page.</summary>
    internal async Task<IReadOnlyList<JsonElement>> AuditAsync(GatewayProcess gateway, CancellationToken cancellationToken)
    {
        var entries = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await SendAsync(gateway, HttpMethod.Get, $"/api/v1/audit?limit=200{(cursor is null ? "" : $"&cursor={cursor}")}", Key, null, cancellationToken);
            entries.AddRange(page.GetProperty("entries").EnumerateArray());
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        return entries;
    }

    internal Task<JsonElement> VerifyAsync(GatewayProcess gateway, CancellationToken cancellationToken) =>
        SendAsync(gateway, HttpMethod.Get, "/api/v1/audit/verify", Key, null, cancellationToken);

    private static async Task<JsonElement> SendAsync(GatewayProcess gateway, HttpMethod method, string path, string key, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("x-api-key", key);
        using var answer = await gateway.Http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path} answered {(int)answer.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }
}
