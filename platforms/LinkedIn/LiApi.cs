using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.LinkedIn;

/// <summary>LinkedIn's API for one account: <c>rest/</c> with its month and Rest.li headers, the older <c>v2/</c> without a month, and uploads to the addresses it gives.</summary>
/// <param name="version">The month asked for, for example 202607; LinkedIn keeps each for a year.</param>
/// <param name="givenAt">When the access token came; null where nobody knows.</param>
internal sealed class LiApi(HttpClient http, PlatformHosts hosts, OAuthTokens tokens, string version, RateBudget budget, DateTimeOffset? givenAt, TimeProvider clock)
{
    private const string Unknown = "so it is not known whether this was done. Look at the account on linkedin.com, or ask the person you work for to, before you do it again: LinkedIn shows apps no posts.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="method">Rest.li's name for what is asked, for example <c>get</c>; null where the path is no Rest.li resource.</param>
    /// <param name="restricted">Why LinkedIn keeps this from most apps; null for what every app may do.</param>
    internal async Task<JsonElement> ReadAsync(string? method, string path, CancellationToken cancellationToken, string? restricted = null) =>
        Read(await PatientAsync(() => Client(method, path).ReadAsync(HttpMethod.Get, path, cancellationToken), cancellationToken), restricted);

    /// <summary>Asks for what may be asked twice without harm: the steps of an upload, which nobody sees.</summary>
    internal async Task<PlatformAnswer> RepeatAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await PatientAsync(() => Client("action", path).RepeatAsync(HttpMethod.Post, path, Json(body).ToContent, cancellationToken), cancellationToken);
        return answer.IsSuccess ? answer : throw new ToolException(LiErrors.Of(answer, null, clock.GetUtcNow()));
    }

    /// <summary>Once: where the answer is lost, so is whether it was done.</summary>
    /// <returns>The id of what was made; null where LinkedIn did not tell it.</returns>
    internal async Task<string?> CreateAsync(string path, JsonObject body, CancellationToken cancellationToken, string? restricted = null)
    {
        PlatformAnswer answer;
        try
        {
            answer = await PatientAsync(() => Client("create", path).WriteAsync(HttpMethod.Post, path, Json(body), cancellationToken), cancellationToken);
        }
        catch (ToolException lost) when (lost.Error.Kind == ToolErrorKind.OutcomeUnknown)
        {
            throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"LinkedIn failed or broke off before it answered, {Unknown}"));
        }

        return !answer.IsSuccess ? throw new ToolException(LiErrors.Of(answer, restricted, clock.GetUtcNow()))
            : answer.Header("x-restli-id") ?? answer.Header("x-linkedin-id") ?? (LooseJson.Parse(answer.Body) ?? default).Id("id");
    }

    internal static ToolException Lost => new(new(ToolErrorKind.OutcomeUnknown, $"LinkedIn took the post and did not tell its id, {Unknown}"));

    /// <summary>One part of a file to where LinkedIn said; the address carries its own right, so no token goes there.</summary>
    /// <returns>LinkedIn's receipt; null where it gave none.</returns>
    internal async Task<string?> PutAsync(string address, Func<HttpContent> part, CancellationToken cancellationToken)
    {
        if (!hosts.Owns(address, LiFacts.Domain))
        {
            throw new ToolException(LiErrors.Garbled);
        }

        var answer = await new PlatformClient(LiFacts.Title, http, new(address), _ => { }, clock).RepeatAsync(HttpMethod.Put, address, part, cancellationToken);
        return answer.IsSuccess ? answer.Header("ETag") : throw new ToolException((int)answer.Status is 401 or 403 or 404 or 410
            ? new(ToolErrorKind.Refused, "The time that LinkedIn gave for this upload is over. Nothing was posted; the call can be made again.")
            : LiErrors.Of(answer, null, clock.GetUtcNow()));
    }

    internal bool Gave(string? address) => hosts.Owns(address, LiFacts.Domain);

    private static PlatformBody Json(JsonObject body) => new(Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");

    private JsonElement Read(PlatformAnswer answer, string? restricted) =>
        answer.IsSuccess ? LooseJson.Parse(answer.Body) ?? throw new ToolException(LiErrors.Garbled) : throw new ToolException(LiErrors.Of(answer, restricted, clock.GetUtcNow()));

    /// <summary>A token that was given this minute may be called revoked for some seconds; nothing was done then, so it is asked once more.</summary>
    private async Task<PlatformAnswer> PatientAsync(Func<Task<PlatformAnswer>> ask, CancellationToken cancellationToken)
    {
        var answer = await ask();
        if (!LiErrors.SaysRevoked(answer) || clock.GetUtcNow() - givenAt is not { } age || age > LiFacts.TooNew)
        {
            return answer;
        }

        await Task.Delay(Patience, clock, cancellationToken);
        return await ask();
    }

    private PlatformClient Client(string? method, string path) => new(LiFacts.Title, http, hosts.At(LiFacts.Host), headers => Authorize(headers, method, path), clock) { Limits = new(budget, [], LiFacts.Endpoint) };

    private void Authorize(HttpRequestHeaders headers, string? method, string path)
    {
        headers.Authorization = new("Bearer", tokens.Access);
        if (path.StartsWith("rest/", StringComparison.Ordinal))
        {
            headers.Add("LinkedIn-Version", version);
        }

        if (method is not null)
        {
            headers.Add("X-Restli-Protocol-Version", "2.0.0");
            headers.Add("X-RestLi-Method", method);
        }
    }
}
