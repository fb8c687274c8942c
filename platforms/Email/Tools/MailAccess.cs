using System.Security.Cryptography;

namespace Squaremcp.Platforms.Email;

/// <summary>What all mailboxes of this program share.</summary>
/// <param name="Rules">Without a certificate: each server's settings name its own.</param>
internal sealed record MailHouse(ImapPool Pool, MailRules Rules, ICustomerFiles? Files, TimeProvider Clock);

/// <summary>One connected mailbox as a tool meets it: connections to its servers, and their failures as a tool's.</summary>
internal sealed class MailAccess(EmailAccount account, Secret secret, MailHouse house) : IWriterMailbox
{
    /// <summary>Together with <see cref="Step"/> well under what a platform call may last, so that it is this program which tells what was done.</summary>
    public static readonly TimeSpan Connecting = TimeSpan.FromSeconds(12);

    public static readonly TimeSpan Step = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly MailCredential credential = account.UsesToken ? MailCredential.Token(account.User, secret) : MailCredential.Password(account.User, secret);

    public EmailAccount Account => account;

    public ICustomerFiles? Files => house.Files;

    EmailAddress IWriterMailbox.Owner => new(account.Name, account.Address);

    bool IWriterMailbox.WritesBcc => false;

    public TimeProvider Clock => house.Clock;

    /// <summary>Works with the mailbox on a connection of its own. What only reads is done once more where a kept connection turns out to be dead.</summary>
    /// <exception cref="ToolException">What the server or the way to it failed in.</exception>
    public async Task<T> MailboxAsync<T>(bool onlyReads, Func<ImapClient, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var connected = false;
            try
            {
                await using var lease = await house.Pool.RentAsync(Key(), ConnectAsync, Patience, cancellationToken);
                connected = true;
                return await work(lease.Client);
            }
            catch (MailException dead) when (connected && onlyReads && attempt == 1 && dead.Failure.Kind == MailFailureKind.Unreachable)
            {
                // Servers close what they find idle too long, some after seconds.
            }
            catch (MailException failed)
            {
                throw new ToolException(MailErrors.Of(failed.Failure, account));
            }
        }
    }

    Task<MimeHeaders> IWriterMailbox.HeadersAsync(string id, string argument, CancellationToken cancellationToken)
    {
        var named = MessageRef.Parse(id, argument);
        return MailboxAsync(onlyReads: true, imap => Original.HeadersAsync(imap, named, cancellationToken), cancellationToken);
    }

    Task<Original> IWriterMailbox.OriginalAsync(string id, string argument, string? keeper, CancellationToken cancellationToken)
    {
        var named = MessageRef.Parse(id, argument);
        return MailboxAsync(onlyReads: keeper is null, imap => Original.ReadAsync(this, imap, named, keeper, cancellationToken), cancellationToken);
    }

    public Task<ImapClient> ConnectAsync(CancellationToken cancellationToken) =>
        ImapClient.ConnectAsync(account.ImapServer, credential, Rules(account.Imap), house.Clock, Connecting, cancellationToken);

    public Task<SmtpClient> SubmitterAsync(CancellationToken cancellationToken) =>
        SmtpClient.ConnectAsync(account.SmtpServer, credential, Rules(account.Smtp), house.Clock, Connecting, cancellationToken);

    /// <summary>The folder for something; null where the mailbox has none.</summary>
    public Task<MailFolder?> FolderAsync(MailFolderRole role, CancellationToken cancellationToken) =>
        MailboxAsync(onlyReads: true, async imap => (await imap.FoldersAsync(withCounts: false, Step, cancellationToken)).FirstOrDefault(folder => folder.Role == role && folder.CanOpen), cancellationToken);

    private MailRules Rules(EmailServerSettings server) => house.Rules with { CertificateSha256 = server.CertificateSha256 };

    /// <summary>Another password is another key: a connection never serves who could not have made it.</summary>
    private string Key() => $"{account.Imap}|{account.User}|{Convert.ToHexStringLower(SHA256.HashData(secret.Reveal()))}";
}
