using Squaremcp.Frontend.Settings;

namespace Squaremcp.Frontend;

/// <summary>A client of an Orleans cluster; opens no database but the membership table.</summary>
internal static partial class Composition
{
    static partial void AddGrainHost(WebApplicationBuilder builder, GatewaySettings settings) =>
        builder.UseOrleansClient();

    internal static partial Task PrepareAsync(WebApplication app) => Task.CompletedTask;
}
