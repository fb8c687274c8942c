using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Email;

/// <summary>How a connection to a mail server is protected.</summary>
internal enum MailSecurity
{
    /// <summary>TLS from the first byte (RFC 8314): ports 993 and 465.</summary>
    Tls,

    /// <summary>Plain first, then STARTTLS or nothing: ports 143 and 587.</summary>
    StartTls,

    /// <summary>Never TLS. Credentials go over it to this machine alone.</summary>
    None,
}

/// <summary>Where a mail server listens.</summary>
internal sealed record MailServer(string Host, int Port, MailSecurity Security)
{
    private static readonly int[] Ports = [993, 143, 465, 587, 2525];

    /// <summary>The host as DNS and certificates write it; only of one that is not <see cref="Broken"/>.</summary>
    public string DnsName => new Uri(Url).IdnHost;

    private string Url => Uri.CheckHostName(Host) == UriHostNameType.IPv6 ? $"https://[{Host.Trim('[', ']')}]" : $"https://{Host}";

    /// <summary>What is wrong with what a customer gave; null where nothing is. The address it resolves to is judged when it is connected to.</summary>
    public string? Broken(bool allowPrivate)
    {
        if (Host.Length > 253 || Uri.CheckHostName(Host) is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
        {
            return "The host must be a name such as imap.example.org, without https:// and without a port.";
        }

        if (AddressGuard.Broken(Url, allowPrivate) is { } broken)
        {
            return $"The host {Host} {broken}.";
        }

        if (allowPrivate)
        {
            return Port is > 0 and <= 65535 ? null : "The port must be between 1 and 65535.";
        }

        return !Ports.Contains(Port) ? $"The port must be one of {string.Join(", ", Ports)}."
            : Security == MailSecurity.None ? "The connection must be protected: use tls or starttls."
            : null;
    }

    public override string ToString() => $"{Host}:{Port} ({Security})";
}
