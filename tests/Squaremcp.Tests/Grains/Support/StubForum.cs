using System.Collections.Concurrent;
using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Grains;

/// <summary>A platform in memory that is connected by signing in there, and has no tools; a test decides its answers.</summary>
internal sealed class StubForum : IOAuthConnector
{
    public Platform Platform { get; } = new() { Name = "forum", Title = "Forum", Description = "A forum.", SettingsSchema = [], SettingsExample = "{}", ConnectOptions = "", Tools = [] };

    public PlatformOAuth OAuth { get; } = new()
    {
        Authorize = new("forum.example", "authorize"),
        Token = new("forum.example", "token"),
        Scopes = [new("read", "Read")],
        Pkce = true,
        Refresh = RefreshStyle.Rotates,
        Registration = "under Settings.",
    };

    /// <summary>The codes that were redeemed, with their verifiers.</summary>
    public ConcurrentQueue<OAuthCode> Redeemed { get; } = [];

    public Func<OAuthCode, CancellationToken, Task<OAuthTokens>> Redeem { get; set; } = (code, _) => Task.FromResult(new OAuthTokens { Access = "planted-access", Refresh = "planted-refresh" });

    public Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken)
    {
        Redeemed.Enqueue(code);
        return Redeem(code, cancellationToken);
    }

    public Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken) => Task.FromResult(new OAuthIdentity("1", "@anna"));

    public Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => Task.CompletedTask;

    public SettingsReading Read(JsonElement settings) => throw new NotSupportedException();

    public Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CheckResult>>([]);
}
