namespace Squaremcp.Platforms.Email;

/// <summary>From nothing to a session that is logged in.</summary>
internal static class ImapLogin
{
    private const string Program = "\"name\" \"squaremcp\"";

    /// <exception cref="MailException">Of any stage up to login.</exception>
    public static async Task<ImapSession> OpenAsync(MailServer server, MailCredential credential, MailRules rules, MailTrouble trouble, TimeProvider clock, Action<MailTranscript>? listen, CancellationToken cancellationToken)
    {
        var connection = await MailDial.ConnectAsync(server, rules, trouble, clock, cancellationToken);
        listen?.Invoke(connection.Transcript);
        var session = new ImapSession(connection);
        try
        {
            connection.Transcript.Hide(credential.Secret.Reveal());
            await GreetAsync(session, cancellationToken);
            if (server.Security == MailSecurity.StartTls)
            {
                await StartTlsAsync(session, cancellationToken);
            }

            trouble.Stage = MailStage.Login;
            await LogInAsync(session, credential, cancellationToken);
            await IntroduceAsync(session, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private static async Task GreetAsync(ImapSession session, CancellationToken cancellationToken)
    {
        session.Trouble.Stage = MailStage.Greeting;
        var greeting = await session.GreetingAsync(cancellationToken);
        if (greeting is { Tag: "*", Name: "BYE" })
        {
            throw session.Trouble.Of(MailFailureKind.Busy, $"{session.Trouble.Host} takes no connection from here just now. Try again in a few minutes.", transient: true, session.Said(greeting));
        }

        // PREAUTH would mean that nobody asks who we are, and that STARTTLS is not possible any more (CVE-2020-12398).
        if (greeting is not { Tag: "*", Name: "OK" })
        {
            throw session.Trouble.BadAnswer("does not greet as an IMAP server does");
        }

        await AskCapabilitiesAsync(session, 0, cancellationToken);
    }

    private static async Task StartTlsAsync(ImapSession session, CancellationToken cancellationToken)
    {
        session.Trouble.Stage = MailStage.Tls;
        if (!session.Can("STARTTLS") || !(await session.SendAsync(new("STARTTLS"), cancellationToken)).IsOk)
        {
            throw session.Trouble.Of(MailFailureKind.Untrusted, $"{session.Trouble.Host} offers no STARTTLS, or somebody on the way removes it, so no password is sent. Use port 993 with tls.");
        }

        await session.Connection.ProtectAsync(cancellationToken);
        await AskCapabilitiesAsync(session, session.CapabilitiesTold, cancellationToken);
    }

    private static async Task LogInAsync(ImapSession session, MailCredential credential, CancellationToken cancellationToken)
    {
        session.Connection.DemandProtection();
        var mechanism = credential.Mechanisms.Cast<MailMechanism?>().FirstOrDefault(candidate => Offers(session, candidate!.Value)) ?? throw NoWay(session, credential);
        var sasl = Sasl.For(mechanism, credential, session.Connection.Server, session.Trouble);
        var told = session.CapabilitiesTold;
        session.Demand(mechanism == MailMechanism.Login && !session.Can("LOGINDISABLED")
            ? await LoginCommandAsync(session, credential, cancellationToken)
            : await session.AuthenticateAsync(sasl, cancellationToken));
        await AskCapabilitiesAsync(session, told, cancellationToken);
    }

    private static Task<ImapResponse> LoginCommandAsync(ImapSession session, MailCredential credential, CancellationToken cancellationToken) =>
        session.SendAsync(new ImapCommand("LOGIN").Literal(credential.User, session.Trouble).Literal(credential.Secret.Reveal().ToArray(), session.Trouble), cancellationToken);

    /// <summary>Dovecot without PLAIN refuses its LOGIN command, and offers the mechanism of that name.</summary>
    private static bool Offers(ImapSession session, MailMechanism mechanism) =>
        session.Can($"AUTH={Sasl.NameOf(mechanism)}") || (mechanism == MailMechanism.Login && !session.Can("LOGINDISABLED"));

    private static MailException NoWay(ImapSession session, MailCredential credential) =>
        session.Trouble.Of(MailFailureKind.LoginRefused, credential.IsToken
            ? $"{session.Trouble.Host} takes no access tokens. Connect the account with an app password."
            : $"{session.Trouble.Host} takes no passwords. Connect the account by the provider's own sign-in.");

    /// <summary>Some providers let nobody read who does not say what program he is (RFC 2971). The answer does not matter.</summary>
    private static async Task IntroduceAsync(ImapSession session, CancellationToken cancellationToken)
    {
        if (session.Can("ID"))
        {
            await session.SendAsync(new ImapCommand("ID").Word($"({Program})"), cancellationToken);
        }
    }

    /// <param name="told">How often they had been told before what may have changed them.</param>
    private static async Task AskCapabilitiesAsync(ImapSession session, int told, CancellationToken cancellationToken)
    {
        if (session.CapabilitiesTold == told)
        {
            session.Demand(await session.SendAsync(new("CAPABILITY"), cancellationToken));
        }
    }
}
