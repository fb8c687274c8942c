using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Api;
using Squaremcp.Frontend.Cluster;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Operators;

/// <summary>The operator's pages of a cluster. An installation of one process has none of them.</summary>
internal static class OperatorRoutes
{
    internal const string Cluster = "/operator/cluster";
    internal const string Dashboard = Cluster + "/dashboard";

    /// <summary>
    /// The dashboard's page writes styles into itself (its charts, its diagram) and brings a font and pictures within its style sheet; scripts are its own file and nothing inline. Nowhere else is that allowed.
    /// </summary>
    internal const string DashboardPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    internal static IServiceCollection AddClusterDesk(this IServiceCollection services) => services
        .AddSingleton<OperatorSessions>()
        .AddSingleton<ClusterDesk>()
        .AddSingleton(new OperatorPage(Cluster, "The cluster's dashboard"));

    /// <param name="dashboard">Maps the dashboard below a path and answers the group of its routes; whatever it maps is for the operator alone.</param>
    internal static void MapClusterDesk(this WebApplication app, Func<string, RouteGroupBuilder> dashboard)
    {
        app.Use(KeepAsync);
        var desk = app.Services.GetRequiredService<ClusterDesk>();
        app.MapGet(Cluster, context => desk.ShowAsync(context)).ExcludeFromDescription();
        app.MapPost(Cluster, context => desk.EnterAsync(context)).ExcludeFromDescription();
        app.MapPost(Cluster + "/leave", context => desk.LeaveAsync(context)).ExcludeFromDescription();
        dashboard(Dashboard).WithMetadata(Kept.Instance).ExcludeFromDescription();
        app.Map(Dashboard + "/{**rest}", context => ErrorPage.WriteAsync(context, "There is no such page", "The dashboard has nothing under this address.", (Cluster, "the cluster's page"), StatusCodes.Status404NotFound))
            .WithMetadata(Kept.Instance).ExcludeFromDescription();
    }

    /// <summary>Before any of the dashboard runs: who asks, and whether this is shown at all.</summary>
    private static async Task KeepAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<Kept>() is null)
        {
            await next(context);
            return;
        }

        var services = context.RequestServices;
        if (!await services.GetRequiredService<OperatorSessions>().IsThereAsync(context))
        {
            await ClusterPages.AskKeyAsync(context, services.GetRequiredService<Browser>(), null, StatusCodes.Status401Unauthorized);
            return;
        }

        PageHeaders.Set(context, DashboardPolicy);
        if (DashboardRule.Refusal(endpoint.RoutePattern.RawText![Dashboard.Length..]) is { } why)
        {
            await Problems.Of(StatusCodes.Status403Forbidden, why).ExecuteAsync(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception lost) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested) // Orleans has no type for a grain that silos cannot make
        {
            services.GetRequiredService<ClusterDesk>().GotNothing(lost);
            await Problems.Of(StatusCodes.Status503ServiceUnavailable, "The silos tell the dashboard nothing. Where they run, set SQUAREMCP__Cluster__Dashboard=true for them too, and roll them; the log has the reason.").ExecuteAsync(context);
        }
    }

    /// <summary>Marks what the operator's session guards.</summary>
    private sealed record Kept
    {
        internal static Kept Instance { get; } = new();
    }
}
