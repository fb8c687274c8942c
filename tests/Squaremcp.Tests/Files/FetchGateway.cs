using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Files;

/// <summary>A gateway that may fetch from this computer, and a web server that has files, redirects and trouble.</summary>
public sealed class FetchGateway : McpGateway
{
    internal const int MostBytes = 300_000;

    protected override bool Conformance => false;

    protected override string[] More => ["--Squaremcp:Files:AllowPrivateHosts=true", $"--Squaremcp:Files:MostBytes={MostBytes}"];
}

/// <summary>Serves files on this computer; <c>/hop/3</c> leads on three times.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication server;

    private FileServer(WebApplication server) => this.server = server;

    internal Uri Address => new(server.Urls.First());

    internal static async Task<FileServer> StartAsync()
    {
        var app = LocalServer.Build();
        app.MapGet("/film.mp4", () => Results.Bytes([1, 2, 3], "video/mp4"));
        app.MapGet("/named", () => Results.File(new byte[] { 4 }, "image/png", "Bild ä.png"));
        app.MapGet("/hop/{left:int}", (int left) => Results.Redirect(left == 0 ? "/film.mp4" : $"/hop/{left - 1}"));
        app.MapGet("/inside", () => Results.Redirect("ftp://127.0.0.1/film.mp4"));
        app.MapGet("/long", async (HttpContext context) =>
        {
            for (var i = 0; i < 100; i++)
            {
                await context.Response.Body.WriteAsync(new byte[64 * 1024]);
            }
        });
        app.MapGet("/cut", async (HttpContext context) =>
        {
            context.Response.ContentLength = 100_000;
            await context.Response.Body.WriteAsync(new byte[1_000]);
            context.Abort();
        });
        app.MapGet("/down", () => Results.StatusCode(503));
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
