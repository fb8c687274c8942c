using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Orleans.Dashboard;

namespace Squaremcp.Tests;

/// <summary>What the dashboard of the package serves, asked of the package.</summary>
internal static class DashboardRoutes
{
    internal static IReadOnlyList<string> All { get; } = Read();

    private static List<string> Read()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.UseOrleansClient(client => client.AddDashboard());
        using var app = (IDisposable)builder.Build();
        var routes = (IEndpointRouteBuilder)app;
        routes.MapOrleansDashboard("/x");
        return [.. routes.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText![2..])];
    }
}
