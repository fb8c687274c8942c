using Squaremcp.Settings;

namespace Squaremcp.Frontend.Mcp.Conformance;

internal static class ConformanceRoutes
{
    /// <summary>Maps <see cref="ConformanceTenant.Path"/> where the setting asks for it; without it the address is unknown like any other.</summary>
    internal static void MapConformance(this WebApplication app, McpSettings settings)
    {
        if (settings.ConformanceTenant)
        {
            app.Map(ConformanceTenant.Path, (HttpContext context, ConformanceTenant tenant) => tenant.HandleAsync(context)).ExcludeFromDescription();
        }
    }
}
