using System.Security.Cryptography;

namespace Squaremcp.Platforms.Email;

/// <summary>Mails of this program itself, by the operator's mail server: the one public way to what this folder knows of MIME and SMTP.</summary>
public sealed class Mailer(TimeProvider clock)
{
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Sending = TimeSpan.FromSeconds(60);

    /// <summary>A message with its headers, ready to rest as <c>.eml</c> and to be sent.</summary>
    /// <exception cref="ToolException">An address that no mail can go to.</exception>
    public async Task<byte[]> WriteAsync(OwnMail mail, CancellationToken cancellationToken)
    {
        var message = new MimeWriter(RandomNumberGenerator.Fill).Prepare(new()
        {
            From = new(mail.FromName, mail.From),
            To = [new(null, mail.To)],
            Subject = mail.Subject,
            Text = mail.Text,
            Html = mail.Html,
            Date = clock.GetUtcNow(),
        });
        using var memory = new MemoryStream();
        await message.WriteAsync(memory, cancellationToken);
        return memory.ToArray();
    }

    /// <summary>Sends such a message to whom its headers name. Throws for no failure of the server.</summary>
    public async Task<OwnMailResult> SendAsync(OwnMailServer server, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var headers = MimeHeaders.Parse(message.Span);
        if (headers is not { From: [var from, ..], To: [var to, ..] })
        {
            return new(OwnMailOutcome.Refused, "It names no sender or no recipient.");
        }

        try
        {
            var credential = server.Username is { } user ? MailCredential.Password(user, Secret.OfText(server.Password ?? "")) : null;
            await using var smtp = await SmtpClient.ConnectAsync(new(server.Host, server.Port, SecurityOf(server.Security)!.Value), credential, new(AllowPrivate: true), clock, Connecting, cancellationToken);
            var result = await smtp.SendAsync(new(from.Address, [to.Address]) { HasUtf8Headers = !System.Text.Ascii.IsValid(from.Address + to.Address) }, MailContent.Of(message), Sending, cancellationToken);
            await smtp.QuitAsync(cancellationToken);
            return result switch
            {
                { Outcome: SmtpOutcome.Sent } => new(OwnMailOutcome.Sent, null),
                { Outcome: SmtpOutcome.NotSent, Failure: { IsTransient: false } refused } => new(OwnMailOutcome.Refused, refused.Message),
                // Twice is better than never: these mails ask for nothing that is done twice.
                _ => new(OwnMailOutcome.Later, result.Failure?.Message),
            };
        }
        catch (MailException failed)
        {
            return new(OwnMailOutcome.ServerFailed, failed.Failure.Message);
        }
    }

    /// <summary>What is wrong with a server that an operator named; null where nothing is.</summary>
    public static string? Broken(OwnMailServer server) => SecurityOf(server.Security) is not { } security
        ? "The security must be tls (port 465), starttls (port 587) or none (this machine alone)."
        : new MailServer(server.Host, server.Port, security).Broken(allowPrivate: true);

    private static MailSecurity? SecurityOf(string word) => word switch
    {
        "tls" => MailSecurity.Tls,
        "starttls" => MailSecurity.StartTls,
        "none" => MailSecurity.None,
        _ => null,
    };
}

/// <summary>A mail to one person, as text and as HTML.</summary>
public sealed record OwnMail(string FromName, string From, string To, string Subject, string Text, string Html)
{
    // It holds links that sign in.
    public override string ToString() => "***";
}

/// <param name="Security">tls, starttls or none.</param>
/// <param name="Username">Null where the server asks for no login.</param>
public sealed record OwnMailServer(string Host, int Port, string Security, string? Username, string? Password)
{
    public override string ToString() => $"{Host}:{Port}";
}

/// <param name="Why">A sentence of ours without any address; null where it was sent.</param>
public sealed record OwnMailResult(OwnMailOutcome Outcome, string? Why);

public enum OwnMailOutcome
{
    Sent,

    /// <summary>This mail did not go and may go later.</summary>
    Later,

    /// <summary>Nobody will ever take this mail.</summary>
    Refused,

    /// <summary>No mail goes now: the server is not there, or does not let us in.</summary>
    ServerFailed,
}
