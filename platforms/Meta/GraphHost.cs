using System.Net.Http.Headers;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Meta;

/// <summary>One host of the Graph API as one connection calls it, with whichever token.</summary>
/// <param name="version">For example <c>v26.0</c>.</param>
/// <param name="look">What to do where it is not known whether a write was done; ends a sentence.</param>
internal sealed class GraphHost(string title, string version, string host, OutboundHttp http, TimeProvider clock, PlatformHosts hosts, RateBudget? budget, GraphErrors errors, string look)
{
    private readonly RateBudget budget = budget ?? new(clock);

    internal PlatformHosts Hosts => hosts;

    internal GraphErrors Errors => errors;

    internal GraphApi With(GraphToken token) => Api(token, headers => headers.Authorization = new("Bearer", token.Access));

    /// <summary>For the bytes of a file, where Meta wants another word before the token and the place in headers.</summary>
    internal GraphApi Uploading(GraphToken token, params IReadOnlyList<(string Name, string Value)> place) => Api(token, headers =>
    {
        headers.Authorization = new("OAuth", token.Access);
        foreach (var (name, value) in place)
        {
            headers.Add(name, value);
        }
    });

    /// <summary>A host that is not Meta's own was set by the operator and may be on a private network.</summary>
    private GraphApi Api(GraphToken token, Action<HttpRequestHeaders> authorize) =>
        new(title, version, new(title, http.Client(new(AllowPrivate: !hosts.IsOfficial)), hosts.At(host), authorize, clock), token, budget, errors, look);
}
