using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Snapchat;

/// <summary>Snapchat's two APIs for one account. A success says so twice: by its status and by <c>request_status</c>, in either case of letters.</summary>
internal sealed class SnApi(HttpClient http, PlatformHosts hosts, OAuthTokens tokens, RateBudget budget, TimeProvider clock)
{
    private const string Unknown = "so it is not known whether it was published. Look at the profile in Snapchat, or ask the person you work for to, before you do it again: Snapchat shows apps no stories here.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private PlatformClient Ads => Client(SnFacts.Ads);

    private PlatformClient Profiles => Client(SnFacts.Profiles);

    internal async Task<JsonElement> ReadAdsAsync(string path, CancellationToken cancellationToken)
    {
        await PaceAsync(cancellationToken);
        return Read(await Ads.ReadAsync(HttpMethod.Get, path, cancellationToken), isProfile: false);
    }

    internal async Task<JsonElement> ReadProfileAsync(string path, CancellationToken cancellationToken)
    {
        await PaceAsync(cancellationToken);
        return Read(await Profiles.ReadAsync(HttpMethod.Get, path, cancellationToken), isProfile: true);
    }

    /// <summary>Asks for what may be asked twice without harm: the steps of an upload, which nobody sees.</summary>
    internal async Task<JsonElement> UploadAsync(string path, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        await PaceAsync(cancellationToken);
        return Read(await Profiles.RepeatAsync(HttpMethod.Post, path, content, cancellationToken), isProfile: true);
    }

    /// <summary>Once: where the answer is lost, so is whether it was done.</summary>
    /// <returns>Null where Snapchat is still at work on the upload, and published nothing.</returns>
    internal async Task<JsonElement?> PublishAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        await PaceAsync(cancellationToken);
        PlatformAnswer answer;
        try
        {
            answer = await Profiles.WriteAsync(HttpMethod.Post, path, Json(body), cancellationToken);
        }
        catch (ToolException lost) when (lost.Error.Kind == ToolErrorKind.OutcomeUnknown)
        {
            throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"Snapchat failed or broke off before it answered, {Unknown}"));
        }

        return SnErrors.IsProcessing(answer) ? null
            : !answer.IsSuccess ? throw new ToolException(SnErrors.Of(answer, isProfile: true))
            : LooseJson.Parse(answer.Body) is not { } said ? throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"Snapchat answered something that is not what it documents, perhaps cut off, {Unknown}"))
            : IsFine(said) ? said : throw new ToolException(SnErrors.Of(answer, isProfile: true));
    }

    internal static PlatformBody Json(JsonObject body) => new(Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");

    /// <summary>Of an answer, or of one item in it: then by <c>sub_request_status</c>.</summary>
    internal static bool IsFine(JsonElement said) => "success".Equals(said.Words("request_status", "sub_request_status"), StringComparison.OrdinalIgnoreCase);

    /// <summary>A form of fields, and perhaps a part of a file.</summary>
    internal static MultipartFormDataContent Form(string action, int? part = null, byte[]? file = null)
    {
        var form = new MultipartFormDataContent { Field("action", new StringContent(action)) };
        if (file is not null)
        {
            form.Add(Field("part_number", new StringContent(part!.Value.ToString(CultureInfo.InvariantCulture))));
            var content = Field("file", new ByteArrayContent(file));
            content.Headers.ContentType = new("application/octet-stream");
            content.Headers.ContentDisposition!.FileName = "\"part\"";
            form.Add(content);
        }

        return form;
    }

    private static HttpContent Field(string name, HttpContent content)
    {
        content.Headers.ContentType = null;
        content.Headers.ContentDisposition = new("form-data") { Name = $"\"{name}\"" };
        return content;
    }

    private static JsonElement Read(PlatformAnswer answer, bool isProfile) =>
        answer.IsSuccess && LooseJson.Parse(answer.Body) is { } said && IsFine(said) ? said : throw new ToolException(SnErrors.Of(answer, isProfile));

    private async Task PaceAsync(CancellationToken cancellationToken)
    {
        if (budget.Pace(SnFacts.Title, [SnFacts.Pace], Patience) is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    private PlatformClient Client(string host) => new(SnFacts.Title, http, hosts.At(host), headers => headers.Authorization = new("Bearer", tokens.Access), clock)
    {
        Limits = new(budget, [], (method, path) => $"{method} {host} {string.Join('/', path.Split('/').Select(part => part.Length > 20 ? ":id" : part))}"),
    };
}
