using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Snapchat;

/// <summary>What Snapchat's refusals mean: a status and, of the publishing calls, a code.</summary>
internal static class SnErrors
{
    private const int MostWords = 300;

    internal static ToolError Garbled => new(ToolErrorKind.PlatformUnavailable, "Snapchat answered something that is not what it documents, perhaps cut off. Nothing was published by this; try again later.");

    /// <summary>The account was connected, but not for this.</summary>
    internal static ToolError NotGranted(string scope) => new(
        ToolErrorKind.NeedsReconnection,
        $"This Snapchat account was connected without the right to do this ({scope}). Nothing was sent. Call square_connect_platform and ask the person you work for to connect it again and to leave that right in.");

    internal static ToolError Of(PlatformAnswer answer, bool isProfile)
    {
        var body = LooseJson.Parse(answer.Body) ?? default;
        var says = Says(body.Words("display_message") ?? body.Words("debug_message"));
        return (body.Words("error_code"), (int)answer.Status) switch
        {
            (_, 401) => answer.Error(SnFacts.Title),
            ("MEDIA_EXPIRED", _) => new(ToolErrorKind.Refused, "Snapchat keeps an upload for a day, and that is over. Nothing was published; the call can be made again."),
            ("MEDIA_POSTING_ALREADY_IN_PROGRESS", _) => new(ToolErrorKind.OutcomeUnknown, "Snapchat says that it is publishing this already. Look at the profile in Snapchat before you do it again."),
            (_, 403) when isProfile => new(
                ToolErrorKind.NotPermittedByPlatform,
                "Snapchat lets only apps on its list publish on public profiles, and only for people with a role on the profile; one of the two is missing here. Nothing was published. Nothing is wrong with the connection, and trying again will not help. "
                + "The operator asks Snapchat to put the app's client id on the list for the Public Profile API; the person looks at their role in Snapchat's Business Manager."),
            (_, 403) => new(ToolErrorKind.NotPermittedByPlatform, $"Snapchat does not let this account do this: {says} Nothing was done. The person needs a role in the organization, which its administrator gives in Snapchat's Business Manager."),
            (_, 404) => new(ToolErrorKind.NotFound, $"Snapchat knows no such thing, or it is gone: {says} Nothing was done."),
            (_, 429) => new(ToolErrorKind.RateLimited, "Snapchat takes no more calls from this account or this installation for now. Nothing was done.") { RetryAfter = answer.RetryAfter },
            (_, >= 500) => answer.Error(SnFacts.Title),
            (_, >= 400) => new(ToolErrorKind.InvalidArgument, $"Snapchat refused this: {says} Nothing was done."),
            (_, >= 300) => new(ToolErrorKind.PlatformUnavailable, "What answers at Snapchat's address is not its API. Nothing was done. The operator should look at SQUAREMCP__Platforms__Snapchat__BaseUrl."),
            ({ Length: > 0 and < 80 } code, _) => new(ToolErrorKind.InvalidArgument, $"Snapchat refused this ({code}): {says} Nothing was done."),
            _ => Garbled,
        };
    }

    internal static bool IsProcessing(PlatformAnswer answer) => (LooseJson.Parse(answer.Body) ?? default).Words("error_code") == "MEDIA_PROCESSING";

    internal static string Says(string? words) => string.IsNullOrEmpty(words) ? "no reason given." : words.Length > MostWords ? $"\"{words[..MostWords]}…\"." : $"\"{words}\".";
}
