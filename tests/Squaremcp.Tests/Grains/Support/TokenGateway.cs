using System.Text.RegularExpressions;
using Squaremcp.Connections;
using Squaremcp.Embedded;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tests.Support;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Grains;

/// <summary>Anna's account at a platform with OAuth. At every API call it is looked at whether the token it comes with is on disk.</summary>
internal sealed partial class TokenGateway : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public required TokenPlatform Platform { get; init; }

    public required TestGateway Gateway { get; init; }

    public ManualTime Clock => Gateway.Clock;

    public MemoryVault Vault => Gateway.Vault;

    /// <summary>Access tokens that were used before they were noted on disk.</summary>
    public List<string> UsedTooEarly { get; } = [];

    public string Id { get; private set; } = "";

    public SecretName Name => new(TestGateway.Anna, Id, "credentials");

    public static async Task<TokenGateway> StartAsync(RefreshStyle style = RefreshStyle.Rotates, bool hasGrace = false, TimeSpan? refreshLife = null, Faults? faults = null)
    {
        TestGateway? made = null;
        var platform = new TokenPlatform(style, hasGrace, refreshLife) { Clock = () => made!.Clock };
        made = await TestGateway.StartAsync(faults, beside: platform);
        var gateway = new TokenGateway { Platform = platform, Gateway = made };
        platform.Used = gateway.Look;
        await UntilDoneAsync(() => made.CreateAsync());
        await UntilDoneAsync(gateway.ConnectAsync);
        return gateway;
    }

    public async Task ConnectAsync()
    {
        var outcome = await Gateway.GrantAsync("tok", new(Platform.Grant(), new("1", "@anna")));
        Assert.Null(outcome.Failure);
        Id = outcome.Connection!.Id;
    }

    public Task<ToolOutcome> CallAsync(string tool = "tok_read", string text = "hello", CancellationToken cancellationToken = default) =>
        Gateway.CallAsync(tool, $$"""{"text":"{{text}}"}""", cancellationToken: cancellationToken);

    public async Task<ConnectionView> ViewAsync() => Assert.Single((await Gateway.Customer.Describe(default).WaitAsync(Patience))!.Connections, one => one.Platform == "tok");

    /// <summary>The access tokens that are sealed.</summary>
    public async Task<IReadOnlyList<string>> SealedAsync()
    {
        var found = new List<string>();
        foreach (var version in Vault.Versions(Name))
        {
            using var secret = await Vault.OpenAsync(Name, version, default);
            found.Add(OAuthTokens.Of(secret!).Access);
        }

        return found;
    }

    /// <summary>Waits until the platform was asked for tokens once more.</summary>
    public async Task AskedAsync() => Assert.True(await Platform.Asked.WaitAsync(Patience), "The platform was not asked for newer tokens within 30 s.");

    /// <summary>Waits until a renewal that runs has ended, by what it logs.</summary>
    public Task LoggedAsync(string text) => Gateway.Logs.Of(text);

    /// <summary>Lets the access token end.</summary>
    public void Expire() => Clock.Advance(TokenPlatform.Life);

    public ValueTask DisposeAsync()
    {
        Vault.Trouble = null;
        return Gateway.DisposeAsync();
    }

    private static async Task UntilDoneAsync(Func<Task> act)
    {
        for (var tries = 0; await Record.ExceptionAsync(act) is { } exception; tries++)
        {
            Assert.True(tries < 50, $"{exception}");
        }
    }

    private void Look(string access)
    {
        var trouble = Vault.Trouble;
        Vault.Trouble = null;
        var noted = Versions().Matches(Gateway.States.Dump()).Select(match => long.Parse(match.Groups["version"].Value, System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
        var isThere = Vault.Versions(Name).Where(noted.Contains).Any(version =>
        {
            using var secret = Vault.OpenAsync(Name, version, default).Result;
            return OAuthTokens.Of(secret!).Access == access;
        });
        Vault.Trouble = trouble;
        if (!isThere && Id.Length > 0)
        {
            lock (UsedTooEarly)
            {
                UsedTooEarly.Add(access);
            }
        }
    }

    [GeneratedRegex("\"Credentials\":(?<version>\\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Versions();
}
