using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>Tries a mailbox step by step, reading and sending, each step with what to do where it fails.</summary>
internal static class MailCheck
{
    internal static async Task<IReadOnlyList<CheckResult>> RunAsync(MailAccess mail, CancellationToken cancellationToken)
    {
        var reading = ReadingAsync(mail, cancellationToken);
        var sending = SendingAsync(mail, cancellationToken);
        return [.. await reading, .. await sending];
    }

    private static async Task<IReadOnlyList<CheckResult>> ReadingAsync(MailAccess mail, CancellationToken cancellationToken)
    {
        var server = mail.Account.ImapServer;
        try
        {
            await using var imap = await mail.ConnectAsync(cancellationToken);
            var inbox = await imap.OpenAsync(MailFolderName.Inbox, writable: false, MailAccess.Connecting, cancellationToken);
            var folders = await imap.FoldersAsync(withCounts: false, MailAccess.Connecting, cancellationToken);
            await imap.LogoutAsync(cancellationToken);
            return [.. Passed("imap", server, MailStage.Folder), new("imap_folder", true, $"INBOX with {inbox.Messages} messages, {folders.Count} folders{Missing(folders)}")];
        }
        catch (MailException failed)
        {
            return Failed("imap", server, failed.Failure, mail.Account);
        }
    }

    private static async Task<IReadOnlyList<CheckResult>> SendingAsync(MailAccess mail, CancellationToken cancellationToken)
    {
        var server = mail.Account.SmtpServer;
        try
        {
            await using var smtp = await mail.SubmitterAsync(cancellationToken);
            var largest = smtp.LargestMessage is { } limit ? string.Create(CultureInfo.InvariantCulture, $"messages up to {limit / 1_000_000.0:0.#} MB") : "messages";
            await smtp.QuitAsync(cancellationToken);
            return [.. Passed("smtp", server, MailStage.Folder), new("smtp_send", true, $"The server takes {largest}. Nothing was sent.")];
        }
        catch (MailException failed)
        {
            return Failed("smtp", server, failed.Failure, mail.Account);
        }
    }

    private static string Missing(IReadOnlyList<MailFolder> folders)
    {
        string[] missing = [.. ((MailFolderRole[])[MailFolderRole.Drafts, MailFolderRole.Sent]).Where(role => folders.All(folder => folder.Role != role)).Select(role => role.ToString().ToLowerInvariant())];
        return missing.Length == 0 ? "" : $"; none for {string.Join(" and ", missing)}";
    }

    /// <summary>The stages before one, as steps that went well.</summary>
    private static IEnumerable<CheckResult> Passed(string protocol, MailServer server, MailStage before) =>
        Stages(server.Security).TakeWhile(stage => stage != before).Select(stage => new CheckResult(Name(protocol, stage), true));

    private static IReadOnlyList<CheckResult> Failed(string protocol, MailServer server, MailFailure failure, EmailAccount account)
    {
        var said = failure.Said is { Length: > 0 } words ? $" The server says: \"{words}\"" : "";
        var hint = failure.Kind == MailFailureKind.LoginRefused && MailProvider.OfHost(account.Imap.Host)?.Hint is { } known ? $" {known}" : "";
        return [.. Passed(protocol, server, failure.Stage), new(Name(protocol, failure.Stage), false, failure.Message.Replace("<Platform>", "Email", StringComparison.Ordinal) + hint + said)];
    }

    private static string Name(string protocol, MailStage stage) => $"{protocol}_{stage.ToString().ToLowerInvariant()}";

    private static MailStage[] Stages(MailSecurity security) => security switch
    {
        MailSecurity.Tls => [MailStage.Settings, MailStage.Dns, MailStage.Connect, MailStage.Tls, MailStage.Greeting, MailStage.Login, MailStage.Folder],
        MailSecurity.StartTls => [MailStage.Settings, MailStage.Dns, MailStage.Connect, MailStage.Greeting, MailStage.Tls, MailStage.Login, MailStage.Folder],
        _ => [MailStage.Settings, MailStage.Dns, MailStage.Connect, MailStage.Greeting, MailStage.Login, MailStage.Folder],
    };
}
