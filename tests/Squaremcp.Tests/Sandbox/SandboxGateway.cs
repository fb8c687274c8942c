using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Frontend;

namespace Squaremcp.Tests.Sandbox;

/// <summary>The whole product in this process, with its sandbox, and one customer of it.</summary>
public sealed class SandboxGateway : IAsyncLifetime
{
    internal const string AdminKey = "admin-key-of-the-sandbox-tests";

    private readonly string folder = Directory.CreateTempSubdirectory("squaremcp-sandbox-").FullName;
    private readonly ShiftedTime clock = new();
    private WebApplication? app;

    internal HttpClient Http { get; private set; } = null!;

    internal string CustomerId { get; private set; } = "";

    internal string Key { get; private set; } = "";

    /// <summary>Moves the whole product's time of day on; timers run as ever.</summary>
    internal void Pass(TimeSpan time) => clock.Shift += time;

    internal string Vaults => Path.Combine(folder, "vaults");

    internal Squaremcp.Sandbox.Simulators Simulators => app!.Services.GetRequiredService<Squaremcp.Sandbox.Simulators>();

    public async ValueTask InitializeAsync()
    {
        await BeginAsync("--sandbox");
        (CustomerId, Key) = await CustomerAsync("sandbox");
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Stops gracefully and starts again on the same data.</summary>
    internal async Task RestartAsync(params string[] arguments)
    {
        await EndAsync();
        await BeginAsync(arguments);
    }

    internal async Task<(string Id, string Key)> CustomerAsync(string plan)
    {
        var customer = await RestAsync(HttpMethod.Post, "/api/v1/admin/customers", AdminKey, new { email = "anna@example.org", name = "Anna", plan });
        var id = customer.GetProperty("id").GetString()!;
        return (id, (await RestAsync(HttpMethod.Post, $"/api/v1/admin/customers/{id}/keys", AdminKey, new { name = "tests" })).GetProperty("key").GetString()!);
    }

    internal async Task<IReadOnlyList<string>> ConnectedAsync(string? key = null) =>
        [.. (await RestAsync(HttpMethod.Get, "/api/v1/connections", key ?? Key)).GetProperty("connections").EnumerateArray().Select(one => $"{one.GetProperty("platform")}/{one.GetProperty("account")}").Order(StringComparer.Ordinal)];

    /// <summary>A call of a tool by REST; the whole answer, with its status.</summary>
    internal Task<(int Status, JsonElement Body)> CallAsync(string tool, object? arguments = null, string? key = null) => SendAsync(HttpMethod.Post, $"/api/v1/tools/{tool}", key ?? Key, arguments ?? new { });

    internal async Task<JsonElement> OkAsync(string tool, object? arguments = null)
    {
        var (status, body) = await CallAsync(tool, arguments);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }

    internal async Task<string?> KindAsync(string tool, object arguments) => (await CallAsync(tool, arguments)).Body.GetProperty("kind").GetString();

    /// <summary>Uploads a file of the customer's.</summary>
    internal async Task<string> FileAsync(string mediaType, byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files?name=pier") { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = new(mediaType);
        request.Headers.Add("x-api-key", Key);
        using var uploaded = await Http.SendAsync(request);
        return JsonElement.Parse(await uploaded.Content.ReadAsStringAsync()).GetProperty("id").GetString()!;
    }

    internal async Task FaultAsync(string platform, object fault, string? key = null) => await RestAsync(HttpMethod.Post, $"/api/v1/sandbox/{platform}/faults", key ?? Key, fault);

    internal async Task<JsonElement> RestAsync(HttpMethod method, string path, string key, object? body = null)
    {
        var (status, answer) = await SendAsync(method, path, key, body);
        Assert.True(status is >= 200 and < 300, $"{method} {path} answered {status}: {answer}");
        return answer;
    }

    internal async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string key, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("x-api-key", key);
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    private async Task BeginAsync(params string[] arguments)
    {
        app = Server.Build(
            [$"--Squaremcp:DataDirectory={folder}/data", $"--Squaremcp:AdminApiKey={AdminKey}", $"--Squaremcp:Platforms:Obsidian:VaultRoot={folder}/vaults", "--Logging:LogLevel:Default=None", .. arguments],
            "http://127.0.0.1:0", builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await Server.StartAsync(app);
        Http = new(new SocketsHttpHandler()) { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), Timeout = TimeSpan.FromSeconds(20) };
    }

    private async Task EndAsync()
    {
        Http?.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    private sealed class ShiftedTime : TimeProvider
    {
        internal TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
