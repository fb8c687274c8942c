using System.Text.Json;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Meta;

/// <summary>Requests for Meta's tokens, which answer as the Graph API does and not as RFC 6749 has it.</summary>
internal sealed class GraphOAuth(string title, OutboundHttp http, TimeProvider clock)
{
    private const int MostBytes = 512 * 1024;

    /// <summary>Tokens end this much earlier for us than Meta says, for the way there and for its clock.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <param name="parameters">The form of a POST; of all else, in the address.</param>
    /// <exception cref="OAuthException">Meta refused, or did not answer in full.</exception>
    internal async Task<JsonElement> AskAsync(OAuthApp app, string host, string path, HttpMethod method, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var isForm = method == HttpMethod.Post;
        var query = isForm ? "" : $"?{string.Join('&', parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}";
        using var request = new HttpRequestMessage(method, new Uri(app.Hosts.At(host), path + query)) { Content = isForm ? new FormUrlEncodedContent(parameters) : null };
        request.Headers.Accept.Add(new("application/json"));
        try
        {
            using var answer = await http.Client(new(AllowPrivate: !app.Hosts.IsOfficial)).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return answer.IsSuccessStatusCode
                ? LooseJson.Parse(body) ?? throw new OAuthException(OAuthTrouble.Unknown, $"{title} answered something that is not what it documents, perhaps cut off.")
                : throw Refused((int)answer.StatusCode, body, answer.Headers.RetryAfter?.Delta);
        }
        catch (HttpRequestException broken) when (broken.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            throw new OAuthException(OAuthTrouble.Unavailable, $"{title} cannot be reached.");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            throw new OAuthException(OAuthTrouble.Unknown, $"{title} broke off before it answered.");
        }
    }

    /// <exception cref="OAuthException">There is none in it.</exception>
    internal string Access(JsonElement answer) => answer.Words("access_token") is { Length: > 0 } access ? access : throw new OAuthException(OAuthTrouble.Unknown, $"{title} answered without a token.");

    /// <summary>When the token of an answer ends, by our clock; null where Meta says that it does not.</summary>
    internal DateTimeOffset? Ends(JsonElement answer) => answer.Inside("expires_in") switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var seconds) && seconds is > 0 and < 1e10 => End(seconds),
        { ValueKind: JsonValueKind.String } text when uint.TryParse(text.GetString(), out var seconds) && seconds > 0 => End(seconds),
        _ => null,
    };

    private DateTimeOffset End(double seconds) => clock.GetUtcNow() + (TimeSpan.FromSeconds(seconds) is var life && life > 2 * Skew ? life - Skew : life / 2);

    /// <summary>Instagram's older host writes its refusals flat, with <c>error_type</c> and <c>code</c>, which is the status.</summary>
    private OAuthException Refused(int status, byte[] body, TimeSpan? wait) => GraphProblem.In(body) switch
    {
        { IsThrottled: true } => new(OAuthTrouble.Unavailable, $"{title} takes no more token requests for now.", wait),
        { IsVague: true } => new(OAuthTrouble.Unknown, $"{title} cannot give tokens now.", wait),
        { Code: 101 } => new(OAuthTrouble.WrongApp, $"{title} does not accept this installation's app id or secret. The operator must look at its registration there."),
        { IsTokenRefused: true } or { Code: 100 } => new(OAuthTrouble.InvalidGrant, $"{title} does not take this authorization any more."),
        { Code: 10 or (>= 200 and <= 299) } => new(OAuthTrouble.WrongApp, $"{title} does not let this installation's app do this. The operator must look at its registration there."),
        _ => Flat(status, body, wait),
    };

    private OAuthException Flat(int status, byte[] body, TimeSpan? wait) => (status, LooseJson.Parse(body)?.Words("error_message") ?? "") switch
    {
        (429, _) => new(OAuthTrouble.Unavailable, $"{title} takes no more token requests for now.", wait),
        ( >= 500, _) => new(OAuthTrouble.Unknown, $"{title} failed with status {status} when asked for tokens.", wait),
        (_, var says) when says.Contains("client", StringComparison.OrdinalIgnoreCase) || says.Contains("platform app", StringComparison.OrdinalIgnoreCase) || says.Contains("redirect_uri", StringComparison.OrdinalIgnoreCase) =>
            new(OAuthTrouble.WrongApp, $"{title} does not accept this installation's app id, secret or callback address. The operator must look at its registration there."),
        (400, { Length: > 0 }) => new(OAuthTrouble.InvalidGrant, $"{title} does not take this authorization any more."),
        (401 or 403, _) => new(OAuthTrouble.WrongApp, $"{title} does not accept this installation's app id or secret. The operator must look at its registration there."),
        _ => new(OAuthTrouble.Unavailable, $"{title} refused a token request with status {status}.", wait),
    };
}
