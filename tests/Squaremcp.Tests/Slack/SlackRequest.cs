using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Squaremcp.Tests.Slack;

/// <summary>One request as it came to Slack.</summary>
/// <param name="Target">Path and query as they stood on the wire.</param>
/// <param name="Body">As text.</param>
internal sealed record SlackRequest(string Verb, string Target, string? Authorization, string? ContentType, string Body)
{
    internal string Method => Target.Split('/')[^1];

    internal Dictionary<string, string> Form => QueryHelpers.ParseQuery(Body).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    internal static async Task<SlackRequest> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return new(request.Method, request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget, request.Headers.Authorization, request.ContentType, await reader.ReadToEndAsync());
    }
}
