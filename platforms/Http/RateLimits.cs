using System.Net.Http.Headers;

namespace Squaremcp.Platforms.Http;

/// <summary>A platform's limits as its answers tell them, on one connection's budget.</summary>
/// <param name="Endpoint">What is counted together: method and path, without query, to a name such as <c>GET 2/users/:id</c>; null for what the connector counts itself.</param>
internal sealed record RateLimits(RateBudget Budget, IReadOnlyList<RateLimitHeaders> Headers, Func<HttpMethod, string, string?> Endpoint)
{
    internal RateTicket? Admit(string platform, HttpMethod method, string path) => Endpoint(method, path.Split('?')[0]) is { } endpoint ? Budget.Admit(platform, endpoint) : null;

    internal IEnumerable<RateReading> Read(HttpResponseHeaders headers, DateTimeOffset now) =>
        Headers.Select(limit => limit.Read(name => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null, now)).OfType<RateReading>();
}
