using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Observability;

/// <summary>Takes OTLP over HTTP, and keeps what it was sent. Protobuf keeps text as it is, so what was told can be searched.</summary>
internal sealed class FakeCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, string Text, string Headers)> sent = new();
    private readonly SemaphoreSlim arrived = new(0);

    private FakeCollector()
    {
        app = LocalServer.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            sent.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray()), string.Join('\n', context.Request.Headers)));
            arrived.Release();
        });
    }

    internal string Url => app.Urls.Single();

    internal static async Task<FakeCollector> StartAsync()
    {
        var collector = new FakeCollector();
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>Everything that came to <c>/v1/traces</c> or <c>/v1/metrics</c>.</summary>
    internal string Of(string signal) => string.Join('\n', sent.Where(one => one.Path == $"/v1/{signal}").Select(one => one.Text));

    /// <summary>Waits for something that nobody has waited for yet.</summary>
    /// <returns>False where nothing came in that time.</returns>
    internal Task<bool> NextAsync(TimeSpan patience, CancellationToken cancellationToken) => arrived.WaitAsync(patience, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        arrived.Dispose();
    }
}
