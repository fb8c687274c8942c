namespace Squaremcp.Platforms.Email;

/// <summary>Where in a conversation one is, and the sentences for what goes wrong in any of them.</summary>
internal sealed class MailTrouble(string host, TimeProvider clock)
{
    public MailStage Stage { get; set; } = MailStage.Settings;

    public string Host => host;

    public TimeProvider Clock => clock;

    public MailException Of(MailFailureKind kind, string message, bool transient = false, string? said = null, Exception? inner = null) =>
        new(new(Stage, kind, message, transient) { Said = said }, inner);

    public MailException BrokenOff(Exception? inner = null) =>
        Of(MailFailureKind.Unreachable, $"{host} broke off the connection. Try again; if it goes on, the server is down or refuses this machine.", transient: true, inner: inner);

    public MailException Closed(string? said) =>
        Of(MailFailureKind.Unreachable, $"{host} closed the connection, as servers do when they restart or see too many connections. Try again in a minute.", transient: true, said);

    /// <param name="what">Goes on after "host", for example "sent a line without an end".</param>
    public MailException BadAnswer(string what) =>
        Of(MailFailureKind.BadAnswer, $"{host} {what}. Check that host and port are those of a mail server of the right kind.");

    public MailException TooLarge(string what) =>
        Of(MailFailureKind.TooLarge, $"{host} sent {what}, more than is taken here. Ask for less at once.");

    /// <summary>Does work under a deadline. <see cref="Stage"/> tells how far it came.</summary>
    /// <exception cref="MailException">timed_out, or what the work throws.</exception>
    public async Task<T> WithinAsync<T>(TimeSpan timeout, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Of(MailFailureKind.TimedOut, $"{host} did not answer within {timeout.TotalSeconds:0.#} seconds. Check host and port, or try again later.", transient: true, inner: late);
        }
    }

    /// <summary>Does the work of one stage under a deadline.</summary>
    public Task<T> WithinAsync<T>(MailStage stage, TimeSpan timeout, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Stage = stage;
        return WithinAsync(timeout, work, cancellationToken);
    }
}
