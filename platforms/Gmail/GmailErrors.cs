using System.Globalization;
using System.Text.RegularExpressions;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Gmail;

/// <summary>What Google's refusals mean (https://developers.google.com/workspace/gmail/api/guides/handle-errors): a status, and a reason in one of three places.</summary>
internal static partial class GmailErrors
{
    private const int MostWords = 300;

    private static readonly string[] TooFast = ["rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "concurrentLimitExceeded"];
    private static readonly string[] NotAllowed = ["insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"];
    private static readonly string[] SwitchedOff = ["accessNotConfigured", "SERVICE_DISABLED"];

    internal static ToolError Garbled => new(ToolErrorKind.PlatformUnavailable, "Gmail answered something that is not what it documents, perhaps cut off. Nothing was changed; try again later.");

    /// <summary>The account was connected, but not for this.</summary>
    internal static ToolError NotGranted => new(
        ToolErrorKind.NeedsReconnection,
        "This Gmail account was connected without the right to do this. Nothing was done. Call square_connect_platform and ask the person you work for to connect it again and to leave all rights in.");

    internal static ToolError Of(PlatformAnswer answer, DateTimeOffset now)
    {
        var error = (LooseJson.Parse(answer.Body) ?? default).Inside("error");
        var reasons = error.Each("errors").Concat(error.Each("details")).Select(one => one.Words("reason")).OfType<string>().ToList();
        var says = Says(error.Words("message"));
        return (int)answer.Status switch
        {
            403 when reasons.Exists(NotAllowed.Contains) => NotGranted,
            403 when reasons.Exists(SwitchedOff.Contains) => new(ToolErrorKind.NotPermittedByPlatform, "The Gmail API is not enabled in this installation's Google Cloud project. Nothing was done, and trying again will not help. The operator must enable it at https://console.cloud.google.com."),
            403 when reasons.Contains("domainPolicy") => new(ToolErrorKind.NotPermittedByPlatform, "The administrators of this account's organisation do not let apps use its mail. Nothing was done. Ask the person you work for to have them allow this app."),
            403 when reasons.Contains("dailyLimitExceeded") => new(ToolErrorKind.NotPermittedByPlatform, "This installation's Google Cloud project has used up what Gmail gives it for a day. Nothing was done. The operator can ask Google for more; it is whole again at midnight in California."),
            403 or 429 when (int)answer.Status == 429 || reasons.Exists(TooFast.Contains) => new(ToolErrorKind.RateLimited, $"Gmail takes no more of this from this account for now: {says} Nothing was done.") { RetryAfter = Until(error.Words("message"), now) ?? answer.RetryAfter },
            403 => new(ToolErrorKind.NotPermittedByPlatform, $"Gmail does not let this account do this: {says} Nothing was done."),
            400 when reasons.Contains("failedPrecondition") => new(ToolErrorKind.NotPermittedByPlatform, $"Gmail cannot do this with this account, perhaps because it has no Gmail mailbox: {says} Nothing was done."),
            400 => new(ToolErrorKind.InvalidArgument, $"Gmail refused this: {says} Nothing was done."),
            404 => new(ToolErrorKind.NotFound, "Gmail has no such message in this mailbox, or not any more. Nothing was done. Find messages with gmail_search_messages."),
            413 => new(ToolErrorKind.InvalidArgument, "The message is larger than Gmail takes. Nothing was done. Leave attachments out, or share a link.") { Argument = "attachments" },
            401 or >= 500 => answer.Error(GmailFacts.Title),
            < 400 => new(ToolErrorKind.PlatformUnavailable, "What answers at Gmail's address is not its API. Nothing was done. The operator should look at SQUAREMCP__Platforms__Gmail__BaseUrl."),
            var status => new(ToolErrorKind.InvalidArgument, $"Gmail refused this with status {status}: {says} Nothing was done."),
        };
    }

    /// <summary>Gmail tells the time in words alone: "User-rate limit exceeded.  Retry after 2026-11-21T10:00:00.000Z".</summary>
    private static TimeSpan? Until(string? words, DateTimeOffset now) =>
        words is not null && RetryAfter().Match(words) is { Success: true } match && DateTimeOffset.TryParse(match.Groups["at"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at > now ? at - now : TimeSpan.FromSeconds(1)
            : null;

    private static string Says(string? words) => string.IsNullOrEmpty(words) ? "no reason given." : words.Length > MostWords ? $"\"{words[..MostWords]}…\"." : $"\"{words}\".";

    [GeneratedRegex(@"Retry after (?<at>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,20}Z)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RetryAfter();
}
