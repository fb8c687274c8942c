using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms.Email;

/// <summary>From what a customer sent to a complete account, or to a sentence about what is wrong.</summary>
internal static class EmailSettingsReader
{
    internal static SettingsReading Read(JsonElement settings, JsonObject schema, bool allowPrivate)
    {
        if (ArgumentCheck.Of(schema, settings) is { } error)
        {
            return new() { Error = error };
        }

        try
        {
            var asked = settings.Deserialize(EmailSettingsJson.Default.EmailSettings)!;
            var account = Account(asked, allowPrivate);
            return new()
            {
                Canonical = JsonSerializer.Serialize(account, EmailSettingsJson.Default.EmailAccount),
                Label = account.Address,
                Credentials = Secret.OfText(asked.AccessToken ?? Password(asked)),
            };
        }
        catch (ToolException wrong)
        {
            return new() { Error = wrong.Error };
        }
    }

    private static EmailAccount Account(EmailSettings asked, bool allowPrivate)
    {
        var mailbox = MailboxCheck.Of(new(asked.Name, asked.Address), "address");
        if (asked.Password is null == asked.AccessToken is null)
        {
            throw Wrong("password", "Give `password` or `access_token`, one of the two.");
        }

        var provider = MailProvider.OfAddress(mailbox.Address);
        if (provider?.Instead is { } instead && (asked.Imap is null || asked.Smtp is null))
        {
            throw Wrong("address", instead);
        }

        var imap = Server("imap", asked.Imap ?? provider?.Imap ?? throw Unknown(mailbox, "imap"), 993, 143, allowPrivate);
        var smtp = Server("smtp", asked.Smtp ?? provider?.Smtp ?? throw Unknown(mailbox, "smtp"), 465, 587, allowPrivate);
        if (asked.Password is not null && MailProvider.OfHost(imap.Host)?.Instead is { } refused)
        {
            throw Wrong("imap", refused);
        }

        var savesSent = (MailProvider.OfHost(smtp.Host) ?? provider)?.SavesSent == true;
        return new(mailbox.Address, asked.User ?? mailbox.Address, asked.AccessToken is not null, imap, smtp, asked.SaveSent ?? !savesSent, mailbox.Name);
    }

    private static EmailServerSettings Server(string name, EmailServerSettings asked, int tlsPort, int startTlsPort, bool allowPrivate)
    {
        var security = asked.Security ?? (asked.Port == startTlsPort ? "starttls" : "tls");
        var port = asked.Port ?? (security == "tls" ? tlsPort : startTlsPort);
        var pin = asked.CertificateSha256?.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        if (pin is not null && (pin.Length != 64 || !pin.All(char.IsAsciiHexDigit)))
        {
            throw Wrong(name, $"`{name}`: certificate_sha256 must be 64 hexadecimal digits, with or without colons, as `openssl x509 -noout -fingerprint -sha256` prints them.");
        }

        return new MailServer(asked.Host, port, EmailAccount.SecurityOf(security)).Broken(allowPrivate) is { } broken
            ? throw Wrong(name, $"`{name}`: {broken.Replace("<Platform>", "Email", StringComparison.Ordinal)}")
            : new(asked.Host, port, security, pin);
    }

    /// <summary>Google shows its app passwords as four groups of four letters, and people copy them so.</summary>
    private static string Password(EmailSettings asked)
    {
        var joined = asked.Password!.Replace(" ", "", StringComparison.Ordinal);
        return MailProvider.OfAddress(asked.Address)?.GroupsPasswords == true && joined.Length == 16 && joined.All(char.IsAsciiLetterLower) ? joined : asked.Password;
    }

    private static ToolException Unknown(Mailbox mailbox, string name) =>
        Wrong(name, $"`{name}` is required: the servers of {mailbox.Domain} are not known here. Its provider's help pages tell them. Example: {{\"host\":\"{name}.{mailbox.Domain}\",\"port\":{(name == "imap" ? 993 : 465)},\"security\":\"tls\"}}");

    private static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });
}
