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
}
