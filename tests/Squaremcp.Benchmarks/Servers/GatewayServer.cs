using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Squaremcp.Frontend;
using Squaremcp.Platforms;

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
        Hosted.Announce(app, new Dictionary<string, string> { ["key"] = key });
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

    private static async Task<JsonElement> SendAsync(HttpClient http, HttpMethod method, string path, string key, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("x-api-key", key);
        using var answer = await http.SendAsync(request);
        return JsonElement.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
    }
}
