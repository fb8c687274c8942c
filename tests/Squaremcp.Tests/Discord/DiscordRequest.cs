using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Squaremcp.Tests.Discord;

/// <summary>One request as it came to Discord.</summary>
/// <param name="Target">Path and query as they stood on the wire.</param>
/// <param name="Body">As text.</param>
internal sealed record DiscordRequest(string Verb, string Target, string? Authorization, string? UserAgent, string? ContentType, string Body)
{
    internal string Path => Target.Split('?')[0];

    internal JsonObject? Json => Body.Length > 0 ? JsonNode.Parse(Body) as JsonObject : null;

    internal Dictionary<string, string> Query => QueryHelpers.ParseQuery(Target.Contains('?') ? Target[Target.IndexOf('?')..] : "").ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    internal static async Task<DiscordRequest> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return new(request.Method, request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget, request.Headers.Authorization, request.Headers.UserAgent, request.ContentType, await reader.ReadToEndAsync());
    }
}
