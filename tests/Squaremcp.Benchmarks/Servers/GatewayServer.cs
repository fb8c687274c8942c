using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Squaremcp.Customers;
using Squaremcp.Frontend;
using Squaremcp.Frontend.OAuth;
using Squaremcp.OAuth;
using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Benchmarks.Servers;

/// <summary>The whole gateway as it is shipped, with one platform more: a stub that answers at once. One customer with everything connected.</summary>
internal static class GatewayServer
{
    internal const string AdminKey = "the-admin-key-of-the-benchmarks";

    internal static async Task RunAsync(string folder)
    {
        await using var app = Build(folder);
        await Server.StartAsync(app);
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(app.Urls.First()) };
        var key = await TenantAsync(http, "bench");
        await File.WriteAllTextAsync(Path.Combine(folder, "vaults", "bench", "Note.md"), "# Note\n\nA small note with a #tag and a [[Link]].\n");
        var customer = (await SendAsync(http, HttpMethod.Get, "/api/v1/me", key, null)).GetProperty("id").GetString()!;
        var token = await TokenAsync(app.Services.GetRequiredService<IGrainFactory>(), customer, app.Urls.First() + "/mcp");
        Hosted.Announce(app, new Dictionary<string, string> { ["key"] = key, ["token"] = token });
        while (await Hosted.ReadLineAsync() is { } question)
        {
            if (question.Split(' ') is ["tenants", var count])
            {
                Console.WriteLine(await BytesPerTenantAsync(http, int.Parse(count)));
            }
        }

        await app.StopAsync();
    }

    internal static WebApplication Build(string folder) => Server.Build(
        ["--Squaremcp:DataDirectory", Path.Combine(folder, "data"), "--Squaremcp:Platforms:Obsidian:VaultRoot", Path.Combine(folder, "vaults"), "--Squaremcp:AdminApiKey", AdminKey],
        "http://127.0.0.1:0",
        builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IConnector, StubConnector>();
        });

    /// <summary>A customer with a vault and the stub connected; answers its key.</summary>
    internal static async Task<string> TenantAsync(HttpClient http, string name)
    {
        var customer = (await SendAsync(http, HttpMethod.Post, "/api/v1/admin/customers", AdminKey, new { email = $"{name}@example.org", name, plan = "enterprise" })).GetProperty("id").GetString();
        var key = (await SendAsync(http, HttpMethod.Post, $"/api/v1/admin/customers/{customer}/keys", AdminKey, new { name })).GetProperty("key").GetString()!;
        await SendAsync(http, HttpMethod.Put, "/api/v1/connections/obsidian/default", key, new { vault = name, create = true });
        await SendAsync(http, HttpMethod.Put, "/api/v1/connections/stub/default", key, new { });
        return key;
    }

    /// <summary>An access token of a client that was let in, made by the grains as the sign-in pages and the token endpoint make it.</summary>
    private static async Task<string> TokenAsync(IGrainFactory grains, string customer, string resource)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = Ids.New("grt", now);
        var by = new Caller { CustomerId = customer, Kind = CallerKind.Person, Rights = Rights.Full, Via = "page", Account = "bench@example.org" };
        var (access, hour) = (TokenText.New(TokenText.Access, id), TimeSpan.FromHours(1));
        await grains.GetGrain<ICustomerGrain>(customer).EnterGrant(
            new() { Id = id, ClientId = "bench", ClientName = "bench", Scopes = [Scopes.Mcp], Resource = resource, Account = by.Account, CreatedAt = now, ExpiresAt = now + hour, RedirectHost = "localhost" }, by, CancellationToken.None);
        await grains.GetGrain<IGrantGrain>(id).Approve(
            new()
            {
                CustomerId = customer,
                Account = by.Account,
                ClientId = "bench",
                ClientName = "bench",
                Scopes = [Scopes.Mcp],
                Resource = resource,
                RedirectUri = "http://localhost/",
                CodeChallenge = "challenge",
                CodeHash = "code",
                CodeExpiresAt = now + hour,
                ExpiresAt = now + hour,
            },
            CancellationToken.None);
        await grains.GetGrain<IGrantGrain>(id).Redeem(
            new() { CodeHash = "code", ClientId = "bench", Challenge = "challenge" },
            new() { AccessHash = TokenText.Hash(access), RefreshHash = TokenText.Hash("refresh"), AccessLifetime = hour, RefreshIdle = hour }, CancellationToken.None);
        return access;
    }

    private static async Task<string> BytesPerTenantAsync(HttpClient http, int count)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++)
        {
            var key = await TenantAsync(http, $"tenant-{i}");
            await SendAsync(http, HttpMethod.Post, "/api/v1/tools/stub_echo", key, new { text = "hello" });
        }

        return $"{(GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / count:0.0} KiB";
    }

    private static async Task<JsonElement> SendAsync(HttpClient http, HttpMethod method, string path, string key, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("x-api-key", key);
        using var answer = await http.SendAsync(request);
        return JsonElement.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
    }
}
