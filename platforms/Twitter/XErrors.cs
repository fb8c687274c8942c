using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Twitter;

/// <summary>What X's refusals mean. X promises types and statuses; of its words only families are looked at.</summary>
internal static class XErrors
{
    private static readonly XProblem Silent = new("blank", null, null, null);

    internal static ToolError Garbled => new(ToolErrorKind.PlatformUnavailable, "X answered something that is not what it documents, perhaps cut off. Nothing was changed; try again later.");

    /// <summary>The account was connected, but not for this.</summary>
    internal static ToolError NotGranted(string scope) => new(
        ToolErrorKind.NeedsReconnection,
        $"This X account was connected without the right to do this ({scope}). Nothing was sent. Call square_connect_platform and ask the person you work for to connect it again and to leave that right in.");

    internal static ToolError Of(PlatformAnswer answer, bool isPost)
    {
        var problem = LooseJson.Parse(answer.Body) is { } body && XProblem.In(body) is [var first, ..] ? first : Silent;
        return (int)answer.Status switch
        {
            400 => new(ToolErrorKind.InvalidArgument, $"X refused this: {problem.Says} Nothing was done.") { Argument = Argument(problem.About) },
            402 => NoCredits,
            403 => Forbidden(problem, isPost),
            404 => Missing(problem),
            409 or 422 when isPost => Duplicate,
            429 when problem.Type == "usage-capped" => new(ToolErrorKind.NotPermittedByPlatform, "X takes no more calls from this installation's app until its monthly allowance is renewed. Nothing was done. The operator can see and raise the allowance in X's developer console; trying again will not help."),
            429 => new(ToolErrorKind.RateLimited, "X takes no more calls of this kind from this account for now. Nothing was done.") { RetryAfter = answer.RetryAfter },
            401 => answer.Error(XFacts.Title),
            >= 500 => answer.Error(XFacts.Title),
            >= 300 and < 400 => new(ToolErrorKind.PlatformUnavailable, "What answers at X's address is not its API. Nothing was done. The operator should look at SQUAREMCP__Platforms__Twitter__BaseUrl."),
            _ => new(ToolErrorKind.InvalidArgument, $"X refused this with status {(int)answer.Status}: {problem.Says} Nothing was done."),
        };
    }

    /// <summary>Of an answer that is a success and holds only a problem.</summary>
    internal static ToolError Of(XProblem problem) => problem.Type switch
    {
        "resource-not-found" => Missing(problem),
        "not-authorized-for-resource" or "resource-unavailable" or "disallowed-resource" => Hidden(problem),
        "invalid-request" => new(ToolErrorKind.InvalidArgument, $"X refused this: {problem.Says} Nothing was done.") { Argument = Argument(problem.About) },
        "internal-error" or "field-hydration-failure" => new(ToolErrorKind.PlatformUnavailable, $"X could not answer this now: {problem.Says} Try again later."),
        _ => new(ToolErrorKind.NotPermittedByPlatform, $"X does not permit this: {problem.Says}"),
    };

    private static ToolError Forbidden(XProblem problem, bool isPost) => problem.Type switch
    {
        _ when isPost && problem.Mentions("duplicate content") => Duplicate,
        "client-forbidden" or "client-not-enrolled" => new(ToolErrorKind.NotPermittedByPlatform, $"X does not let this installation's app do this: {problem.Says} Nothing was done. The operator must look at the app in X's developer console; connecting again will not help."),
        "unsupported-authentication" or "oauth1-permissions" => new(ToolErrorKind.NotPermittedByPlatform, $"X does not take this kind of sign-in here: {problem.Says} Nothing was done. The operator must look at the app's permissions in X's developer console, and then the account must be connected again."),
        "not-authorized-for-resource" or "resource-unavailable" or "disallowed-resource" => Hidden(problem),
        _ when isPost && problem.Mentions("too long") || problem.Mentions("needs to be a bit shorter") => new(ToolErrorKind.InvalidArgument, "X finds the text too long for this account. Nothing was posted. Shorten it to 280 as X counts; only accounts with Premium may write more.") { Argument = "text" },
        _ when isPost && problem.Mentions("media") => new(ToolErrorKind.InvalidArgument, $"X does not take this media: {problem.Says} Nothing was posted. Upload it again; an upload can be used for a day, by the account that made it.") { Argument = "media_ids" },
        _ when isPost => new(ToolErrorKind.NotPermittedByPlatform, $"X does not let this account post this: {problem.Says} Nothing was posted. Apps of X's ordinary plans may answer only posts whose author mentioned or quoted the account, and may not quote others; a locked account must be unlocked by the person at x.com."),
        _ => new(ToolErrorKind.NotPermittedByPlatform, $"X does not permit this: {problem.Says} Nothing was done."),
    };

    private static ToolError NoCredits => new(
        ToolErrorKind.NotPermittedByPlatform,
        "The credits of this installation's app at X are used up, and X answers nothing until the operator adds some in X's developer console. Nothing was done. This is neither your fault nor that of the person you work for; trying again will not help until then.");

    private static ToolError Duplicate => new(
        ToolErrorKind.Refused,
        "X says this account has posted the very same text before, not long ago. Nothing was posted now. Look with twitter_get_user_tweets; if it is there, all is well. To post it once more, change the text.");

    private static ToolError Missing(XProblem problem) => new(
        ToolErrorKind.NotFound, $"X knows no such {(problem.About is null ? "thing" : "post or account")}, or it is gone: {problem.Says} Nothing was done.");

    private static ToolError Hidden(XProblem problem) => new(
        ToolErrorKind.NotPermittedByPlatform, $"This account may not see that at X: {problem.Says} It is protected, suspended or blocked. Nothing was done.");

    /// <summary>Our name for what X names.</summary>
    private static string? Argument(string? about) => about switch
    {
        "id" => "user_id",
        "max_results" => "limit",
        "pagination_token" or "next_token" => "cursor",
        "query" or "since_id" or "until_id" or "start_time" or "end_time" or "username" or "text" => about,
        _ => null,
    };
}
