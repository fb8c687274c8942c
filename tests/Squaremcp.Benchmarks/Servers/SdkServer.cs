using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Squaremcp.Benchmarks.Servers;

/// <summary>The SDK's own stateless Streamable HTTP transport behind the least glue, with one echo tool: the anchor the governed call is measured against.</summary>
internal static class SdkServer
{
    internal static async Task RunAsync()
    {
        var app = Hosted.Build();
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "echo", Version = "1.0" },
            ScopeRequests = false,
            ToolCollection = [McpServerTool.Create((string text) => text, new() { Name = "echo" })],
        };
        var message = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));
        app.MapPost("/mcp", async context =>
        {
            var received = (await context.Request.ReadFromJsonAsync(message, context.RequestAborted))!;
            await using var transport = new StreamableHttpServerTransport { Stateless = true };
            await using var server = McpServer.Create(transport, options, serviceProvider: context.RequestServices);
            var running = server.RunAsync(context.RequestAborted);
            context.Response.ContentType = "text/event-stream";
            await transport.HandlePostRequestAsync(received, context.Response.Body, context.RequestAborted);
            await transport.DisposeAsync();
            await running;
        });
        await Hosted.ServeAsync(app);
    }
}
