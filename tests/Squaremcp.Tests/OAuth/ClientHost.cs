using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Squaremcp.Tests.OAuth;

/// <summary>A web server that publishes clients' metadata documents, over TLS with a certificate of its own; counts what it is asked.</summary>
public sealed class ClientHost : IAsyncLifetime
{
    private WebApplication? app;
    private int asked;

    internal string Pin { get; private set; } = "";

    internal string Address { get; private set; } = "";

    internal int Asked => asked;

    /// <summary>What is answered; whoever sets it says what a test is about.</summary>
    internal Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(150));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        Pin = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate)).UseUrls("https://127.0.0.1:0");
        app = builder.Build();
        app.Run(context =>
        {
            Interlocked.Increment(ref asked);
            return Answer(context);
        });
        await app.StartAsync();
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    public async ValueTask DisposeAsync() => await app!.DisposeAsync();
}
