using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Connect;

/// <summary>The product with a forum to connect, registered there by its operator.</summary>
public sealed class ConnectGateway : OAuthGateway, IPlatformSetup, IAsyncLifetime
{
    private readonly ForumConnector connector;

    public ConnectGateway() => connector = new(Clock);

    internal FakeForum Forum { get; private set; } = null!;

    internal LogLines Log { get; } = new();

    internal bool IsRegistered { get; set; } = true;

    public PlatformHosts Hosts(string platform, bool isSandbox) => platform == "forum" ? new(Forum.Address) : PlatformHosts.Official;

    public OAuthApp? App(string platform, bool isSandbox) => platform == "forum" && IsRegistered ? new(FakeForum.ClientId, Secret.OfText(FakeForum.ClientSecret), Hosts(platform, isSandbox)) : null;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        Forum = await FakeForum.StartAsync();
        await InitializeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        connector.Dispose();
        await Forum.DisposeAsync();
        Log.Dispose();
    }

    private protected override ProductSetup Configure(ProductSetup setup) => setup with
    {
        Services = services => services.AddSingleton<TimeProvider>(Clock).AddSingleton<IConnector>(connector).AddSingleton<IPlatformSetup>(this),

        // As an operator has it who changes nothing, and our own lines in full.
        Logging = logging => logging.AddProvider(Log).AddFilter<LogLines>((category, level) => level >= (category?.StartsWith("Squaremcp", StringComparison.Ordinal) == true ? LogLevel.Trace : LogLevel.Warning)),
    };

    /// <summary>A link made with the customer's key, as the path the person opens.</summary>
    internal async Task<string> LinkAsync(string account, string? key = null)
    {
        // A customer gets so many links in ten minutes, and all tests here are one customer.
        Clock.Advance(TimeSpan.FromSeconds(30));
        var link = await RestAsync(HttpMethod.Post, $"/api/v1/connections/forum/{account}/authorize", key ?? Key);
        return new Uri(link.GetProperty("url").GetString()!).AbsolutePath;
    }

    /// <summary>Opens the link and presses the button; answers where the browser is sent.</summary>
    internal async Task<string> PressAsync(WebPerson person, string link)
    {
        var page = await person.GetAsync(link);
        Assert.True(page.Status == 200, page.Text);
        var sent = await person.SubmitAsync(page, 0);
        Assert.True(sent.Status == 303, sent.Text);
        return sent.Headers["Location"];
    }

    /// <summary>All of it, agreeing at the platform.</summary>
    internal async Task<Reply> ConnectAsync(WebPerson person, string account, string? key = null)
    {
        var back = await Forum.AgreeAsync(await PressAsync(person, await LinkAsync(account, key)));
        return await person.GetAsync(new Uri(back).PathAndQuery);
    }

    /// <summary>As <c>account label</c>, of the forum.</summary>
    internal async Task<IReadOnlyList<string>> ConnectedAsync(string? key = null) =>
        [.. (await RestAsync(HttpMethod.Get, "/api/v1/connections", key ?? Key)).GetProperty("connections").EnumerateArray().Where(one => Text(one, "platform") == "forum").Select(one => $"{Text(one, "account")} {Text(one, "label")}")];

    /// <summary>What the audit trail says of an account, newest last, as <c>action outcome via</c>.</summary>
    internal async Task<IReadOnlyList<string>> AuditAsync(string account)
    {
        var page = await RestAsync(HttpMethod.Get, "/api/v1/audit?limit=200", Key);
        return [.. page.GetProperty("entries").EnumerateArray().Reverse().Where(entry => Text(entry, "target") == $"forum/{account}").Select(entry => $"{Text(entry, "action")} {Text(entry, "outcome")} {Text(entry, "via")}")];
    }

    internal WebPerson Stranger() => new(this);

    internal static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
