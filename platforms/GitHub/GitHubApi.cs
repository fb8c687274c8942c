using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.GitHub;

/// <summary>One of GitHub's pages.</summary>
/// <param name="Next">Below the API's root; null at the end.</param>
internal sealed record GitHubPage(IReadOnlyList<JsonElement> Items, string? Next);

/// <summary>GitHub's REST API (https://docs.github.com/rest) for one account.</summary>
/// <param name="root">Where the API is, ending in a slash.</param>
internal sealed partial class GitHubApi(PlatformClient github, Uri root, RateBudget budget, TimeProvider clock)
{
    /// <summary>All calls are counted together.</summary>
    internal const string Bucket = "all";

    internal async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken, string accept = GitHubFacts.Json) =>
        LooseJson.Parse((await AskAsync(path, accept, cancellationToken)).Body) ?? throw new ToolException(GitHubErrors.Garbled);

    internal async Task<byte[]> BytesAsync(string path, CancellationToken cancellationToken) => (await AskAsync(path, GitHubFacts.Raw, cancellationToken)).Body;

    internal async Task<GitHubPage> PageAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(path, GitHubFacts.Json, cancellationToken);
        try
        {
            return JsonElement.Parse(answer.Body) is { ValueKind: JsonValueKind.Array } list ? new([.. list.EnumerateArray()], Next(answer)) : throw new ToolException(GitHubErrors.Garbled);
        }
        catch (JsonException)
        {
            throw new ToolException(GitHubErrors.Garbled);
        }
    }

    /// <summary>Once: where the answer is lost, so is whether it was done.</summary>
    /// <param name="look">How to find out whether it was done, as the end of a sentence: "look with …".</param>
    /// <param name="isDone">Whether an answer tells of what was done.</param>
    internal async Task<JsonElement> WriteAsync(HttpMethod method, string path, JsonObject body, string look, Predicate<JsonElement> isDone, CancellationToken cancellationToken)
    {
        PlatformAnswer answer;
        try
        {
            answer = await github.WriteAsync(method, path, new(Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json"), cancellationToken);
        }
        catch (ToolException lost) when (lost.Error.Kind == ToolErrorKind.OutcomeUnknown)
        {
            throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"GitHub failed or broke off before it answered, so it is not known whether this was done. Before you repeat it, {look}."));
        }

        return !answer.IsSuccess ? throw Refused(answer)
            : LooseJson.Parse(answer.Body) is { } json && isDone(json) ? json
            : throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"GitHub took this and answered something that is not what it documents, perhaps cut off. Before you repeat it, {look}."));
    }

    private async Task<PlatformAnswer> AskAsync(string path, string accept, CancellationToken cancellationToken)
    {
        var answer = await github.ReadAsync(HttpMethod.Get, path, cancellationToken, accept);
        return answer.IsSuccess ? answer : throw Refused(answer);
    }

    private ToolException Refused(PlatformAnswer answer)
    {
        var error = GitHubErrors.Of(answer, clock.GetUtcNow());

        // GitHub says "too fast" with 403 as well, which nobody but it does.
        return new(error.Kind == ToolErrorKind.RateLimited ? error with { RetryAfter = budget.Refused(Bucket, error.RetryAfter) } : error);
    }

    /// <summary>GitHub gives the whole address of the next page, which is not to be put together by others.</summary>
    private string? Next(PlatformAnswer answer) => answer.Header("Link") is not { } links || NextLink().Match(links) is not { Success: true } match ? null
        : match.Groups["address"].Value is var next && next.StartsWith(root.ToString(), StringComparison.Ordinal) ? next[root.ToString().Length..]
        : throw new ToolException(GitHubErrors.Garbled);

    [GeneratedRegex("""<(?<address>[^<>]+)>\s*;\s*rel="next"\s*(,|$)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NextLink();
}
