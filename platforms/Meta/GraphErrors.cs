using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Meta;

/// <summary>What Meta's refusals mean, the same for all its platforms; what only one of them knows it says itself, first.</summary>
/// <param name="own">The platform's own codes; null where a problem is none of them.</param>
internal sealed class GraphErrors(string title, Func<GraphProblem, ToolError?> own)
{
    internal ToolError Garbled => new(ToolErrorKind.PlatformUnavailable, $"{title} answered something that is not what it documents, perhaps cut off. Nothing was changed; try again later.");

    /// <summary>The account was connected, but not for this.</summary>
    internal ToolError NotGranted(string scope) => new(
        ToolErrorKind.NeedsReconnection,
        $"{title} was connected without the right to do this ({scope}). Nothing was sent. Call square_connect_platform and ask the person you work for to connect it again and to leave that right in.");

    /// <param name="wait">How long Meta says to wait, in its header of usage; null where it does not.</param>
    internal ToolError Of(PlatformAnswer answer, TimeSpan? wait) => GraphProblem.In(answer.Body) is { } problem ? Of(problem, wait) : (int)answer.Status switch
    {
        >= 300 and < 400 => new(ToolErrorKind.PlatformUnavailable, $"What answers at {title}'s address is not its API. Nothing was done. The operator should look at SQUAREMCP__Platforms__{title}__BaseUrl."),
        _ => answer.Error(title),
    };

    internal ToolError Of(GraphProblem problem, TimeSpan? wait) => own(problem) ?? problem switch
    {
        { IsTokenRefused: true } => new(ToolErrorKind.NeedsReconnection, $"{title} does not accept the stored access any more{Why(problem.Subcode)}. Nothing was done. Call square_connect_platform and ask the person you work for to connect it again.") { IsTokenRefused = true },
        { IsThrottled: true } => new(ToolErrorKind.RateLimited, $"{title} takes no more calls of this account for now. Nothing was done.") { RetryAfter = wait },
        { Code: 368 } => new(ToolErrorKind.NotPermittedByPlatform, $"{title} has blocked this for a while because of its rules: {problem.Says} Nothing was done. Do not try again today; the person you work for can see the reason in their account there."),
        { Code: 3 or 10 or (>= 200 and <= 299) } => new(
            ToolErrorKind.NotPermittedByPlatform,
            $"{title} does not let this account do this: {problem.Says} Nothing was done. Either the person left the right out when connecting, or has not the role for it there, or the operator's app has not been approved for it by Meta's App Review."),
        { Code: 100, Subcode: 33 } => new(ToolErrorKind.NotFound, $"{title} knows no such thing, or does not show it to this account: {problem.Says} Nothing was done."),
        { Code: 104 } => new(ToolErrorKind.NotPermittedByPlatform, $"{title} wants every call signed with the app's secret (appsecret_proof), and the secret that is set is not the app's. Nothing was done. The operator must look at the settings; then the account must be connected again."),
        { IsVague: true } => new(ToolErrorKind.PlatformUnavailable, $"{title} cannot do this now: {problem.Says} Try again later."),
        { Code: 100 } => new(ToolErrorKind.InvalidArgument, $"{title} refused this: {problem.Says} Nothing was done."),
        _ => new(ToolErrorKind.InvalidArgument, $"{title} refused this (code {problem.Code}{(problem.Subcode is { } subcode ? $"/{subcode}" : "")}): {problem.Says} Nothing was done."),
    };

    private static string Why(int? subcode) => subcode switch
    {
        458 => ": the person removed the app",
        459 => ": the person must first pass a check at facebook.com",
        460 => ": the person changed their password",
        463 => ": it has ended",
        464 => ": the person's account is not confirmed",
        492 => ": the person has no role on the page any more",
        _ => "",
    };
}
