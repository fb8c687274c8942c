namespace Squaremcp.Platforms.Email;

/// <summary>What a refusal means, by its code (RFC 5530) and where it came.</summary>
internal static class ImapErrors
{
    /// <returns>The verdict, where it is OK.</returns>
    /// <exception cref="MailException">It is NO or BAD.</exception>
    public static ImapResponse Demand(this ImapSession session, ImapResponse verdict) => verdict.IsOk ? verdict : throw session.Refusal(verdict);

    public static MailException Refusal(this ImapSession session, ImapResponse verdict)
    {
        var trouble = session.Trouble;
        var (kind, message, transient) = Meaning(trouble, verdict);
        return trouble.Of(kind, message, transient, session.Said(verdict));
    }

    private static (MailFailureKind Kind, string Message, bool IsTransient) Meaning(MailTrouble trouble, ImapResponse verdict) => (verdict.Code?.Name, trouble.Stage) switch
    {
        ("UNAVAILABLE" or "SERVERBUG" or "CORRUPTION", _) => (MailFailureKind.Busy, $"{trouble.Host} cannot do this just now. Try again in a few minutes.", true),
        ("LIMIT" or "INUSE" or "THROTTLED", _) => (MailFailureKind.Busy, $"{trouble.Host} takes no more for now: too many connections or requests. Try again in a few minutes.", true),
        ("EXPIRED" or "AUTHENTICATIONFAILED" or "AUTHORIZATIONFAILED", _) or (_, MailStage.Login) => (MailFailureKind.LoginRefused, $"{trouble.Host} does not accept this user name and password or token. Connect the account again; most providers want an app password here, not the usual one.", false),
        ("NONEXISTENT" or "TRYCREATE", _) => (MailFailureKind.NotFound, "There is no such folder. List the folders and take a name from there.", false),
        ("OVERQUOTA" or "TOOBIG", _) => (MailFailureKind.TooLarge, $"{trouble.Host} has no room for this: the mailbox is full or the message too large. Make room, or send less.", false),
        ("BADCHARSET", _) => (MailFailureKind.Refused, $"{trouble.Host} searches for ASCII letters alone. Search without accents and other scripts.", false),
        ("NOPERM" or "CANNOT" or "READ-ONLY", _) => (MailFailureKind.Refused, $"{trouble.Host} does not permit this for this account.", false),
        (_, MailStage.Folder) when verdict.Name == "NO" => (MailFailureKind.NotFound, "The folder cannot be opened; perhaps it is gone. List the folders and take a name from there.", false),
        _ => (MailFailureKind.Refused, $"{trouble.Host} refuses this. What it says may tell why.", false),
    };
}
