using System.Diagnostics;
using System.Text.Json;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.OAuth;
using Squaremcp.Tests.Support;

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
        var place = new Uri(sent.Headers["Location"]);
        for (var steps = 0; place.AbsolutePath != Gateway.Callback; steps++)
        {
            var step = await person.GetAsync(place.AbsoluteUri);
            Assert.True(step.Status is 302 or 303 && steps < 10, $"{place} answered {step.Status}: {step.Text}");
            place = new(place, step.Headers["Location"]);
        }

        sent = await person.GetAsync(place.PathAndQuery);
        Assert.True(sent is { Status: 303 } && sent.Headers["Location"] == "/login", $"{sent.Status}: {sent.Text}");
        Assert.True(await person.IsInAsync());
        Assert.Contains("Ada", (await person.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    private sealed class Gateway(string algorithm) : OAuthGateway, IAsyncDisposable
    {
        internal const string Callback = "/login/with/npm/callback";

        // Where the provider believes the gateway to be; nobody listens there, and the person knows the way.
        private const string Public = "http://127.0.0.1:9";

        private Process? provider;
        private string issuer = "";

        internal string Email { get; } = $"{Guid.NewGuid():n}@example.org";

        protected override string[] More =>
        [
            .. base.More, $"--Squaremcp:PublicOrigin={Public}", "--Squaremcp:SignIn:AllowPrivateHosts=true", $"--Squaremcp:SignIn:Providers:npm:Issuer={issuer}", "--Squaremcp:SignIn:Providers:npm:ClientId=gateway",
            "--Squaremcp:SignIn:Providers:npm:ClientSecret=the secret of the gateway", "--Squaremcp:SignIn:Providers:npm:AllowedDomains:0=example.org",
        ];

        public override async ValueTask InitializeAsync()
        {
            var job = JsonSerializer.Serialize(new { clientId = "gateway", clientSecret = "the secret of the gateway", redirect = Public + Callback, email = Email, algorithm });
            var start = new ProcessStartInfo(NodeClients.Node, ["lib/oidc/provider.mjs", job]) { WorkingDirectory = Path.Combine(Repository.Root, "tests", "clients"), RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
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
        private protected override ProductSetup Configure(ProductSetup setup) => setup;
    }
}
