namespace Squaremcp.Platforms.Email;

/// <summary>What is known of a provider by the domain of its addresses.</summary>
/// <param name="Domains">In small letters; one that ends in ".*" stands for every country's.</param>
internal sealed record MailProvider(string Name, IReadOnlyList<string> Domains)
{
    public EmailServerSettings? Imap { get; init; }

    public EmailServerSettings? Smtp { get; init; }

    /// <summary>Files what it sends by itself.</summary>
    public bool SavesSent { get; init; }

    /// <summary>What password it wants, and where a person makes one; a sentence.</summary>
    public string? Hint { get; init; }

    /// <summary>Why it cannot be connected here, and what to do instead; sentences.</summary>
    public string? Instead { get; init; }

    /// <summary>Its app passwords are shown in groups of letters; the spaces are not of them.</summary>
    public bool GroupsPasswords { get; init; }

    /// <summary>The provider of an address; null where nothing is known of its domain.</summary>
    public static MailProvider? OfAddress(string address)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant();
        return MailProviders.All.FirstOrDefault(provider => provider.Domains.Any(known =>
            known == domain || (known.EndsWith(".*", StringComparison.Ordinal) && domain.StartsWith(known[..^1], StringComparison.Ordinal))));
    }

    /// <summary>The provider that runs a server; null where nothing is known of it.</summary>
    public static MailProvider? OfHost(string host) =>
        MailProviders.All.FirstOrDefault(provider => host.Equals(provider.Imap?.Host, StringComparison.OrdinalIgnoreCase) || host.Equals(provider.Smtp?.Host, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The providers, as their help pages tell them.</summary>
internal static class MailProviders
{
    private const string AppPassword = "wants an app password, made in its account settings under security, not the usual one";

    public static IReadOnlyList<MailProvider> All { get; } =
    [
        new("Gmail", ["gmail.com", "googlemail.com"])
        {
            Imap = Tls("imap.gmail.com", 993), Smtp = Tls("smtp.gmail.com", 465), SavesSent = true, GroupsPasswords = true,
            Hint = "Google wants an app password of 16 letters: turn on two-step verification and make one at https://myaccount.google.com/apppasswords.",
        },
        new("iCloud", ["icloud.com", "me.com", "mac.com"])
        {
            Imap = Tls("imap.mail.me.com", 993), Smtp = StartTls("smtp.mail.me.com"),
            Hint = "Apple wants an app-specific password: make one at https://account.apple.com under Sign-In and Security.",
        },
        new("Fastmail", ["fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.org", "messagingengine.com"])
        {
            Imap = Tls("imap.fastmail.com", 993), Smtp = Tls("smtp.fastmail.com", 465),
            Hint = "Fastmail wants an app password: Settings, Privacy and Security, Manage app passwords.",
        },
        new("Yahoo", ["yahoo.*", "ymail.com", "rocketmail.com", "myyahoo.com"])
        {
            Imap = Tls("imap.mail.yahoo.com", 993), Smtp = Tls("smtp.mail.yahoo.com", 465),
            Hint = $"Yahoo {AppPassword}: https://login.yahoo.com/account/security.",
        },
        new("AOL", ["aol.*", "aim.com"])
        {
            Imap = Tls("imap.aol.com", 993), Smtp = Tls("smtp.aol.com", 465),
            Hint = $"AOL {AppPassword}: https://login.aol.com/account/security.",
        },
        new("GMX", ["gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.eu"]) { Imap = Tls("imap.gmx.net", 993), Smtp = Tls("mail.gmx.net", 465), Hint = OpenImap("GMX") },
        new("GMX", ["gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr", "gmx.es"]) { Imap = Tls("imap.gmx.com", 993), Smtp = Tls("mail.gmx.com", 465), Hint = OpenImap("GMX") },
        new("WEB.DE", ["web.de"]) { Imap = Tls("imap.web.de", 993), Smtp = StartTls("smtp.web.de"), Hint = OpenImap("WEB.DE") },
        new("mail.com", ["mail.com"]) { Imap = Tls("imap.mail.com", 993), Smtp = Tls("smtp.mail.com", 465), Hint = OpenImap("mail.com") },
        new("Zoho", ["zoho.com", "zohomail.com"]) { Imap = Tls("imap.zoho.com", 993), Smtp = Tls("smtp.zoho.com", 465), Hint = OpenImap("Zoho") },
        new("Zoho", ["zoho.eu", "zohomail.eu"]) { Imap = Tls("imap.zoho.eu", 993), Smtp = Tls("smtp.zoho.eu", 465), Hint = OpenImap("Zoho") },
        new("mailbox.org", ["mailbox.org"]) { Imap = Tls("imap.mailbox.org", 993), Smtp = Tls("smtp.mailbox.org", 465) },
        new("Posteo", ["posteo.de", "posteo.net", "posteo.org", "posteo.eu"]) { Imap = Tls("posteo.de", 993), Smtp = Tls("posteo.de", 465) },
        new("T-Online", ["t-online.de", "magenta.de"])
        {
            Imap = Tls("secureimap.t-online.de", 993), Smtp = Tls("securesmtp.t-online.de", 465),
            Hint = "T-Online wants the password for e-mail programs, made in its customer centre, not that of the web page.",
        },
        new("Yandex", ["yandex.*", "ya.ru"]) { Imap = Tls("imap.yandex.com", 993), Smtp = Tls("smtp.yandex.com", 465), Hint = $"Yandex {AppPassword}." },
        new("Mail.ru", ["mail.ru", "bk.ru", "inbox.ru", "list.ru"]) { Imap = Tls("imap.mail.ru", 993), Smtp = Tls("smtp.mail.ru", 465), Hint = $"Mail.ru {AppPassword}." },
        new("Orange", ["orange.fr", "wanadoo.fr"]) { Imap = Tls("imap.orange.fr", 993), Smtp = Tls("smtp.orange.fr", 465) },
        new("Microsoft", ["outlook.*", "hotmail.*", "live.*", "msn.com", "passport.com", "windowslive.com", "onmicrosoft.com"])
        {
            Imap = Tls("outlook.office365.com", 993), Smtp = StartTls("smtp.office365.com"),
            Instead = "Microsoft takes no passwords from mail programs any more. Connect this mailbox as platform outlook, by Microsoft's own sign-in.",
        },
        new("Microsoft", []) { Imap = Tls("imap-mail.outlook.com", 993), Smtp = StartTls("smtp-mail.outlook.com"), Instead = "Microsoft takes no passwords from mail programs any more. Connect this mailbox as platform outlook, by Microsoft's own sign-in." },
        new("Proton", ["proton.me", "protonmail.com", "protonmail.ch", "pm.me"])
        {
            Instead = "Proton opens its mailboxes only through Proton Mail Bridge, a program that runs beside the gateway. Give `imap` and `smtp` as Bridge shows them, each with its certificate_sha256, and Bridge's own password; "
                + "the operator has to set SQUAREMCP__Platforms__Email__AllowPrivateHosts=true.",
        },
        new("Tuta", ["tuta.com", "tutanota.com", "tutanota.de", "tutamail.com", "tuta.io", "keemail.me"]) { Instead = "Tuta lets no mail program in, so this mailbox cannot be connected. Let it forward to another one." },
    ];

    private static string OpenImap(string name) => $"{name} lets programs in only after POP3 and IMAP were allowed in its web page's settings; with two-step verification it wants an app password.";

    private static EmailServerSettings Tls(string host, int port) => new(host, port, "tls");

    private static EmailServerSettings StartTls(string host) => new(host, 587, "starttls");
}
