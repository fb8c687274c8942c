namespace Squaremcp.Platforms.Email;

/// <summary>An open folder. A message is known by folder, UIDVALIDITY and UID; where UIDVALIDITY changed, numbers kept from before mean nothing.</summary>
internal sealed record ImapOpened(MailFolderName Name, bool IsWritable, uint? UidValidity, uint? UidNext, uint? Messages);

/// <summary>
/// A mailbox over IMAP (RFC 3501, RFC 9051). One call at a time. Every call takes the longest it may last; what it throws for an expected failure is a
/// <see cref="MailException"/>, and <see cref="IsBroken"/> tells whether the connection outlived it.
/// </summary>
internal sealed class ImapClient : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly ImapSession session;
    private int busy;

    private ImapClient(ImapSession session) => this.session = session;

    /// <summary>Nothing more can be asked on this connection.</summary>
    public bool IsBroken => session.IsBroken;

    /// <summary>The folder that is open, null where none is.</summary>
    public ImapOpened? Opened { get; private set; }

    /// <summary>What was said, where the rules ask to record it.</summary>
    public MailTranscript Transcript => session.Connection.Transcript;

    public bool Can(string capability) => session.Can(capability);

    /// <summary>Connects, protects and logs in.</summary>
    /// <param name="listen">Gets the transcript as soon as there is a connection, so that it is at hand when the login fails.</param>
    public static Task<ImapClient> ConnectAsync(MailServer server, MailCredential credential, MailRules rules, TimeProvider clock, TimeSpan timeout, CancellationToken cancellationToken, Action<MailTranscript>? listen = null)
    {
        var trouble = new MailTrouble(server.Host, clock);
        return trouble.WithinAsync(timeout, async token => new ImapClient(await ImapLogin.OpenAsync(server, credential, rules, trouble, clock, listen, token)), cancellationToken);
    }

    /// <summary>All folders.</summary>
    /// <param name="withCounts">Also how many messages, and how many unread, are in each.</param>
    public Task<IReadOnlyList<MailFolder>> FoldersAsync(bool withCounts, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(MailStage.Folder, timeout, async token =>
        {
            if (withCounts)
            {
                await CloseAsync(token);
            }

            return await ImapFolders.ListAsync(session, withCounts, token);
        }, cancellationToken);

    /// <summary>Opens a folder for reading, or also for <see cref="ChangeFlagsAsync"/>. Where that fails no folder is open.</summary>
    public Task<ImapOpened> OpenAsync(MailFolderName folder, bool writable, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(MailStage.Folder, timeout, async token =>
        {
            Opened = null;
            return Opened = await ImapOpen.RunAsync(session, folder, writable, token);
        }, cancellationToken);

    /// <summary>The messages of the open folder that match.</summary>
    public Task<UidSet> SearchAsync(ImapCriteria criteria, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(MailStage.Search, timeout, token => ImapSearch.RunAsync(session, criteria, token), cancellationToken);

    /// <summary>Summaries of at most 500 messages of the open folder, in the order asked for, without those that are gone.</summary>
    public Task<IReadOnlyList<ImapSummary>> SummariesAsync(IReadOnlyList<uint> uids, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(MailStage.Read, timeout, token => ImapFetch.SummariesAsync(session, uids, token), cancellationToken);

    /// <inheritdoc cref="ImapFetch.PartAsync"/>
    public Task<long?> ReadPartAsync(uint uid, string section, (long From, long Count)? range, Stream to, long largest, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(MailStage.Read, timeout, token => ImapFetch.PartAsync(session, uid, section, range, to, largest, token), cancellationToken);

    /// <inheritdoc cref="ImapFetch.HeaderFieldsAsync"/>
    public Task<byte[]?> ReadHeaderFieldsAsync(uint uid, IReadOnlyList<string> fields, int largest, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(MailStage.Read, timeout, token => ImapFetch.HeaderFieldsAsync(session, uid, fields, largest, token), cancellationToken);

    /// <summary>Stores a message in a folder, which need not be open.</summary>
    /// <param name="arrived">Its date in the folder; null for now.</param>
    /// <exception cref="MailException">outcome_unknown where all was sent and no answer came.</exception>
    public Task<ImapAppended> AppendAsync(MailFolderName folder, MailContent content, IReadOnlyList<string> flags, DateTimeOffset? arrived, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(MailStage.Store, timeout, token => ImapAppend.RunAsync(session, folder, content, flags, arrived, token), cancellationToken);

    /// <summary>Sets or clears flags of messages of the folder, which is open for writing.</summary>
    public Task ChangeFlagsAsync(UidSet uids, ImapFlagChange change, IReadOnlyList<string> flags, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(MailStage.Store, timeout, async token =>
        {
            await ImapFlags.StoreAsync(session, uids, change, flags, token);
            return true;
        }, cancellationToken);

    /// <summary>Whether the server still answers.</summary>
    public async Task<bool> IsAliveAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(MailStage.Connect, timeout, async token => (await session.SendAsync(new("NOOP"), token)).IsOk, cancellationToken);
        }
        catch (MailException)
        {
            return false;
        }
    }

    /// <summary>Says good-bye for at most two seconds, where there is anybody to say it to.</summary>
    public async Task LogoutAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!IsBroken)
            {
                await RunAsync(MailStage.Connect, Farewell, async token =>
                {
                    await session.LogoutAsync(token);
                    return true;
                }, cancellationToken);
            }
        }
        catch (MailException)
        {
            // Who does not answer a good-bye is left without one.
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <summary>Closes the connection without a word.</summary>
    public ValueTask DisposeAsync() => session.DisposeAsync();

    /// <summary>Leaves the open folder: counts of an open one are not to be asked for (RFC 9051 §6.3.11).</summary>
    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (Opened is not null && (session.Can("UNSELECT") || session.Can("IMAP4rev2")))
        {
            await session.SendAsync(new("UNSELECT"), cancellationToken);
            Opened = null;
        }
    }

    private async Task<T> RunAsync<T>(MailStage stage, TimeSpan timeout, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref busy, 1) == 1)
        {
            throw new InvalidOperationException("A connection answers one call at a time.");
        }

        try
        {
            return await session.Trouble.WithinAsync(stage, timeout, work, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref busy, 0);
        }
    }
}
