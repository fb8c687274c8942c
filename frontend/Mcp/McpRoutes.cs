using Squaremcp.Frontend.Mcp.Conformance;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Mcp;

internal static class McpRoutes
{
    internal static IServiceCollection AddMcp(this IServiceCollection services) => services
        .AddSingleton<LinkQuestion>()
        .AddSingleton<IMcpDispatcher, McpDispatcher>()
        .AddSingleton<McpDoor>()
        .AddSingleton<McpEndpoint>()
        .AddSingleton<SseEndpoint>()
        .AddSingleton<ConformanceTenant>();

    internal static void MapMcp(this WebApplication app)
    {
        app.Map("/mcp", (HttpContext context, McpEndpoint mcp) => mcp.HandleAsync(context)).ExcludeFromDescription();
        app.Map("/sse", (HttpContext context, SseEndpoint sse) => sse.OpenAsync(context)).ExcludeFromDescription();
        app.MapMethods("/messages", ["POST", "OPTIONS"], (HttpContext context, SseEndpoint sse) => sse.PostAsync(context)).ExcludeFromDescription();
        app.MapConformance(app.Services.GetRequiredService<GatewaySettings>().Mcp);
    }
}
