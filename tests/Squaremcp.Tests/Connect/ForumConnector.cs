using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Connect;

/// <summary>A platform that is connected by signing in there, and has no tools.</summary>
internal sealed class ForumConnector : IOAuthConnector, IDisposable
{
    private readonly OutboundHttp http = new();
    private readonly StandardOAuth standard;

    internal ForumConnector(TimeProvider clock) => standard = new("Forum", OAuth, http, clock);

    public Platform Platform { get; } = new()
    {
        Name = "forum",
        Title = "Forum",
        Description = "A forum.",
        SettingsSchema = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() },
        SettingsExample = "{}",
        ConnectOptions = "",
        Tools = [],
    };

    public PlatformOAuth OAuth { get; } = new()
    {
        Authorize = new("forum.example", "oauth/authorize"),
        Token = new("forum.example", "oauth/token"),
        Scopes = [new("read", "Read what you can read"), new("write", "Write posts in your name"), new("stars", "See your stars", Needed: false)],
        Pkce = true,
        AuthorizeParameters = new Dictionary<string, string> { ["access_type"] = "offline" },
        Refresh = RefreshStyle.Rotates,
        Registration = "under Settings, Apps, New.",
    };

    public SettingsReading Read(JsonElement settings) => throw new NotSupportedException("It has no settings.");

    public Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken) => standard.RedeemAsync(app, code, cancellationToken);

    public Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => standard.RefreshAsync(app, tokens, cancellationToken);

    public Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(hosts.At("api.forum.example"), "me"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Access);
        using var answer = await http.Client(new(AllowPrivate: !hosts.IsOfficial)).SendAsync(request, cancellationToken);
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return new(json.GetProperty("id").GetString()!, "@" + json.GetProperty("login").GetString());
    }

    public Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) => throw new NotSupportedException(tool);

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) => throw new NotSupportedException(tool);

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CheckResult>>([new("token", Ok: account.Credentials is not null, OAuthAccount.Of(account.Settings).Name)]);

    public void Dispose() => http.Dispose();
}
