using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Twitter;

/// <summary>What X answered with a success.</summary>
/// <param name="Data">Undefined where X sent none: an empty page.</param>
/// <param name="Problems">What X could not tell of what was asked; some of it may be there all the same.</param>
internal sealed record XAnswer(JsonElement Data, JsonElement Includes, JsonElement Meta, IReadOnlyList<XProblem> Problems);

/// <summary>X's API v2 (https://docs.x.com/x-api, specification 2.167) for one account: requests as they are documented, answers as far as they can be trusted.</summary>
internal sealed class XApi(PlatformClient x)
{
    private const string Posting = "so it is not known whether the post was made. Look with twitter_get_user_tweets before you post it again; X itself refuses the very same text twice.";

    /// <param name="path">With its query, for example <c>2/users/me?user.fields=name</c>.</param>
    /// <param name="isList">True where an answer without data is an empty page.</param>
    internal async Task<XAnswer> ReadAsync(string path, bool isList, CancellationToken cancellationToken)
    {
        var read = Read(await x.ReadAsync(HttpMethod.Get, path, cancellationToken));
        return read.Data.ValueKind == (isList ? JsonValueKind.Array : JsonValueKind.Object) || (isList && read.Data.ValueKind == JsonValueKind.Undefined && read.Problems.Count == 0)
            ? read
            : throw new ToolException(read is { Data.ValueKind: JsonValueKind.Undefined, Problems: [var problem, ..] } ? XErrors.Of(problem) : XErrors.Garbled);
    }

    /// <summary>Once: where the answer is lost, so is whether it was done.</summary>
    internal async Task<JsonElement> PostAsync(JsonObject post, CancellationToken cancellationToken)
    {
        PlatformAnswer answer;
        try
        {
            answer = await x.WriteAsync(HttpMethod.Post, "2/tweets", Json(post), cancellationToken);
        }
        catch (ToolException lost) when (lost.Error.Kind == ToolErrorKind.OutcomeUnknown)
        {
            throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"X failed or broke off before it answered, {Posting}"));
        }

        if (!answer.IsSuccess)
        {
            throw new ToolException(XErrors.Of(answer, isPost: true));
        }

        return LooseJson.Parse(answer.Body) is { } body && body.Inside("data") is { ValueKind: JsonValueKind.Object } data && data.Id("id") is not null ? data
            : LooseJson.Parse(answer.Body) is { } refused && XProblem.In(refused) is [var problem, ..] ? throw new ToolException(XErrors.Of(problem))
            : throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"X took the post and answered something that is not what it documents, perhaps cut off, {Posting}"));
    }

    /// <summary>Asks for what may be asked twice without harm: the steps of an upload, which nobody sees.</summary>
    internal async Task<JsonElement> RepeatAsync(HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellationToken)
    {
        var read = Read(await x.RepeatAsync(method, path, content, cancellationToken));
        return read.Data.ValueKind == JsonValueKind.Object ? read.Data : throw new ToolException(read.Problems is [var problem, ..] ? XErrors.Of(problem) : XErrors.Garbled);
    }

    internal static PlatformBody Json(JsonObject body) => new(Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");

    private static XAnswer Read(PlatformAnswer answer)
    {
        if (!answer.IsSuccess)
        {
            throw new ToolException(XErrors.Of(answer, isPost: false));
        }

        return LooseJson.Parse(answer.Body) is { } body
            ? new(body.Inside("data"), body.Inside("includes"), body.Inside("meta"), XProblem.In(body))
            : throw new ToolException(XErrors.Garbled);
    }
}
