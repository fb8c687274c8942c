using System.Net;
using Squaremcp.Customers;

namespace Squaremcp.Frontend.Operation;

internal static class OperationRoutes
{
    internal static void MapOperation(this WebApplication app)
    {
        // Counts from the start, not from the first time somebody asks.
        _ = app.Services.GetRequiredService<Metrics>();
        var routes = app.MapGroup("").WithTags("Operation");
        routes.MapGet("/health/live", () => Results.Text("live\n")).WithSummary("Answers while the process lives.");
        routes.MapGet("/health/ready", ReadyAsync).WithSummary("Answers 200 once storage and grains answer.");
        routes.MapGet("/metrics", MetricsAsync).WithSummary("Prometheus text; only on loopback without forwarding headers, or with the admin key.");
    }

    private static async Task<IResult> ReadyAsync(IServiceProvider services, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (services.GetService<Func<CancellationToken, Task<string?>>>() is { } storage && await storage(cancellationToken) is { } wrong)
        {
            return Results.Text($"not ready: {wrong}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        await grains.GetGrain<IDirectoryGrain>(IDirectoryGrain.Key).List(null, 1, cancellationToken);
        return Results.Text("ready\n");
    }

    private static IResult MetricsAsync(HttpContext context, Metrics metrics, Secrets secrets)
    {
        var headers = context.Request.Headers;
        var local = context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
            && !headers.ContainsKey("Forwarded") && !headers.ContainsKey("X-Forwarded-For") && !headers.ContainsKey("X-Real-IP");
        return local || secrets.IsAdminKey(headers["x-api-key"].ToString())
            ? Results.Text(metrics.Text(), "text/plain; version=0.0.4; charset=utf-8")
            : Results.NotFound();
    }
}
