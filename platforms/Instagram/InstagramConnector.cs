using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Meta;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Instagram;

/// <summary>Instagram: one professional account, let in by its person at Instagram itself (https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login).</summary>
/// <param name="version">Of the Graph API, for example <c>v26.0</c>.</param>
/// <param name="files">Where videos come from that a customer uploaded; null where no files are kept.</param>
internal sealed class InstagramConnector(string version, OutboundHttp http, TimeProvider clock, ICustomerFiles? files = null)
    : OAuthConnector<InstagramAccount>(Connected, Tools, InstagramFacts.OAuth, new InstagramOAuth(http, clock))
{
    private static readonly OAuthPlatform Connected = new(
        "instagram", InstagramFacts.Title, "A professional Instagram account (business or creator). It is connected by signing in at instagram.com and letting the gateway in; personal accounts cannot be, but can be made professional in the app.",
        "An Instagram account is", "instagram.com");

    private const string Look = "Look with instagram_get_media before you publish it again.";

    private static readonly Tool<InstagramAccount>[] Tools =
    [
        ToolFactory.Read<InstagramAccount, NothingAsked, InstagramProfile>(
            "instagram_get_profile",
            "Show the Instagram account",
            "Tell which Instagram account is connected: name, biography, numbers of followers and posts. Knows no other accounts; for what it published use instagram_get_media.",
            InstagramRecords.Json.NothingAsked, InstagramRecords.Json.InstagramProfile, (instagram, _, _, ct) => instagram.ProfileAsync(ct)) with { Untrusted = true },
        ToolFactory.Read<InstagramAccount, GetMedia, MediaFound>(
            "instagram_get_media",
            "Read what the Instagram account published",
            "List what the connected Instagram account published, newest first: pictures, albums, reels, with captions and numbers of likes and comments. Reads no comments, no messages and no other accounts.",
            InstagramRecords.Json.GetMedia, InstagramRecords.Json.MediaFound, (instagram, input, context, ct) => instagram.MediaAsync(input, context, ct)) with { Untrusted = true },
        ToolFactory.Publish<InstagramAccount, CreatePost, MediaOnItsWay, Published>(
            "instagram_create_post",
            "Publish pictures on Instagram",
            "Publish one picture, or an album of up to 10, as the connected Instagram account, for everybody to see. Instagram fetches the pictures from their addresses. For a video use instagram_create_reel; a text alone cannot be published. Cannot change or delete a post. May take a minute: when it answers running, it goes on by itself and square_get_publish tells how it stands. With the same idempotency_key it answers the same publish; without one, calling it again publishes again.",
            InstagramRecords.Json.CreatePost, InstagramRecords.Json.MediaOnItsWay, InstagramRecords.Json.Published, Publishing.Deadline, Pictures.Steps, Pictures.RehearseAsync) with { Sends = true },
        ToolFactory.Publish<InstagramAccount, CreateReel, MediaOnItsWay, Published>(
            "instagram_create_reel",
            "Publish a reel on Instagram",
            "Publish one video as a reel of the connected Instagram account, for everybody to see; every video on Instagram is a reel. For pictures use instagram_create_post. Cannot change or delete a reel. Takes minutes: when it answers running, it goes on by itself and square_get_publish tells how it stands. With the same idempotency_key it answers the same publish; without one, calling it again publishes again.",
            InstagramRecords.Json.CreateReel, InstagramRecords.Json.MediaOnItsWay, InstagramRecords.Json.Published, Publishing.Deadline, Reels.Steps, Reels.RehearseAsync) with { Sends = true },
    ];

    private readonly GivenFiles given = new(files, http, clock);

    public override async Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken) =>
        InstagramReading.Profile(await Graph(hosts, null).With(new(tokens.Access, null)).ReadAsync("me?fields=user_id,username", cancellationToken)) is { } own
            ? new(own.Id, own.Username)
            : throw new ToolException(InstagramErrors.All.Garbled);

    protected override async Task<string> NameAsync(InstagramAccount account, CancellationToken cancellationToken) => (await account.ProfileAsync(cancellationToken)).Username;

    protected override InstagramAccount Open(PlatformAccount account)
    {
        var tokens = OAuthTokens.Of(account.Credentials!);
        return new(Graph(account.Hosts, account.Budget), new(tokens.Access, null), OAuthAccount.Of(account.Settings), tokens.Scopes, given);
    }

    private GraphHost Graph(PlatformHosts hosts, RateBudget? budget) => new(InstagramFacts.Title, version, InstagramFacts.Host, http, clock, hosts, budget, InstagramErrors.All, Look);
}
