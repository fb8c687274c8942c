using Microsoft.AspNetCore.Builder;

namespace Squaremcp.Benchmarks.Servers;

/// <summary>Kestrel that reads the body and answers the same bytes each time: the floor under every other row.</summary>
internal static class BareServer
{
    internal static async Task RunAsync(string answer)
    {
        var app = Hosted.Build();
        var bytes = System.Text.Encoding.UTF8.GetBytes(answer);
        app.MapPost("/mcp", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = bytes.Length;
            await context.Response.BodyWriter.WriteAsync(bytes);
        });
        await Hosted.ServeAsync(app);
    }
}
