namespace Squaremcp.Frontend.Mcp;

/// <summary>Server-sent events (the WHATWG HTML standard, §9.2).</summary>
internal static class EventStream
{
    internal static Task StartAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store, no-transform";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return context.Response.StartAsync();
    }

    internal static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> data, string name = "message")
    {
        await response.Body.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"event: {name}\ndata: "));
        await response.Body.WriteAsync(data);
        await response.Body.WriteAsync("\n\n"u8.ToArray());
        await response.Body.FlushAsync();
    }
}
