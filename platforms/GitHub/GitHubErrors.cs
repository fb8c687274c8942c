using System.Globalization;
using System.Text.Json;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.GitHub;

/// <summary>What GitHub's refusals mean (https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api).</summary>
internal static class GitHubErrors
{
    private const int MostWords = 300;

    /// <summary>Where GitHub says it is too fast and not for how long.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(60);

    internal static ToolError Garbled => new(ToolErrorKind.PlatformUnavailable, "GitHub answered something that is not what it documents, perhaps cut off. Nothing was changed; try again later.");

    internal static ToolError Of(PlatformAnswer answer, DateTimeOffset now)
    {
        var body = LooseJson.Parse(answer.Body) ?? default;
        var says = Says(body);
        return (int)answer.Status switch
        {
            403 or 429 when Wait(answer, body, now) is { } wait => new(ToolErrorKind.RateLimited, "GitHub takes no more calls from this account for now. Nothing was done.") { RetryAfter = wait },
            400 when says.Contains("version", StringComparison.OrdinalIgnoreCase) => new(ToolErrorKind.PlatformUnavailable, $"GitHub does not know the version of its API that is asked for: {says} The operator should look at SQUAREMCP__Platforms__Github__ApiVersion."),
            400 => new(ToolErrorKind.InvalidArgument, $"GitHub refused this: {says} Nothing was done."),
            403 => Forbidden(answer, says),
            404 => new(ToolErrorKind.NotFound, "GitHub has nothing of that name, or this account may not see it: GitHub does not tell the two apart. Nothing was done. Find repositories with github_list_repos."),
            301 or 302 or 307 or 308 => new(ToolErrorKind.NotFound, "The repository has moved to another name. Nothing was done. Find it with github_list_repos."),
            405 => new(ToolErrorKind.Refused, $"GitHub cannot merge this pull request now: {says} Nothing was done. github_get_pr tells what stands against it.") { Reason = "not_mergeable" },
            409 => new(ToolErrorKind.Refused, $"GitHub found it changed in between: {says} Nothing was done. Read it again, then decide again."),
            410 => new(ToolErrorKind.NotPermittedByPlatform, $"This is switched off in that repository, or gone: {says} Nothing was done. Someone who runs the repository can switch issues on in its settings."),
            422 => Invalid(body, says),
            451 => new(ToolErrorKind.NotPermittedByPlatform, "GitHub has blocked this for legal reasons. Nothing was done."),
            401 or >= 500 => answer.Error(GitHubFacts.Title),
            _ => new(ToolErrorKind.InvalidArgument, $"GitHub refused this with status {(int)answer.Status}: {says} Nothing was done."),
        };
    }

    /// <summary>How long to wait, where it was too many calls; in the order that GitHub documents.</summary>
    private static TimeSpan? Wait(PlatformAnswer answer, JsonElement body, DateTimeOffset now) =>
        answer.Header("Retry-After") is not null && answer.RetryAfter is { } wait ? wait
        : answer.Header("x-ratelimit-remaining") == "0" && long.TryParse(answer.Header("x-ratelimit-reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var reset) && reset < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(reset) is var at && at > now ? at - now : TimeSpan.FromSeconds(1)
        : answer.Status == System.Net.HttpStatusCode.TooManyRequests || (body.Words("message") ?? "").Contains("rate limit", StringComparison.OrdinalIgnoreCase) ? answer.RetryAfter > Least ? answer.RetryAfter : Least
        : null;

    private static ToolError Forbidden(PlatformAnswer answer, string says) => answer.Header("X-GitHub-SSO") is not null
        ? new(ToolErrorKind.NotPermittedByPlatform, "The organization lets in only people who signed in by its single sign-on. Nothing was done. Ask the person you work for to authorize the app for that organization at github.com, under Settings, Applications.")
        : (answer.Header("X-Accepted-GitHub-Permissions") ?? answer.Header("X-Accepted-OAuth-Scopes")) is { Length: > 0 } needed
            ? new(ToolErrorKind.NotPermittedByPlatform, $"This account, or the app it was connected by, may not do this: {says} Nothing was done. GitHub wants: {Cut(needed)}. The person who runs the repository, or the app's installation there, must allow it; then the account may have to be connected again.")
            : new(ToolErrorKind.NotPermittedByPlatform, $"GitHub does not let this account do this: {says} Nothing was done.");

    private static ToolError Invalid(JsonElement body, string says)
    {
        var fields = body.Each("errors").Select(error => error.Words("field")).OfType<string>().ToList();
        return says.Contains("already exists", StringComparison.OrdinalIgnoreCase) ? new(ToolErrorKind.Refused, $"GitHub has this already: {says} Nothing was done. Look with github_list_prs.") { Reason = "already_exists" }
            : says.Contains("own pull request", StringComparison.OrdinalIgnoreCase) ? new(ToolErrorKind.NotPermittedByPlatform, $"GitHub lets nobody approve, or ask changes of, their own pull request: {says} Nothing was done. A comment is allowed.")
            : new(ToolErrorKind.InvalidArgument, $"GitHub refused this: {says} Nothing was done.") { Argument = fields.Select(Argument).OfType<string>().FirstOrDefault() };
    }

    private static string Says(JsonElement body)
    {
        var errors = body.Each("errors").Select(error => error.ValueKind == JsonValueKind.String ? error.GetString() : error.Words("message") ?? $"{error.Words("field")}: {error.Words("code")}").OfType<string>();
        return $"\"{Cut(string.Join("; ", new[] { body.Words("message") ?? "no reason given" }.Concat(errors)))}\".";
    }

    private static string Cut(string words) => words.Length > MostWords ? $"{words[..MostWords]}…" : words;

    /// <summary>Our name for what GitHub names.</summary>
    private static string? Argument(string field) => field switch
    {
        "title" or "body" or "labels" or "assignees" or "milestone" or "type" or "head" or "base" or "head_repo" or "comments" or "event" or "state" => field,
        "line" or "path" or "start_line" => "comments",
        _ => null,
    };
}
