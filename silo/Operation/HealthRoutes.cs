namespace Squaremcp.Silo.Operation;

internal static class HealthRoutes
{
    internal static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live\n"));
        app.MapGet("/health/ready", async (Standing standing, SiloProcess silo, CancellationToken cancellationToken) =>
            (standing.Reason ?? await silo.TroubleAsync(cancellationToken)) is { } why
                ? Results.Text($"not ready: {why}\n", statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Text("ready\n"));
    }
}
