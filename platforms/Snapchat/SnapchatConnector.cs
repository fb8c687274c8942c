using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Snapchat;

/// <summary>Snapchat for business: a person with ad accounts and a public profile, let in by the person. There is no way for apps to send a snap to friends.</summary>
/// <param name="files">Where pictures and videos come from; null where no files are kept.</param>
internal sealed class SnapchatConnector(OutboundHttp http, TimeProvider clock, ICustomerFiles? files = null)
    : OAuthConnector<SnAccount>(Connected, Tools, SnFacts.OAuth, new StandardOAuth(SnFacts.Title, SnFacts.OAuth, http, clock))
{
    private static readonly OAuthPlatform Connected = new(
        "snapchat", SnFacts.Title, "A business account on Snapchat, with its ad accounts and public profile. It is connected by signing in at snapchat.com and letting the gateway in.",
        "A Snapchat account is", "snapchat.com");

    private static readonly Tool<SnAccount>[] Tools =
    [
        ToolFactory.Read<SnAccount, GetMe, Person>(
            "snapchat_get_me",
            "Show the Snapchat account",
            "Tell whose Snapchat business account is connected: name, e-mail address, organization. For the ad accounts use snapchat_get_ad_accounts. Friends and snaps of a personal account are shown to no app.",
            SnRecords.Json.GetMe, SnRecords.Json.Person, (snapchat, _, _, ct) => snapchat.MeAsync(ct)) with { Untrusted = true },
        ToolFactory.Read<SnAccount, GetAdAccounts, AdAccountsFound>(
            "snapchat_get_ad_accounts",
            "List Snapchat ad accounts",
            "List the ad accounts on Snapchat that the connected person may see, of all organizations, with status, currency and the person's roles. Shows no campaigns and no spending.",
            SnRecords.Json.GetAdAccounts, SnRecords.Json.AdAccountsFound, (snapchat, input, context, ct) => snapchat.AdAccountsAsync(input, context, ct)) with { Untrusted = true },
        ToolFactory.Publish<SnAccount, CreateSnap, SnapOnItsWay, CreatedSnap>(
            "snapchat_create_snap",
            "Publish a snap on Snapchat",
            "Publish one picture or video on the connected public profile on Snapchat, for everybody to see: as a story, a saved story, or in Spotlight. Cannot send a snap to friends or make an ad. Only apps on Snapchat's list may: else it answers not_permitted_by_platform. "
            + "Takes a while: when it answers running, it goes on by itself and square_get_publish tells how it stands. With the same idempotency_key it answers the same publish; without one, calling it again publishes again.",
            SnRecords.Json.CreateSnap, SnRecords.Json.SnapOnItsWay, SnRecords.Json.CreatedSnap, Snaps.Deadline, Snaps.Steps, Snaps.RehearseAsync) with { Sends = true },
    ];

    private readonly GivenFiles given = new(files, http, clock);

    public override async Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        var own = await SnAccount.ReadAsync(Api(hosts, tokens, null), cancellationToken);
        return new(own.Id, own.DisplayName);
    }

    protected override async Task<string> NameAsync(SnAccount account, CancellationToken cancellationToken) => (await account.MeAsync(cancellationToken)).DisplayName;

    protected override SnAccount Open(PlatformAccount account)
    {
        var tokens = OAuthTokens.Of(account.Credentials!);
        return new(Api(account.Hosts, tokens, account.Budget), OAuthAccount.Of(account.Settings), tokens.Scopes, given, account.Hosts);
    }

    /// <summary>A host that is not Snapchat's own was set by the operator and may be on a private network.</summary>
    private SnApi Api(PlatformHosts hosts, OAuthTokens tokens, RateBudget? budget) => new(http.Client(new(AllowPrivate: !hosts.IsOfficial)), hosts, tokens, budget ?? new(clock), clock);
}
