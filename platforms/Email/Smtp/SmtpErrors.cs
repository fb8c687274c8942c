namespace Squaremcp.Platforms.Email;

/// <summary>What a refusal means, by its enhanced code first and by its code otherwise (RFC 3463, RFC 5321, RFC 4954).</summary>
internal static class SmtpErrors
{
    public static MailFailure Failure(MailTrouble trouble, SmtpReply reply)
    {
        var (kind, message) = Meaning(trouble, reply);
        return new(trouble.Stage, kind, message, reply.IsTransient) { Said = $"{reply.Code} {reply.Enhanced} {reply.Text}".Replace("  ", " ", StringComparison.Ordinal) };
    }

    private static (MailFailureKind Kind, string Message) Meaning(MailTrouble trouble, SmtpReply reply) => (reply.Code, reply.Enhanced, trouble.Stage) switch
    {
        (_, "5.7.30" or "5.7.139", _) => (MailFailureKind.LoginRefused, $"{trouble.Host} does not take passwords any more. Connect the account by the provider's own sign-in."),
        (454 or 432, _, MailStage.Login) => (MailFailureKind.Busy, $"{trouble.Host} cannot check the login just now. Try again in a few minutes."),
        (_, _, MailStage.Login) when reply.IsTransient => (MailFailureKind.Busy, $"{trouble.Host} takes no login just now. Try again in a few minutes."),
        (_, "5.7.9", MailStage.Login) or (534, _, _) => (MailFailureKind.LoginRefused, $"{trouble.Host} wants an app password. Make one in the provider's account settings and connect the account with it."),
        (535 or 530 or 538, _, _) or (_, _, MailStage.Login) => (MailFailureKind.LoginRefused, $"{trouble.Host} does not accept this user name and password or token. Connect the account again; most providers want an app password here, not the usual one."),
        (_, "5.3.4" or "5.2.3", _) => (MailFailureKind.TooLarge, $"{trouble.Host} does not take a message of this size. Leave out an attachment."),
        (_, "5.2.2" or "4.2.2", _) => (MailFailureKind.Refused, "The recipient's mailbox is full. Ask for another address or try again later."),
        (_, "5.1.1" or "5.1.2" or "5.1.3" or "5.1.10", _) => (MailFailureKind.NotFound, "There is no such recipient. Check the address."),
        (_, "4.5.3" or "5.5.3", _) => (MailFailureKind.Busy, $"{trouble.Host} takes fewer recipients for one message. Send to the others in another one."),
        (552, _, _) => (MailFailureKind.TooLarge, $"{trouble.Host} has no room for this message. Leave out an attachment."),
        (550 or 551 or 553 or 556, _, _) => (MailFailureKind.Refused, $"{trouble.Host} does not take mail for this recipient or from this sender. Check both addresses."),
        (554, _, MailStage.Greeting) => (MailFailureKind.Refused, $"{trouble.Host} takes no connection from here."),
        _ when reply.IsTransient => (MailFailureKind.Busy, $"{trouble.Host} cannot take this just now. Try again in a few minutes."),
        _ => (MailFailureKind.Refused, $"{trouble.Host} refuses this. What it says may tell why."),
    };
}
