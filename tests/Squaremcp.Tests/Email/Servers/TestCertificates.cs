using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Squaremcp.Tests.Email.Servers;

/// <summary>An authority that nobody else knows, and certificates of it.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private static readonly X509Certificate2 Authority = MakeAuthority();

    public static X509Certificate2Collection Roots { get; } = [X509CertificateLoader.LoadCertificate(Authority.RawData)];

    public static X509Certificate2 Localhost { get; } = Make("localhost", Now.AddDays(30));

    public static X509Certificate2 OtherName { get; } = Make("imap.example.org", Now.AddDays(30), withAddress: false);

    public static X509Certificate2 Expired { get; } = Make("localhost", Now.AddHours(-1));

    private static X509Certificate2 MakeAuthority()
    {
        var request = new CertificateRequest("CN=Authority of the tests", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(Now.AddDays(-2), Now.AddDays(60));
    }

    private static X509Certificate2 Make(string name, DateTimeOffset until, bool withAddress = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (withAddress)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(Authority, Now.AddDays(-1), until, RandomNumberGenerator.GetBytes(8));
        using var own = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
