using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.TikTok;

/// <summary>TikTok: one account, let in by the person (Login Kit and Content Posting API).</summary>
/// <param name="files">Where videos come from; null where no files are kept.</param>
internal sealed class TikTokConnector(OutboundHttp http, TimeProvider clock, ICustomerFiles? files = null)
    : OAuthConnector<TtAccount>(Connected, Tools, TtFacts.OAuth, new StandardOAuth(TtFacts.Title, TtFacts.OAuth, http, clock))
{
    private static readonly OAuthPlatform Connected = new(
        "tiktok", TtFacts.Title, "An account on TikTok. It is connected by signing in at tiktok.com and letting the gateway in.",
        "A TikTok account is", "tiktok.com");

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

    private readonly GivenFiles given = new(files, http, clock);

    /// <summary>TikTok revokes by the access token.</summary>
    public override Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => base.RevokeAsync(app, tokens with { Refresh = null }, cancellationToken);

    public override async Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        var own = await TtAccount.IdentifyAsync(Api(hosts, tokens, null), cancellationToken);
        return new(own.OpenId, own.DisplayName);
    }

    protected override async Task<string> NameAsync(TtAccount account, CancellationToken cancellationToken) => (await account.ProfileAsync(cancellationToken)).DisplayName;

    protected override TtAccount Open(PlatformAccount account)
    {
        var tokens = OAuthTokens.Of(account.Credentials!);
        return new(Api(account.Hosts, tokens, account.Budget), OAuthAccount.Of(account.Settings), tokens.Scopes, given);
    }

    /// <summary>A host that is not TikTok's own was set by the operator and may be on a private network.</summary>
    private TtApi Api(PlatformHosts hosts, OAuthTokens tokens, RateBudget? budget) => new(http.Client(new(AllowPrivate: !hosts.IsOfficial)), hosts, tokens, budget ?? new(clock), clock);
}
