using Squaremcp.Frontend.Callers;
using Squaremcp.Frontend.Settings;

namespace Squaremcp.Frontend;

/// <summary>What the program is made of. Which grain host runs below it is said in Composition.Embedded.cs or Composition.Cluster.cs.</summary>
internal static partial class Composition
{
    internal static void AddGateway(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<GatewaySettings>().Bind(builder.Configuration.GetSection(GatewaySettings.Section));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ICallers, ApiKeyCallers>();
        AddGrainHost(builder);
    }

    internal static void MapGateway(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", () => Results.Text("ready"));
    }

    static partial void AddGrainHost(WebApplicationBuilder builder);
}
