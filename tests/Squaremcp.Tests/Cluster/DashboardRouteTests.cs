using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Squaremcp.Frontend.Cluster;

namespace Squaremcp.Tests;

public sealed class DashboardRouteTests
{
    [Fact]
    public void Of_every_route_of_the_dashboard_somebody_has_decided_whether_it_is_shown()
    {
        // Ours: the end of its address without a slash, and what is not there.
        string[] own = ["", "/{**rest}"];

        Assert.Equal(DashboardRule.Shown.Concat(DashboardRule.Closed.Keys).Except(own).Order(StringComparer.Ordinal), DashboardRoutes.All.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_dashboard_hears_nothing_of_the_log()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client.AddOrleansDashboard());
        using var app = (IDisposable)builder.Build();
        var services = ((IHost)app).Services;

        Assert.Single(services.GetServices<ILoggerProvider>());
        Assert.False(services.GetRequiredService<ILoggerFactory>().CreateLogger("anything").IsEnabled(LogLevel.Critical));
    }
}
