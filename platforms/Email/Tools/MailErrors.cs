using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.Email;

/// <summary>What a mail server's failure is to the caller of a tool. The server's own words are left out but for its code: a stranger wrote them.</summary>
internal static partial class MailErrors
{
    internal static ToolError Of(MailFailure failure, EmailAccount account) => new(Kind(failure), Message(failure, account));

    /// <summary>For an operation that would have changed something, and did not.</summary>
    internal static ToolError NotDone(MailFailure failure, EmailAccount account, string nothing) =>
        new(Kind(failure), failure.Kind == MailFailureKind.OutcomeUnknown ? Message(failure, account) : $"{Message(failure, account)} {nothing}");

    private static string Message(MailFailure failure, EmailAccount account)
    {
        var hint = failure.Kind == MailFailureKind.LoginRefused && MailProvider.OfHost(account.Imap.Host)?.Hint is { } known ? $" {known}" : "";
        var code = failure.Said is { } said && Code().Match(said) is { Success: true } match ? $" (The server's code is {match.Value.Trim()}.)" : "";
        return $"{failure.Message.Replace("<Platform>", "Email", StringComparison.Ordinal)}{hint}{code}";
    }

    private static ToolErrorKind Kind(MailFailure failure) => failure.Kind switch
    {
        MailFailureKind.LoginRefused => ToolErrorKind.NeedsReconnection,
        MailFailureKind.NotFound => ToolErrorKind.NotFound,
        MailFailureKind.Refused => ToolErrorKind.NotPermittedByPlatform,
        MailFailureKind.Busy => ToolErrorKind.RateLimited,
        MailFailureKind.OutcomeUnknown => ToolErrorKind.OutcomeUnknown,
        MailFailureKind.TooLarge when failure.Stage is MailStage.Send or MailStage.Store => ToolErrorKind.InvalidArgument,
        MailFailureKind.Settings when failure.Stage is not (MailStage.Settings or MailStage.Dns) => ToolErrorKind.InvalidArgument,
        MailFailureKind.Settings => ToolErrorKind.NotPermittedByPlatform,
        _ => ToolErrorKind.PlatformUnavailable,
    };

    [GeneratedRegex(@"\A[2-5][0-9]{2}(?: [245]\.[0-9]{1,3}\.[0-9]{1,3})?(?= |\z)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
