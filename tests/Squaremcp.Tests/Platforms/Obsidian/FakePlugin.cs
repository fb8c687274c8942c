using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Squaremcp.Tests.Platforms.Obsidian;

/// <summary>
/// A stateful stand-in for the Local REST API plugin 5.x, strict as its OpenAPI document: it refuses what the plugin refuses, with the plugin's error codes, behind a certificate it made itself.
/// </summary>
internal sealed class FakePlugin : IAsyncDisposable
{
    public const string Key = "0123456789abcdef-planted-plugin-key";

    private readonly ConcurrentDictionary<string, (string Content, DateTimeOffset Modified)> notes = new(StringComparer.Ordinal);
    private readonly X509Certificate2 certificate;
    private readonly WebApplication app;

    private FakePlugin()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Obsidian Local REST API", key, HashAlgorithmName.SHA256);
        using var own = request.CreateSelfSigned(DateTimeOffset.UtcNowForCertificates().AddDays(-1), DateTimeOffset.UtcNowForCertificates().AddDays(30));
        certificate = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.WebHost.UseKestrelHttpsConfiguration();
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public string Url => app.Urls.Single();

    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));

    /// <summary>Method and path of what came, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Answers in the plugin's place where it answers true.</summary>
    public Func<HttpContext, Task<bool>>? Trouble { get; set; }

    public static async Task<FakePlugin> StartAsync()
    {
        var plugin = new FakePlugin();
        await plugin.app.StartAsync();
        return plugin;
    }

    public void Write(string path, string content) => notes[path] = (content, DateTimeOffset.UnixEpoch.AddDays(20_000));

    public string? Read(string path) => notes.TryGetValue(path, out var note) ? note.Content : null;

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        // The path as it was sent: %2F never separates.
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        Requests.Enqueue($"{context.Request.Method} {context.Features.Get<IHttpRequestFeature>()!.RawTarget}");
        if (Trouble is { } trouble && await trouble(context))
        {
            return;
        }

        var authenticated = context.Request.Headers.Authorization.ToString() == $"Bearer {Key}";
        switch (context.Request.Method, raw)
        {
            case ("GET", "/"):
                await JsonAsync(context, 200, new { ok = "OK", service = "Obsidian Local REST API", authenticated, versions = new { obsidian = "1.13.1", self = "5.1.0" } });
                break;
            case var _ when !authenticated:
                await JsonAsync(context, 401, new { errorCode = 40101, message = "Authorization required. Find your API Key in the 'Local REST API' section of your Obsidian settings." });
                break;
            case ("POST", "/search/simple/"):
                await SearchAsync(context);
                break;
            case ("POST", "/search/"):
                await LogicAsync(context);
                break;
            case (_, var path) when path.StartsWith("/vault/", StringComparison.Ordinal):
                await FileAsync(context, Uri.UnescapeDataString(path["/vault/".Length..]));
                break;
            default:
                await JsonAsync(context, 404, new { errorCode = 40400, message = "Not Found" });
                break;
        }
    }

    private Task FileAsync(HttpContext context, string path) => (context.Request.Method, path) switch
    {
        _ when path.Split('/').Contains("..") => JsonAsync(context, 400, new { errorCode = 40021, message = "Path escapes the vault." }),
        ("GET", "" or [.., '/']) => ListAsync(context, path),
        (_, [.., '/']) => JsonAsync(context, 405, new { errorCode = 40510, message = "Your request references a directory." }),
        ("GET", _) => GetAsync(context, path),
        ("PUT", _) => PutAsync(context, path, _ => ""),
        ("POST", _) => PutAsync(context, path, old => old ?? ""),
        _ => JsonAsync(context, 405, new { errorCode = 40500, message = "Method not allowed" }),
    };

    private Task ListAsync(HttpContext context, string folder)
    {
        var files = notes.Keys.Where(path => path.StartsWith(folder, StringComparison.Ordinal)).Select(path => path[folder.Length..])
            .Select(rest => rest.Contains('/') ? rest[..(rest.IndexOf('/') + 1)] : rest).Distinct().Order(StringComparer.Ordinal).ToList();
        return files.Count == 0 && folder.Length > 0 ? JsonAsync(context, 404, new { errorCode = 40400, message = "Not Found" }) : JsonAsync(context, 200, new { files });
    }

    private Task GetAsync(HttpContext context, string path)
    {
        if (!notes.TryGetValue(path, out var note))
        {
            return JsonAsync(context, 404, new { errorCode = 40400, message = "Not Found" });
        }

        Assert.Equal("application/vnd.olrapi.note+json", context.Request.Headers.Accept.ToString());
        return JsonAsync(context, 200, new { path, content = note.Content, frontmatter = new { }, tags = Tags(note.Content), stat = new { ctime = 0, mtime = note.Modified.ToUnixTimeMilliseconds(), size = Encoding.UTF8.GetByteCount(note.Content) } });
    }

    private async Task PutAsync(HttpContext context, string path, Func<string?, string> before)
    {
        if (context.Request.ContentType is null)
        {
            await JsonAsync(context, 400, new { errorCode = 40011, message = "Content-Type is required." });
            return;
        }

        if (!context.Request.ContentType.StartsWith("text/markdown", StringComparison.Ordinal))
        {
            await JsonAsync(context, 400, new { errorCode = 40010, message = "Content-Type must be text/markdown." });
            return;
        }

        using var reader = new StreamReader(context.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var content = await reader.ReadToEndAsync();
        notes.AddOrUpdate(path, _ => (before(null) + content, DateTimeOffset.UnixEpoch.AddDays(20_001)), (_, old) => (before(old.Content) + content, DateTimeOffset.UnixEpoch.AddDays(20_001)));
        context.Response.StatusCode = 204;
    }

    private Task SearchAsync(HttpContext context)
    {
        var query = context.Request.Query["query"].ToString();
        var around = int.Parse(context.Request.Query["contextLength"].ToString(), CultureInfo.InvariantCulture);
        return JsonAsync(context, 200, notes.Where(note => note.Value.Content.Contains(query, StringComparison.OrdinalIgnoreCase) || note.Key.Contains(query, StringComparison.OrdinalIgnoreCase)).Select(note =>
        {
            var at = note.Value.Content.IndexOf(query, StringComparison.OrdinalIgnoreCase);
            return new
            {
                filename = note.Key,
                score = -0.01 * note.Value.Content.Length,
                matches = at < 0 ? [] : new[] { new { match = new { start = at, end = at + query.Length }, context = note.Value.Content[Math.Max(0, at - around)..Math.Min(note.Value.Content.Length, at + query.Length + around)] } },
            };
        }));
    }

    /// <summary>Understands the one question that is asked of it: some tag equal to a word, or fitting a glob.</summary>
    private async Task LogicAsync(HttpContext context)
    {
        if (context.Request.ContentType != "application/vnd.olrapi.jsonlogic+json")
        {
            await JsonAsync(context, 400, new { errorCode = 40012, message = "Unknown or invalid Content-Type specified in Content-Type header." });
            return;
        }

        var some = (await JsonDocument.ParseAsync(context.Request.Body)).RootElement.GetProperty("some");
        Assert.Equal("tags", some[0].GetProperty("var").GetString());
        var tag = some[1].GetProperty("or")[0].GetProperty("==")[1].GetString()!;
        Assert.Equal($"{tag}/*", some[1].GetProperty("or")[1].GetProperty("glob")[0].GetString());
        await JsonAsync(context, 200, notes.Where(note => Tags(note.Value.Content).Any(one => one == tag || one.StartsWith(tag + "/", StringComparison.Ordinal))).Select(note => new { filename = note.Key, result = true }));
    }

    private static string[] Tags(string content) => [.. content.Split([' ', '\n']).Where(word => word.StartsWith('#') && word.Length > 1 && word[1] != '#').Select(word => word[1..])];

    private static Task JsonAsync<T>(HttpContext context, int status, T body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body);
    }
}

internal static class CertificateTime
{
    extension(DateTimeOffset)
    {
        /// <summary>Certificates are judged by the machine's own clock.</summary>
        internal static DateTimeOffset UtcNowForCertificates() => TimeProvider.System.GetUtcNow();
    }
}
