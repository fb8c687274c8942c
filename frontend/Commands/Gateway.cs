using System.Text.Json;
using Microsoft.Extensions.Logging.Console;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Settings;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Commands;

/// <summary>The running server of this data folder, or the same program started for one command on a free loopback port.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    /// <summary>A cluster answers within seconds, or something is wrong with it; one process never waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly WebApplication? own;

    private Gateway(Uri address, string adminKey, WebApplication? own)
    {
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Add("x-api-key", adminKey);
        this.own = own;
    }

    /// <summary>True where the program was started for this command alone, so that no browser can come back to it.</summary>
    internal bool IsOwn => own is not null;

    internal static async Task<Gateway> OpenAsync(Words words)
    {
        var settings = Settings(words);
        var folder = Path.GetFullPath(settings.DataDirectory);
        if (RunFile.Find(folder) is { } running)
        {
            return new(running, settings.AdminApiKey ?? ReadAdminKey(folder), null);
        }

        var app = Server.Build(Given(words), "http://127.0.0.1:0", ForOneCommand);
        await StartAsync(app);
        return new(app.Services.GetRequiredService<PublicAddress>().Bound[0], app.Services.GetRequiredService<Secrets>().AdminKey, app);
    }

    internal static GatewaySettings Settings(Words words)
    {
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true).AddEnvironmentVariables().AddCommandLine(Given(words));
        YamlSettings.AddTo(configuration, words.Option("config"));
        var (settings, mistakes) = SettingsCheck.Read(configuration, GatewayMistakes.Of);
        return mistakes.Count == 0 ? settings : throw new SettingsException(mistakes);
    }

    /// <summary>Sends a request; a refusal becomes the command's failure, in the gateway's words.</summary>
    internal async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null, string? customer = null)
    {
        using var answer = await AskAsync(method, path, body, customer);
        return await answer.Content.ReadAsStringAsync() is { Length: > 0 } text ? JsonElement.Parse(text) : default;
    }

    internal async Task CopyAsync(string path, string customer, Stream output)
    {
        using var answer = await AskAsync(HttpMethod.Get, path, null, customer);
        await answer.Content.CopyToAsync(output);
    }

    internal async Task DownloadAsync(HttpMethod method, string path, string file, string? customer = null)
    {
        using var answer = await AskAsync(method, path, null, customer);
        var part = file + ".part";
        File.Delete(part);
        try
        {
            await using (var output = Secrets.CreatePrivately(part))
            {
                await answer.Content.CopyToAsync(output);
                output.Flush(flushToDisk: true);
            }

            File.Move(part, file, overwrite: false);
        }
        finally
        {
            File.Delete(part);
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (own is not null)
        {
            await own.StopAsync();
            await own.DisposeAsync();
        }
    }

    /// <summary>Standard output is the command's alone; what the program runs into goes beside it.</summary>
    private static void ForOneCommand(WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter((string?)null, LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddSingleton<OneCommand>().Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static async Task StartAsync(WebApplication app)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await Server.StartAsync(app, patience.Token);
        }
        catch (Exception late) when (late is OrleansException || patience.IsCancellationRequested)
        {
            await app.DisposeAsync();
            throw new CommandException($"No silo answered within {Patience.TotalSeconds:0} seconds, so nothing was done. See that silos run, that SQUAREMCP__Cluster__Gateways names them, and that both have the same ClusterId and ServiceId.");
        }
    }

    private static string[] Given(Words words) => Arguments.InFull(
        [.. words.Option("data") is { } data ? (string[])["--data", data] : [], .. words.Option("config") is { } config ? (string[])["--config", config] : []]);

    private static string ReadAdminKey(string folder)
    {
        var file = Path.Combine(folder, "admin.key");
        return File.Exists(file)
            ? File.ReadAllText(file).Trim()
            : throw new CommandException($"The server runs with an admin key of its own: set SQUAREMCP__AdminApiKey to it here too ({file} is not there).");
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, object? body, string? customer)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (customer is not null)
        {
            request.Headers.Add("X-Square-Customer", customer);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        var text = await answer.Content.ReadAsStringAsync();
        answer.Dispose();
        throw new CommandException(text.StartsWith('{') && JsonElement.Parse(text).TryGetProperty("detail", out var detail) ? detail.GetString()! : $"The gateway answered {(int)answer.StatusCode}: {text}", (int)answer.StatusCode);
    }
}
