using System.Text.Json;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Meta;

/// <summary>The Graph API of one Meta platform with one token: requests as they are documented, answers as far as they can be trusted.</summary>
/// <param name="version">For example <c>v26.0</c>.</param>
/// <param name="look">What to do where it is not known whether a write was done; ends a sentence.</param>
internal sealed class GraphApi(string title, string version, PlatformClient client, GraphToken token, RateBudget budget, GraphErrors errors, string look)
{
    /// <summary>One count for all calls of a connection: Meta counts by page, account or number, whatever is asked.</summary>
    private const string Bucket = "graph";

    internal GraphErrors Errors => errors;

    /// <param name="path">With its query, for example <c>me?fields=id</c>.</param>
    internal async Task<JsonElement> ReadAsync(string path, CancellationToken cancellationToken)
    {
        budget.Check(title, Bucket);
        return Read(await client.ReadAsync(HttpMethod.Get, Address(path), cancellationToken));
    }

    /// <summary>Sends what may be sent twice without harm, because nobody sees it.</summary>
    internal async Task<JsonElement> RepeatAsync(HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellationToken)
    {
        budget.Check(title, Bucket);
        return Read(await client.RepeatAsync(method, Address(path), content, cancellationToken));
    }

    /// <summary>Once: where the answer is lost, so is whether it was done.</summary>
    internal async Task<JsonElement> WriteAsync(string path, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        budget.Check(title, Bucket);
        PlatformAnswer answer;
        try
        {
            answer = await client.WriteStreamAsync(HttpMethod.Post, Address(path), content, cancellationToken, answer => GraphProblem.In(answer.Body) is { IsVague: false });
        }
        catch (ToolException lost) when (lost.Error.Kind == ToolErrorKind.OutcomeUnknown)
        {
            throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"{title} failed or broke off before it answered, so it is not known whether this was done. {look}"));
        }

        if (GraphProblem.In(answer.Body) is { IsVague: true })
        {
            throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"{title} says that something went wrong, and it is not known whether this was done. {look}"));
        }

        return !answer.IsSuccess ? throw Refused(answer)
            : LooseJson.Parse(answer.Body) is { } body ? body
            : throw new ToolException(Unreadable);
    }

    /// <summary>Of a write that was taken.</summary>
    internal ToolError Unreadable => new(ToolErrorKind.OutcomeUnknown, $"{title} took this and answered something that is not what it documents, perhaps cut off. {look}");

    internal static Func<HttpContent> Form(IEnumerable<KeyValuePair<string, string>> fields) => () => new FormUrlEncodedContent(fields);

    internal static string Query(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private JsonElement Read(PlatformAnswer answer) => !answer.IsSuccess ? throw Refused(answer) : LooseJson.Parse(answer.Body) ?? throw new ToolException(errors.Garbled);

    private ToolException Refused(PlatformAnswer answer)
    {
        var wait = GraphUsage.Wait(answer);
        if (GraphProblem.In(answer.Body) is { } problem ? problem.IsThrottled && !problem.IsOfPair : (int)answer.Status == 429)
        {
            wait = budget.Refused(Bucket, wait);
        }

        return new(errors.Of(answer, wait));
    }

    private string Address(string path)
    {
        var at = path.Contains("://", StringComparison.Ordinal) ? path : $"{version}/{path}";
        return token.Proof is { } proof ? $"{at}{(at.Contains('?') ? '&' : '?')}appsecret_proof={proof}" : at;
    }
}
