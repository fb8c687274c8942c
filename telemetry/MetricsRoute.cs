using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Squaremcp.Telemetry;

public static class MetricsRoute
{
    private const string Bearer = "Bearer ";

    /// <summary>
    /// Prometheus text; only on loopback without forwarding headers, or with a key that opens it, in <c>x-api-key</c> or as a bearer token, which every Prometheus can send.
    /// Others learn nothing, not even that it is there.
    /// </summary>
    /// <param name="keys">Each of them opens it; null is none.</param>
    public static RouteHandlerBuilder MapMetrics(this IEndpointRouteBuilder routes, params string?[] keys)
    {
        // Counts from the start, not from the first time somebody asks.
        var metrics = routes.ServiceProvider.GetRequiredService<Metrics>();
        return routes.MapGet("/metrics", (HttpContext context) => IsLocal(context) || Given(context) is { Length: > 0 } key && Array.Exists(keys, one => Is(one, key))
            ? Results.Text(metrics.Text(), "text/plain; version=0.0.4; charset=utf-8")
            : Results.NotFound());
    }

    private static bool Is(string? key, string given) =>
        key is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(key)), SHA256.HashData(Encoding.UTF8.GetBytes(given)));

    private static string Given(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { } given && given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? given[Bearer.Length..] : context.Request.Headers["x-api-key"].ToString();

    private static bool IsLocal(HttpContext context)
    {
        var headers = context.Request.Headers;
        return context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
            && !headers.ContainsKey("Forwarded") && !headers.ContainsKey("X-Forwarded-For") && !headers.ContainsKey("X-Real-IP");
    }
}
