using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.LinkedIn;

/// <summary>What LinkedIn's refusals mean: a status, a code that newer APIs leave out, and words.</summary>
internal static class LiErrors
{
    private const int MostWords = 300, RevokedToken = 65_601;

    internal static ToolError Garbled => new(ToolErrorKind.PlatformUnavailable, "LinkedIn answered something that is not what it documents, perhaps cut off. Nothing was changed; try again later.");

    /// <summary>The account was connected, but not for this.</summary>
    internal static ToolError NotGranted(string scope) => new(
        ToolErrorKind.NeedsReconnection,
        $"This LinkedIn account was connected without the right to do this ({scope}). Nothing was sent. Call square_connect_platform and ask the person you work for to connect it again and to leave that right in.");

    /// <summary>LinkedIn says so too of a token that is only seconds old.</summary>
    internal static bool SaysRevoked(PlatformAnswer answer) => (int)answer.Status == 401 && LooseJson.Parse(answer.Body) is { } body && body.Count("serviceErrorCode") == RevokedToken;

    /// <param name="restricted">Why LinkedIn keeps this from most apps; null for what every app may do.</param>
    internal static ToolError Of(PlatformAnswer answer, string? restricted, DateTimeOffset now)
    {
        var body = LooseJson.Parse(answer.Body) ?? default;
        var words = body.Words("message") ?? "";
        return (int)answer.Status switch
        {
            401 => answer.Error(LiFacts.Title),
            >= 300 and not 404 when body.Words("code") == "NONEXISTENT_VERSION" || words.Contains("is not active", StringComparison.Ordinal) => new(
                ToolErrorKind.NotPermittedByPlatform,
                "LinkedIn does not take the version of its API any more (or not yet) that this installation asks for. Nothing was done. The operator must set SQUAREMCP__Platforms__LinkedIn__Version to a month that LinkedIn supports; trying again will not help."),
            403 when restricted is not null => new(ToolErrorKind.NotPermittedByPlatform, restricted),
            403 => new(
                ToolErrorKind.NotPermittedByPlatform,
                $"LinkedIn does not let this installation's app do this: {Says(words)} Nothing was done. The operator must look at the app's products at https://www.linkedin.com/developers (posting needs \"Share on LinkedIn\"); then the account must be connected again."),
            404 => new(ToolErrorKind.NotFound, $"LinkedIn knows no such thing, or it is gone: {Says(words)} Nothing was done."),
            409 or 422 when words.Contains("duplicate", StringComparison.OrdinalIgnoreCase) => new(
                ToolErrorKind.Refused, $"LinkedIn says this account has posted the very same before: {Says(words)} Nothing was posted now. To post it once more, change the text."),
            429 => new(ToolErrorKind.RateLimited, "LinkedIn takes no more calls of this kind for now, from this account or from this installation. Nothing was done.") { RetryAfter = IsOfDay(words) ? now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime : answer.RetryAfter },
            >= 500 => answer.Error(LiFacts.Title),
            < 400 => new(ToolErrorKind.PlatformUnavailable, "What answers at LinkedIn's address is not its API. Nothing was done. The operator should look at SQUAREMCP__Platforms__LinkedIn__BaseUrl."),
            var status => new(ToolErrorKind.InvalidArgument, $"LinkedIn refused this with status {status}: {Says(words)} Nothing was done."),
        };
    }

    /// <summary>Quotas of a day are whole again at midnight UTC; LinkedIn tells them by these words only.</summary>
    private static bool IsOfDay(string words) => words.Contains("DAY limit", StringComparison.Ordinal);

    private static string Says(string words) => words.Length == 0 ? "no reason given." : words.Length > MostWords ? $"\"{words[..MostWords]}…\"." : $"\"{words}\".";
}
