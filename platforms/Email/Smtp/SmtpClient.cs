namespace Squaremcp.Platforms.Email;

/// <summary>Sends mail over a submission server (RFC 6409). One call at a time; every call takes the longest it may last.</summary>
internal sealed class SmtpClient : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly SmtpSession session;
    private int busy;

    private SmtpClient(SmtpSession session) => this.session = session;

    /// <summary>What was said, where the rules ask to record it.</summary>
    public MailTranscript Transcript => session.Connection.Transcript;

    /// <summary>The largest message the server takes, in bytes; null where it does not say (RFC 1870).</summary>
    public long? LargestMessage => SmtpSending.Limit(session);

    /// <summary>Connects, protects and logs in.</summary>
    /// <param name="credential">Null sends without a login, as servers of one's own network take it.</param>
    /// <param name="listen">Gets the transcript as soon as there is a connection.</param>
    /// <exception cref="MailException">Of any stage up to login; nothing was sent.</exception>
    public static Task<SmtpClient> ConnectAsync(MailServer server, MailCredential? credential, MailRules rules, TimeProvider clock, TimeSpan timeout, CancellationToken cancellationToken, Action<MailTranscript>? listen = null)
    {
        var trouble = new MailTrouble(server.Host, clock);
        return trouble.WithinAsync(timeout, async token => new SmtpClient(await SmtpLogin.OpenAsync(server, credential, rules, trouble, clock, listen, token)), cancellationToken);
    }

    /// <summary>
    /// Sends a message once. What goes wrong is in the answer, also when time is up or the caller leaves after the last dot; only what <paramref name="content"/> throws,
    /// and leaving before that, is thrown: then nothing was sent.
    /// </summary>
    public async Task<SmtpResult> SendAsync(SmtpEnvelope envelope, MailContent content, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref busy, 1) == 1)
        {
            throw new InvalidOperationException("A connection sends one message at a time.");
        }

        try
        {
            return await new SmtpSending(session, envelope, content).RunAsync(timeout, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref busy, 0);
        }
    }

    /// <summary>Says good-bye, for at most two seconds, and closes.</summary>
    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await session.Trouble.WithinAsync(MailStage.Connect, Farewell, token => session.SayAsync("QUIT", token), cancellationToken);
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

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
