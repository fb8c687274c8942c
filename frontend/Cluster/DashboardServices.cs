using Orleans.Dashboard;
using Squaremcp.Frontend.Operators;

namespace Squaremcp.Frontend.Cluster;

internal static class DashboardServices
{
    /// <summary>It would also listen to this process's log, to show it: by this rule it hears nothing, whatever asks for it. Its type is not public.</summary>
    private const string Listener = "Orleans.Dashboard.Implementation.DashboardLogger";

    internal static void AddOrleansDashboard(this IClientBuilder client)
    {
        client.AddDashboard(options => options.HideTrace = true);
        client.Services.Configure<LoggerFilterOptions>(filter => filter.Rules.Add(new(Listener, null, LogLevel.None, null)));
        client.Services.AddClusterDesk();
    }
}
