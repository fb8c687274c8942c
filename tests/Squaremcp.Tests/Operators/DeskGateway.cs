using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Squaremcp.Frontend.Operators;
using Squaremcp.Tests.OAuth;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Operators;

/// <summary>The product with the cluster's pages, and something in the place of the dashboard that tells what it is asked for.</summary>
public sealed class DeskGateway : OAuthGateway
{
    internal const string Inside = "inside the dashboard";

    /// <summary>A route of the dashboard's that gets no answer from silos.</summary>
    internal const string Broken = "/ClusterStats";

    internal static string[] Routes { get; } =
        ["/", "/index.html", "/index.min.js", "/DashboardCounters", "/GrainStats/{*grainName}", "/GrainState", "/Reminders", "/Reminders/{page:int}", "/Trace", "/SomethingNew"];

    private protected override ProductSetup Configure(ProductSetup setup)
    {
        var own = base.Configure(setup);
        return own with
        {
            Services = services =>
            {
                own.Services(services);
                services.AddClusterDesk();
            },
            Pages = app => app.MapClusterDesk(path =>
            {
                var group = app.MapGroup(path);
                foreach (var route in Routes)
                {
                    group.MapGet(route, () => Results.Text(Inside));
                }

                group.MapGet(Broken, IResult () => throw new InvalidOperationException("planted words"));
                return group;
            }),
        };
    }

    internal WebPerson Nobody() => new(this);

    internal async Task<WebPerson> OperatorAsync()
    {
        var person = new WebPerson(this);
        var entered = await person.SubmitAsync(await person.GetAsync(OperatorRoutes.Cluster), 0, ("key", AdminKey));
        Assert.Equal((303, OperatorRoutes.Cluster), (entered.Status, entered.Headers["location"]));
        return person;
    }
}
