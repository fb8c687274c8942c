using System.Text.Json;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.TikTok;

/// <summary>TikTok: one account, let in by the person (Login Kit and Content Posting API).</summary>
/// <param name="files">Where videos come from; null where no files are kept.</param>
public sealed class TikTokConnector(OutboundHttp http, TimeProvider clock, ICustomerFiles? files = null) : IOAuthConnector
{
    private static readonly Tool<TtAccount>[] Tools =
    [
        ToolFactory.Read<TtAccount, GetProfile, AccountProfile>(
            "tiktok_get_profile",
            "Show the TikTok profile",
            "Tell whose TikTok account is connected: name, what it says of itself, numbers of followers, likes and videos, as far as the person allowed. TikTok shows apps no other account and no list of videos here. What may be published tells tiktok_get_creator_info.",
            TtRecords.Json.GetProfile, TtRecords.Json.AccountProfile, (tiktok, _, _, ct) => tiktok.ProfileAsync(ct)) with { Untrusted = true },
        ToolFactory.Read<TtAccount, GetCreatorInfo, CreatorInfo>(
            "tiktok_get_creator_info",
            "Show what may be published on TikTok",
            "Tell what the connected TikTok account may publish now: which audiences it offers, how long a video may be, whether comments, duets and stitches are off. Ask before tiktok_create_video, and let the person choose among the audiences it tells.",
            TtRecords.Json.GetCreatorInfo, TtRecords.Json.CreatorInfo, (tiktok, _, _, ct) => tiktok.CreatorAsync(ct)) with { Untrusted = true },
        ToolFactory.Publish<TtAccount, CreateVideo, VideoOnItsWay, CreatedVideo>(
            "tiktok_create_video",
            "Publish a video on TikTok",
            "Upload one video to TikTok and publish it as the connected account, or put it into the person's TikTok inbox as a draft. Takes minutes: when it answers running, it goes on by itself and square_get_publish tells how it stands. Cannot publish pictures, change or delete a video. "
            + "TikTok lets apps publish about 15 videos a day. With the same idempotency_key it answers the same publish; without one, calling it again publishes again.",
            TtRecords.Json.CreateVideo, TtRecords.Json.VideoOnItsWay, TtRecords.Json.CreatedVideo, Videos.Deadline, Videos.Steps, Videos.RehearseAsync) with { Sends = true },
        ToolFactory.Read<TtAccount, GetVideoStatus, VideoStatus>(
            "tiktok_get_video_status",
            "Ask TikTok about a video",
            "Ask TikTok how it stands with a video it has taken, by TikTok's own publish id: whether it is public by now, and under which id. While tiktok_create_video says running, use square_get_publish, which knows of the upload too.",
            TtRecords.Json.GetVideoStatus, TtRecords.Json.VideoStatus, (tiktok, input, _, ct) => tiktok.StatusAsync(input.TiktokPublishId, ct)) with { Untrusted = true },
    ];

    private readonly Dictionary<string, Tool<TtAccount>> byName = Tools.ToDictionary(tool => tool.Name);
    private readonly GivenFiles given = new(files, http, clock);
    private readonly StandardOAuth oauth = new(TtFacts.Title, TtFacts.OAuth, http, clock);

    public Platform Platform { get; } = new()
    {
        Name = "tiktok",
        Title = TtFacts.Title,
        Description = "An account on TikTok. It is connected by signing in at tiktok.com and letting the gateway in.",
        SettingsSchema = Schemas.OfInput(TtRecords.Json.NoSettings),
        SettingsExample = "{}",
        ConnectOptions = "",
        Tools = Tools,
    };

    public PlatformOAuth OAuth => TtFacts.OAuth;

    public SettingsReading Read(JsonElement settings) => new()
    {
        Error = new(ToolErrorKind.InvalidArgument, "A TikTok account is connected by signing in at tiktok.com, not by settings. Call square_connect_platform, or POST /api/v1/connections/tiktok/{account}/authorize, and open the address it gives."),
    };

    public Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken) => oauth.RedeemAsync(app, code, cancellationToken);

    public Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => oauth.RefreshAsync(app, tokens, cancellationToken);

    /// <summary>TikTok revokes by the access token.</summary>
    public Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => oauth.RevokeAsync(app, tokens with { Refresh = null }, cancellationToken);

    public async Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        var own = await TtAccount.IdentifyAsync(Api(hosts, tokens, null), cancellationToken);
        return new(own.OpenId, own.DisplayName);
    }

    public Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].InvokeAsync(Open(account), arguments, context, cancellationToken);

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].RehearseAsync(Open(account), arguments, context, cancellationToken);

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) =>
        AccountCheck.RunAsync(async () => (await Open(account).ProfileAsync(cancellationToken)).DisplayName);

    private TtAccount Open(PlatformAccount account)
    {
        var tokens = OAuthTokens.Of(account.Credentials!);
        return new(Api(account.Hosts, tokens, account.Budget), OAuthAccount.Of(account.Settings), tokens.Scopes, given);
    }

    /// <summary>A host that is not TikTok's own was set by the operator and may be on a private network.</summary>
    private TtApi Api(PlatformHosts hosts, OAuthTokens tokens, RateBudget? budget) => new(http.Client(new(AllowPrivate: !hosts.IsOfficial)), hosts, tokens, budget ?? new(clock), clock);
}
