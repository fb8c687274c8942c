using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.OAuth;

/// <summary>What platforms that a person signs in at have alike. One that differs in a step overrides that step.</summary>
/// <param name="requests">Asks the platform for tokens.</param>
internal abstract class OAuthConnector<TAccount>(OAuthPlatform what, IReadOnlyList<Tool<TAccount>> tools, PlatformOAuth oauth, ITokenRequests requests) : IOAuthConnector
{
    private readonly Dictionary<string, Tool<TAccount>> byName = tools.ToDictionary(tool => tool.Name);

    public Platform Platform { get; } = new()
    {
        Name = what.Name,
        Title = what.Title,
        Description = what.Description,
        SettingsSchema = Schemas.OfInput(OAuthSettingsJson.Default.NoSettings),
        SettingsExample = "{}",
        ConnectOptions = "",
        Tools = tools,
        MailSearch = what.MailSearch,
    };

    public PlatformOAuth OAuth { get; } = oauth;

    public SettingsReading Read(JsonElement settings) => new()
    {
        Error = new(
            ToolErrorKind.InvalidArgument,
            $"{what.Subject} connected by signing in at {what.Place}, not by settings. Call square_connect_platform, or POST /api/v1/connections/{what.Name}/{{account}}/authorize, and open the address it gives."),
    };

    public virtual Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken) => requests.RedeemAsync(app, code, cancellationToken);

    public virtual Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => requests.RefreshAsync(app, tokens, cancellationToken);

    public virtual Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => requests.RevokeAsync(app, tokens, cancellationToken);

    public abstract Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken);

    public Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].InvokeAsync(Open(account), arguments, context, cancellationToken);

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].RehearseAsync(Open(account), arguments, context, cancellationToken);

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) => AccountCheck.RunAsync(() => NameAsync(Open(account), cancellationToken), what.Checked);

    protected abstract TAccount Open(PlatformAccount account);

    /// <summary>Asks the platform; answers what a person recognises the account by.</summary>
    protected abstract Task<string> NameAsync(TAccount account, CancellationToken cancellationToken);
}

/// <param name="Subject">For example <c>A Slack workspace is</c>.</param>
/// <param name="Place">Where the person signs in, for example <c>slack.com</c>.</param>
internal sealed record OAuthPlatform(string Name, string Title, string Description, string Subject, string Place)
{
    /// <summary>What the step of a check is called that finds it.</summary>
    public string Checked { get; init; } = "account";

    /// <inheritdoc cref="Platform.MailSearch"/>
    public string? MailSearch { get; init; }
}

/// <summary>The requests for tokens of one platform; members and errors as <see cref="IOAuthConnector"/> has them.</summary>
internal interface ITokenRequests
{
    Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken);

    Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken);

    Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken);
}

/// <summary>Nothing is typed: the platform tells who it is.</summary>
internal sealed record NoSettings;

[JsonSerializable(typeof(NoSettings))]
internal sealed partial class OAuthSettingsJson : JsonSerializerContext;
