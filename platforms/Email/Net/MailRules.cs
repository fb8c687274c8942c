using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Squaremcp.Platforms.Email;

/// <summary>Whom a mail client may reach, and by what it knows it.</summary>
/// <param name="AllowPrivate">Lifts the guards against hosts of the operator's own network, other ports, and credentials without TLS to this machine.</param>
internal sealed record MailRules(bool AllowPrivate = false)
{
    /// <summary>Authorities believed instead of the system's; null for the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>The only certificate that is taken, by SHA-256 of its DER, 64 hexadecimal digits; null for any that an authority vouches for.</summary>
    public string? CertificateSha256 { get; init; }

    /// <summary>What is said is kept in <see cref="MailTranscript"/>, without credentials; for a check of a new connection.</summary>
    public bool Record { get; init; }

    /// <summary>Asks for the addresses of a host.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;
}
