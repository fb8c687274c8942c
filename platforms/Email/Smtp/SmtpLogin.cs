namespace Squaremcp.Platforms.Email;

/// <summary>From nothing to a session that may send (RFC 6409, RFC 4954).</summary>
internal static class SmtpLogin
{
    // RFC 4954 §4: a command with a first response may have 12,288 bytes; some servers stop earlier.
    private const int LongestInitial = 10_000;

    /// <exception cref="MailException">Of any stage up to login.</exception>
    public static async Task<SmtpSession> OpenAsync(MailServer server, MailCredential? credential, MailRules rules, MailTrouble trouble, TimeProvider clock, Action<MailTranscript>? listen, CancellationToken cancellationToken)
    {
        var connection = await MailDial.ConnectAsync(server, rules, trouble, clock, cancellationToken);
        listen?.Invoke(connection.Transcript);
        var session = new SmtpSession(connection);
        try
        {
            if (credential is not null)
            {
                connection.Transcript.Hide(credential.Secret.Reveal());
            }

            await GreetAsync(session, cancellationToken);
            if (server.Security == MailSecurity.StartTls)
            {
                await StartTlsAsync(session, cancellationToken);
            }

            trouble.Stage = MailStage.Login;
            if (credential is not null)
            {
                await LogInAsync(session, credential, cancellationToken);
            }

            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private static async Task GreetAsync(SmtpSession session, CancellationToken cancellationToken)
    {
        session.Trouble.Stage = MailStage.Greeting;
        var greeting = await session.ReplyAsync(cancellationToken);
        if (greeting.Code != 220)
        {
            throw session.Refusal(greeting);
        }

        await session.HelloAsync(cancellationToken);
    }

    private static async Task StartTlsAsync(SmtpSession session, CancellationToken cancellationToken)
    {
        session.Trouble.Stage = MailStage.Tls;
        if (!session.Can("STARTTLS") || (await session.SayAsync("STARTTLS", cancellationToken)).Code != 220)
        {
            throw session.Trouble.Of(MailFailureKind.Untrusted, $"{session.Trouble.Host} offers no STARTTLS, or somebody on the way removes it, so no password is sent. Use port 465 with tls.");
        }

        await session.Connection.ProtectAsync(cancellationToken);
        await session.HelloAsync(cancellationToken);
    }

    private static async Task LogInAsync(SmtpSession session, MailCredential credential, CancellationToken cancellationToken)
    {
        session.Connection.DemandProtection();
        var offered = (session.Value("AUTH") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var mechanism = credential.Mechanisms.Cast<MailMechanism?>().FirstOrDefault(candidate => offered.Contains(Sasl.NameOf(candidate!.Value), StringComparer.OrdinalIgnoreCase))
            ?? throw session.Trouble.Of(MailFailureKind.LoginRefused, credential.IsToken
                ? $"{session.Trouble.Host} takes no access tokens. Connect the account with an app password."
                : $"{session.Trouble.Host} takes no passwords. Connect the account by the provider's own sign-in.");
        var sasl = Sasl.For(mechanism, credential, session.Connection.Server, session.Trouble);
        var reply = await TalkAsync(session, sasl, cancellationToken);
        if (reply.Code != 235)
        {
            throw session.Refusal(reply);
        }
    }

    private static async Task<SmtpReply> TalkAsync(SmtpSession session, Sasl sasl, CancellationToken cancellationToken)
    {
        session.Connection.Transcript.Hide(sasl.Initial);
        var command = $"AUTH {sasl.Name}";
        var initial = sasl.Initial is null ? null : Convert.ToBase64String(sasl.Initial);
        var isTold = initial is { Length: <= LongestInitial };
        var reply = await session.SayAsync(isTold ? $"{command} {initial}" : command, cancellationToken, isTold ? $"{command} ***" : null);
        var round = initial is null || isTold ? 0 : -1;
        for (; reply.Code == 334 && round < 3; round++)
        {
            // "*" breaks it off, and the server says no (RFC 4954 §4).
            var next = round < 0 ? sasl.Initial : sasl.Answer(round);
            reply = await session.SayAsync(next is null ? "*" : Convert.ToBase64String(next), cancellationToken, "***");
        }

        return reply;
    }
}
