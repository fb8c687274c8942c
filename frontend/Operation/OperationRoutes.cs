using Squaremcp.Customers;
using Squaremcp.Settings;
using Squaremcp.Telemetry;

namespace Squaremcp.Frontend.Operation;

internal static class OperationRoutes
{
    /// <summary>A probe that waits longer is one that failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    internal static void MapOperation(this WebApplication app)
    {
        var routes = app.MapGroup("").WithTags("Operation");
        routes.MapGet("/health/live", () => Results.Text("live\n")).WithSummary("Answers while the process lives.");
        routes.MapGet("/health/ready", ReadyAsync).WithSummary("Answers 200 once storage and grains answer.");
        routes.MapMetrics(app.Services.GetRequiredService<Secrets>().AdminKey, app.Services.GetRequiredService<GatewaySettings>().MetricsKey).WithSummary("Prometheus text; only on loopback without forwarding headers, or with the admin key or the metrics key.");
    }

    private static async Task<IResult> ReadyAsync(IServiceProvider services, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (services.GetService<Func<CancellationToken, Task<string?>>>() is { } storage && await storage(cancellationToken) is { } wrong)
        {
            return NotReady(wrong);
        }

        try
        {
            await grains.GetGrain<IDirectoryGrain>(IDirectoryGrain.Key).List(null, 1, cancellationToken).WaitAsync(Patience, clock, cancellationToken);
            return Results.Text("ready\n");
        }
        catch (TimeoutException)
        {
            return NotReady($"The grains did not answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (OrleansException failure)
        {
            return NotReady(failure.Message);
        }
    }

    private static IResult NotReady(string why) => Results.Text($"not ready: {why}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
