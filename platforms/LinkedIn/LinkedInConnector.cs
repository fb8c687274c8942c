using System.Globalization;
using System.Text.Json;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.LinkedIn;

/// <summary>LinkedIn: one member's account, let in by the person.</summary>
/// <param name="version">The month of LinkedIn's API that is asked for, for example 202607.</param>
/// <param name="files">Where videos, pictures and documents come from; null where no files are kept.</param>
public sealed class LinkedInConnector(string version, OutboundHttp http, TimeProvider clock, ICustomerFiles? files = null) : IOAuthConnector
{
    private const string GivenAt = "given_at";

    private static readonly Tool<LiAccount>[] Tools =
    [
        ToolFactory.Read<LiAccount, GetProfile, MemberProfile>(
            "linkedin_get_profile",
            "Show the LinkedIn profile",
            "Tell whose LinkedIn account is connected: name, e-mail address, picture. LinkedIn shows apps no other member's profile and no headline, job or posts.",
            LiRecords.Json.GetProfile, LiRecords.Json.MemberProfile, (li, _, _, ct) => li.ProfileAsync(ct)) with { Untrusted = true },
        ToolFactory.Write<LiAccount, CreatePost, CreatedPost>(
            "linkedin_create_post",
            "Post on LinkedIn",
            "Publish one post on LinkedIn as the connected member, for everybody or for the connections to see: text, perhaps with a card that leads to a page. For pictures use linkedin_upload_images, for a video linkedin_upload_video, for a PDF or slides linkedin_upload_document. "
            + "Cannot post as a company page, mention people, change or delete a post. Called twice it posts twice, or LinkedIn refuses the same text; with the same idempotency_key it answers the first result.",
            LiRecords.Json.CreatePost, LiRecords.Json.CreatedPost, (li, input, _, ct) => li.CreateAsync(input, ct), (li, input, _, _) => li.RehearseAsync(input)) with { Sends = true },
        ToolFactory.Publish<LiAccount, UploadVideo, MediaOnItsWay, CreatedPost>(
            "linkedin_upload_video",
            "Post a video on LinkedIn",
            "Upload one video to LinkedIn and publish it in a post of the connected member, where it plays by itself. Takes no pictures: for those use linkedin_upload_images. Takes minutes: when it answers running, it goes on by itself and square_get_publish tells how it stands. With the same idempotency_key it answers the same publish; without one, calling it again posts again.",
            LiRecords.Json.UploadVideo, LiRecords.Json.MediaOnItsWay, LiRecords.Json.CreatedPost, MediaPosts.Deadline, MediaPosts.Steps<UploadVideo>(), MediaPosts.RehearseAsync) with { Sends = true },
        ToolFactory.Publish<LiAccount, UploadImages, MediaOnItsWay, CreatedPost>(
            "linkedin_upload_images",
            "Post pictures on LinkedIn",
            "Upload 1 to 20 pictures to LinkedIn and publish them in one post of the connected member, in the order given, perhaps with words for people who cannot see them. No clips or files: see linkedin_upload_video and linkedin_upload_document. Takes a while: when it answers running, it goes on by itself and square_get_publish tells how it stands. With the same idempotency_key it answers the same publish; without one, calling it again posts again.",
            LiRecords.Json.UploadImages, LiRecords.Json.MediaOnItsWay, LiRecords.Json.CreatedPost, MediaPosts.Deadline, MediaPosts.Steps<UploadImages>(), MediaPosts.RehearseAsync) with { Sends = true },
        ToolFactory.Publish<LiAccount, UploadDocument, MediaOnItsWay, CreatedPost>(
            "linkedin_upload_document",
            "Post a document on LinkedIn",
            "Upload one PDF, Word or PowerPoint file to LinkedIn and publish it in a post of the connected member, where people leaf through its pages. Takes a while: when it answers running, it goes on by itself and square_get_publish tells how it stands. "
            + "With the same idempotency_key it answers the same publish; without one, calling it again posts again.",
            LiRecords.Json.UploadDocument, LiRecords.Json.MediaOnItsWay, LiRecords.Json.CreatedPost, MediaPosts.Deadline, MediaPosts.Steps<UploadDocument>(), MediaPosts.RehearseAsync) with { Sends = true },
        ToolFactory.Read<LiAccount, SearchConnections, ConnectionsFound>(
            "linkedin_search_connections",
            "List LinkedIn connections",
            "List the people the connected member is connected with on LinkedIn, by their ids, page by page. LinkedIn has no search in them, tells no names, and gives the list only to apps it approved: for most installations this answers not_permitted_by_platform.",
            LiRecords.Json.SearchConnections, LiRecords.Json.ConnectionsFound, (li, input, context, ct) => li.ConnectionsAsync(input, context, ct)) with { Untrusted = true },
        ToolFactory.Write<LiAccount, SendMessage, SentMessage>(
            "linkedin_send_message",
            "Send a LinkedIn message",
            "Send a private message to 1 to 10 connections on LinkedIn. LinkedIn takes messages only from apps it approved, and only where a person decided to send this one: for most installations this answers not_permitted_by_platform. For everybody to see use linkedin_create_post. "
            + "Called twice it sends twice; with the same idempotency_key it answers the first result.",
            LiRecords.Json.SendMessage, LiRecords.Json.SentMessage, (li, input, _, ct) => li.SendAsync(input, ct), (_, input, _, _) => LiAccount.RehearseAsync(input)) with
        {
            Sends = true,
            Recipients = arguments => [.. arguments.Each("recipients").Select(one => one.GetString()!)],
        },
    ];

    private readonly Dictionary<string, Tool<LiAccount>> byName = Tools.ToDictionary(tool => tool.Name);
    private readonly GivenFiles given = new(files, http, clock);
    private readonly StandardOAuth oauth = new(LiFacts.Title, LiFacts.OAuth, http, clock);

    public Platform Platform { get; } = new()
    {
        Name = "linkedin",
        Title = LiFacts.Title,
        Description = "A member's account on LinkedIn. It is connected by signing in at linkedin.com and letting the gateway in.",
        SettingsSchema = Schemas.OfInput(LiRecords.Json.NoSettings),
        SettingsExample = "{}",
        ConnectOptions = "",
        Tools = Tools,
    };

    public PlatformOAuth OAuth => LiFacts.OAuth;

    public SettingsReading Read(JsonElement settings) => new()
    {
        Error = new(ToolErrorKind.InvalidArgument, "A LinkedIn account is connected by signing in at linkedin.com, not by settings. Call square_connect_platform, or POST /api/v1/connections/linkedin/{account}/authorize, and open the address it gives."),
    };

    public async Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken) => Dated(await oauth.RedeemAsync(app, code, cancellationToken));

    /// <summary>The refresh token ends a year after the person first said yes, however often it is used.</summary>
    public async Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        var newer = Dated(await oauth.RefreshAsync(app, tokens, cancellationToken));
        return tokens.RefreshExpiresAt is { } end && !(newer.RefreshExpiresAt < end) ? newer with { RefreshExpiresAt = end } : newer;
    }

    public Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => oauth.RevokeAsync(app, tokens, cancellationToken);

    public async Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken) =>
        LiAccount.Profile(await Api(hosts, tokens, null).ReadAsync(null, "v2/userinfo", cancellationToken)) is { } user ? new(user.Id, user.Name) : throw new ToolException(LiErrors.Garbled);

    public Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].InvokeAsync(Open(account), arguments, context, cancellationToken);

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].RehearseAsync(Open(account), arguments, context, cancellationToken);

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) =>
        AccountCheck.RunAsync(async () => (await Open(account).ProfileAsync(cancellationToken)).Name);

    private OAuthTokens Dated(OAuthTokens tokens) => tokens with
    {
        More = new Dictionary<string, string>(tokens.More ?? new Dictionary<string, string>()) { [GivenAt] = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) },
    };

    private LiAccount Open(PlatformAccount account)
    {
        var tokens = OAuthTokens.Of(account.Credentials!);
        return new(Api(account.Hosts, tokens, account.Budget), OAuthAccount.Of(account.Settings), tokens.Scopes, given);
    }

    /// <summary>A host that is not LinkedIn's own was set by the operator and may be on a private network.</summary>
    private LiApi Api(PlatformHosts hosts, OAuthTokens tokens, RateBudget? budget) => new(
        http.Client(new(AllowPrivate: !hosts.IsOfficial)), hosts, tokens, version, budget ?? new(clock),
        tokens.More?.GetValueOrDefault(GivenAt) is { } said && long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null, clock);
}
