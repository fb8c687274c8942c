using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Outlook;

/// <summary>Outlook: one mailbox of Microsoft 365 or Outlook.com, by Microsoft Graph (https://learn.microsoft.com/graph/api/resources/mail-api-overview).</summary>
/// <param name="tenant">Whose accounts are let in: common, organizations, consumers, or one organisation by id or domain.</param>
/// <param name="files">Customers' files; null where this installation keeps none.</param>
internal sealed class OutlookConnector(string tenant, OutboundHttp http, TimeProvider clock, ICustomerFiles? files = null)
    : OAuthConnector<OutlookAccount>(Connected, OutlookTools.All, OutlookFacts.OAuth(tenant), new StandardOAuth(OutlookFacts.Title, OutlookFacts.OAuth(tenant), http, clock))
{
    private static readonly OAuthPlatform Connected = new(
        "outlook", OutlookFacts.Title,
        "A mailbox of Microsoft 365 (Exchange Online), Outlook.com, Hotmail or Live. It is connected by signing in at Microsoft and letting the gateway in. Other mailboxes are connected as platform email.",
        "An Outlook mailbox is", "Microsoft")
    {
        MailSearch = "outlook_search_messages",
    };

    public override async Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken) => Named(await base.RedeemAsync(app, code, cancellationToken));

    public override async Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => Named(await base.RefreshAsync(app, tokens, cancellationToken));

    /// <summary>Microsoft has no way to give back one app's tokens; the person takes the app away at account.microsoft.com or myapps.microsoft.com.</summary>
    public override Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken) => OutlookAccount.WhoAsync(Api(hosts, tokens, null), cancellationToken);

    protected override Task<string> NameAsync(OutlookAccount account, CancellationToken cancellationToken) => account.OwnAsync(cancellationToken);

    /// <summary>Microsoft may name scopes by their whole address, and never names the one that a refresh token stands for.</summary>
    private static OAuthTokens Named(OAuthTokens tokens) => tokens.Scopes is not { } scopes ? tokens : tokens with
    {
        Scopes =
        [
            .. scopes.Select(scope => scope.StartsWith(OutlookFacts.ScopePrefix, StringComparison.OrdinalIgnoreCase) ? scope[OutlookFacts.ScopePrefix.Length..] : scope).Where(scope => scope != OutlookFacts.Stay),
            .. tokens.Refresh is null ? Array.Empty<string>() : [OutlookFacts.Stay],
        ],
    };

    protected override OutlookAccount Open(PlatformAccount account)
    {
        var tokens = OAuthTokens.Of(account.Credentials!);
        return new(Api(account.Hosts, tokens, account.Budget), OAuthAccount.Of(account.Settings), tokens.Scopes, files, clock);
    }

    /// <summary>A host that is not Microsoft's own was set by the operator and may be on a private network.</summary>
    private OutlookApi Api(PlatformHosts hosts, OAuthTokens tokens, RateBudget? budget) => new(http.Client(new(AllowPrivate: !hosts.IsOfficial)), hosts, tokens, budget ?? new(clock), clock);
}
