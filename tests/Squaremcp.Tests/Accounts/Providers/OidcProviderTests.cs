using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts.Providers;

/// <summary>A provider that is not ours: <c>oidc-provider</c>, by the clock on the wall.</summary>
public sealed class OidcProviderTests
{
    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task A_person_signs_in_with_a_certified_provider(string algorithm)
    {
        NodeClients.SkipWithoutThem();
        await using var gateway = new Gateway(algorithm);
        await gateway.InitializeAsync();
        using var person = new WebPerson(gateway) { Email = gateway.Email };

        var sent = await person.SubmitAsync(await person.GetAsync("/login"), 1);
        for (var steps = 0; sent.Status is 302 or 303 && steps < 10 && !sent.Headers["Location"].StartsWith('/'); steps++)
        {
            sent = await person.GetAsync(sent.Headers["Location"]);
        }

        Assert.True(sent.Status == 303, $"{sent.Status}: {sent.Text}");
        Assert.True(await person.IsInAsync());
        Assert.Contains("Ada", (await person.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    private sealed class Gateway(string algorithm) : OAuthGateway, IAsyncDisposable
    {
        private readonly int port = FreePort();
        private Process? provider;
        private string issuer = "";

        internal string Email { get; } = $"{Guid.NewGuid():n}@example.org";

        protected override string[] More =>
        [
            .. base.More, $"--Squaremcp:PublicOrigin=http://127.0.0.1:{port}", "--Squaremcp:SignIn:AllowPrivateHosts=true", $"--Squaremcp:SignIn:Providers:npm:Issuer={issuer}", "--Squaremcp:SignIn:Providers:npm:ClientId=gateway",
            "--Squaremcp:SignIn:Providers:npm:ClientSecret=the secret of the gateway", "--Squaremcp:SignIn:Providers:npm:AllowedDomains:0=example.org",
        ];

        public override async ValueTask InitializeAsync()
        {
            var job = JsonSerializer.Serialize(new { clientId = "gateway", clientSecret = "the secret of the gateway", redirect = $"http://127.0.0.1:{port}/login/with/npm/callback", email = Email, algorithm });
            var start = new ProcessStartInfo(NodeClients.Node, ["lib/oidc/provider.mjs", job]) { WorkingDirectory = Path.Combine(Repository.Root, "tests", "clients"), RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            provider = Process.Start(start)!;
            issuer = await provider.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException("The provider did not start: " + await provider.StandardError.ReadToEndAsync());
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            provider?.Kill(entireProcessTree: true);
            provider?.Dispose();
        }

        // Not the clock that stands still: the provider has its own.
        protected override void Configure(WebApplicationBuilder builder)
        {
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
