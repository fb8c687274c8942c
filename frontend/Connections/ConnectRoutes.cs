using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Frontend.Connections;

internal static class ConnectRoutes
{
    internal static IServiceCollection AddConnect(this IServiceCollection services) => services
        .AddSingleton<ConnectEndpoint>()
        .AddSingleton<ConnectCallback>();

    internal static void MapConnect(this WebApplication app)
    {
        app.MapGet(Registering.CallbackPath, (HttpContext context, ConnectCallback callback) => callback.HandleAsync(context)).ExcludeFromDescription();
        app.MapGet("/connect/{ticket}", (HttpContext context, ConnectEndpoint connect) => connect.ShowAsync(context)).ExcludeFromDescription();
        app.MapPost("/connect/{ticket}", (HttpContext context, ConnectEndpoint connect) => connect.BeginAsync(context)).ExcludeFromDescription();
    }
}
