using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.TikTok;

/// <summary>TikTok's API v2 for one account, and the upload of a video's parts to the address it gives.</summary>
internal sealed class TtApi(HttpClient http, PlatformHosts hosts, OAuthTokens tokens, RateBudget budget, TimeProvider clock)
{
    private readonly PlatformClient tiktok = new(TtFacts.Title, http, hosts.At(TtFacts.Host), headers => headers.Authorization = new("Bearer", tokens.Access), clock)
    {
        Limits = new(budget, [], (method, path) => $"{method} {path}"),
    };

    internal Task<JsonElement> GetAsync(string path, string fields, CancellationToken cancellationToken) => AskAsync(HttpMethod.Get, path, $"{path}?fields={fields}", null, cancellationToken);

    /// <summary>Asks for what may be asked twice without harm, all of TikTok's calls among them: a publish that gets no file comes to nothing.</summary>
    internal Task<JsonElement> PostAsync(string path, JsonObject? body, CancellationToken cancellationToken) => AskAsync(HttpMethod.Post, path, path, body, cancellationToken);

    internal bool Gave(string? address) => hosts.Owns(address, TtFacts.Domain);

    /// <summary>One part of the file; the address carries its own right, so no token goes there.</summary>
    internal async Task<PartAnswer> PutAsync(string address, CustomerFile file, VideoPart part, CancellationToken cancellationToken)
    {
        var answer = await new PlatformClient(TtFacts.Title, http, new(address), _ => { }, clock).RepeatAsync(HttpMethod.Put, address, () => Body(file, part), cancellationToken);
        return (int)answer.Status switch
        {
            201 => PartAnswer.All,
            206 or 200 => PartAnswer.More,
            416 => PartAnswer.OutOfStep,
            >= 500 or 429 => throw new ToolException(answer.Error(TtFacts.Title)),
            403 or 404 => throw new ToolException(new(ToolErrorKind.Refused, "The hour that TikTok gives for an upload is over. Nothing was published; the call can be made again.")),
            var status => throw new ToolException(new(ToolErrorKind.InvalidArgument, $"TikTok did not take a part of the file (status {status.ToString(CultureInfo.InvariantCulture)}). Nothing was published.") { Argument = "video" }),
        };
    }

    private static FileContent Body(CustomerFile file, VideoPart part)
    {
        var body = new FileContent(file, part.First, part.Length);
        body.Headers.ContentType = new MediaTypeHeaderValue(file.MediaType);
        body.Headers.ContentRange = new(part.First, part.First + part.Length - 1, file.Size);
        return body;
    }

    private async Task<JsonElement> AskAsync(HttpMethod method, string path, string target, JsonObject? body, CancellationToken cancellationToken)
    {
        // TikTok's windows slide and are told by no header, so they are counted here.
        budget.Pace(TtFacts.Title, [TtFacts.Limit(path)], TimeSpan.Zero);
        Func<HttpContent>? content = method == HttpMethod.Get ? null
            : () => new ByteArrayContent(body is null ? [] : Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "UTF-8" } } };
        var answer = await tiktok.RepeatAsync(method, target, content, cancellationToken);
        var json = LooseJson.Parse(answer.Body) ?? default;
        var code = json.Inside("error").Words("code");
        return answer.IsSuccess && code == "ok" ? json.Inside("data") : throw new ToolException(TtErrors.Of(answer, code, json.Inside("error").Words("message")));
    }
}

/// <summary>What TikTok says to a part.</summary>
internal enum PartAnswer
{
    More,

    All,

    /// <summary>It is not the part that TikTok waits for: its status tells how much it has.</summary>
    OutOfStep,
}

/// <summary>One part of a video.</summary>
internal sealed record VideoPart(long First, long Length)
{
    /// <summary>TikTok takes parts of 5 to 64 MB; what is left over goes with the last one.</summary>
    internal const long Size = 8 * 1024 * 1024;

    internal static long SizeOf(long file) => Math.Min(file, Size);

    /// <summary>Rounded down, as TikTok counts.</summary>
    internal static int CountOf(long file) => (int)Math.Max(1, file / Size);

    internal static VideoPart Of(long file, int index) => new(index * Size, index == CountOf(file) - 1 ? file - (index * Size) : Size);
}
