using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Squaremcp.Platforms.Email;

/// <summary>TLS to a mail server: its certificate is of its name, and of an authority that is believed.</summary>
internal static class MailTls
{
    /// <exception cref="MailException">untrusted: no TLS, or another's certificate.</exception>
    public static async Task<Stream> ProtectAsync(Stream plain, MailServer server, MailRules rules, MailTrouble trouble, CancellationToken cancellationToken)
    {
        trouble.Stage = MailStage.Tls;
        var fault = (string?)null;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = server.DnsName,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = rules.TrustedRoots is { } roots ? Trusting(roots) : null,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => (fault = Fault(certificate, chain, errors, server.Host, rules)) is null,
        };

        var tls = new SslStream(plain);
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            return tls;
        }
        catch (Exception broken) when (broken is AuthenticationException or IOException)
        {
            await tls.DisposeAsync();
            throw fault is not null
                ? trouble.Of(MailFailureKind.Untrusted, fault, inner: broken)
                : trouble.Of(MailFailureKind.Untrusted, $"{server.Host} does not speak TLS as it should. Check the port: 993 and 465 want tls, 143 and 587 want starttls.", inner: broken);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static string? Fault(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string host, MailRules rules)
    {
        if (rules.CertificateSha256 is { } pin)
        {
            return certificate is not null && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(pin), SHA256.HashData(certificate.GetRawCertData()))
                ? null
                : $"{host} shows another certificate than the expected one. Nothing secret was sent to it.";
        }

        return errors == SslPolicyErrors.None ? null
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? $"{host} shows no certificate. Nothing secret was sent to it."
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"The certificate of {host} is for another name. Use the host name that your provider tells; nothing secret was sent."
            : chain?.ChainStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)) == true ? $"The certificate of {host} has expired or is not valid yet. Whoever runs it must renew it; nothing secret was sent."
            : $"The certificate of {host} is not vouched for by an authority known here. Nothing secret was sent to it.";
    }
}
