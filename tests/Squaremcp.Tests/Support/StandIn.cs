using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Squaremcp.Tests.Support;

/// <summary>A server on this machine in place of a platform's hosts: it keeps what it was asked and answers as it is told.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly WebApplication app;

    private StandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    internal Uri Url => new($"{app.Urls.Single()}/");

    internal ConcurrentQueue<SentToStandIn> Requests { get; } = [];

    /// <summary>The answer to each request; null breaks off before one.</summary>
    internal Func<SentToStandIn, StandInAnswer?> Answer { get; set; } = _ => new(404, "{}");

    internal static async Task<StandIn> StartAsync()
    {
        var server = new StandIn();
        await server.app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await SentToStandIn.ReadAsync(context.Request);
        Requests.Enqueue(request);
        if (Answer(request) is not { } answer)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (answer.Body.Length > 0)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(answer.Body);
        }
    }
}

internal sealed record StandInAnswer(int Status, string Body, params (string Name, string Value)[] Headers);

/// <summary>One request as it came.</summary>
/// <param name="Target">Host, path and query as they stood on the wire, for example <c>/api.x.com/2/users/me</c>.</param>
internal sealed record SentToStandIn(string Verb, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    internal string Path => Target.Split('?')[0];

    internal string Body => Encoding.UTF8.GetString(Bytes);

    internal JsonElement Json => JsonElement.Parse(Bytes);

    internal Dictionary<string, string> Query => QueryHelpers.ParseQuery(Target.Contains('?') ? Target[Target.IndexOf('?')..] : "").ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    internal Dictionary<string, string> Form => QueryHelpers.ParseQuery(Body).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    internal string? Header(string name) => Headers.GetValueOrDefault(name.ToLowerInvariant());

    /// <summary>The parts of a multipart form; files as <c>name: n bytes</c>.</summary>
    internal async Task<Dictionary<string, byte[]>> PartsAsync()
    {
        var boundary = Header("content-type")!.Split("boundary=")[1].Trim('"');
        var reader = new MultipartReader(boundary, new MemoryStream(Bytes));
        var parts = new Dictionary<string, byte[]>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var content = new MemoryStream();
            await section.Body.CopyToAsync(content);
            parts[section.GetContentDispositionHeader()!.Name.ToString().Trim('"')] = content.ToArray();
        }

        return parts;
    }

    internal static async Task<SentToStandIn> ReadAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes);
        return new(
            request.Method, request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget,
            request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), bytes.ToArray());
    }
}
