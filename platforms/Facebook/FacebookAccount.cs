using System.Text.Json;
using Squaremcp.Platforms.Meta;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Facebook;

/// <summary>What the Facebook tools do, for the pages of one connection.</summary>
internal sealed class FacebookAccount(GraphHost graph, OAuthTokens tokens, OAuthAccount connected, GivenFiles files, TimeProvider clock)
{
    private const string ProfileFields = "id,name,username,about,description,category,link,website,fan_count,followers_count,verification_status,is_published,picture,instagram_business_account";

    private const string PostFields = "id,message,story,created_time,updated_time,permalink_url,full_picture,status_type,from,shares,attachments{media_type,title,url}";

    private readonly IReadOnlyList<FacebookPage> pages = FacebookPage.Of(tokens);

    internal GivenFiles Files => files;

    internal DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>For uploads, which Meta wants in the name of the app and the person.</summary>
    internal (string App, GraphToken Token) Uploader => (tokens.More![FacebookPage.AppKey], new(tokens.Access, tokens.More[FacebookPage.ProofKey]));

    internal GraphHost Graph => graph;

    internal async Task<PageProfile> ProfileAsync(GetPage get, CancellationToken cancellationToken)
    {
        var page = get.PageId is null && pages.Count > 0 ? pages[0] : Page(get.PageId);
        var profile = await graph.With(page.Token).ReadAsync($"{page.Id}?fields={ProfileFields}", cancellationToken);
        return FacebookReading.Profile(profile, page, pages) ?? throw new ToolException(graph.Errors.Garbled);
    }

    internal async Task<PagePosts> PostsAsync(GetPosts get, ToolContext context, CancellationToken cancellationToken)
    {
        if (get.IncludeVisitors)
        {
            Granted(FacebookFacts.ReadVisitors);
        }

        var page = Page(get.PageId);
        var purpose = context.Purpose("facebook_get_posts", connected.AccountId, page.Id, $"{get.IncludeVisitors}", $"{get.Limit}", get.Since, get.Until);
        var place = PagePlace.Of(context, purpose, get.Cursor);
        var answer = await graph.With(page.Token).ReadAsync(
            $"{page.Id}/{(get.IncludeVisitors ? "feed" : "posts")}?fields={PostFields}&limit={get.Limit}{GraphApi.Query("since", GraphRules.UnixSeconds("since", get.Since))}{GraphApi.Query("until", GraphRules.UnixSeconds("until", get.Until))}{place.Query()}", cancellationToken);
        var (posts, next) = place.Page(context, purpose, answer, FacebookReading.Post, post => post.Id, FacebookRecords.Json.PagePost);
        return new(posts, next);
    }

    internal async Task<CreatedPost> CreateAsync(CreatePost post, CancellationToken cancellationToken)
    {
        var page = Publishing(post.PageId);
        var made = await WriteAsync(page, "feed", GraphApi.Form(FacebookRules.Fields(post, Now)), cancellationToken);
        var at = FacebookRules.Scheduled(post.ScheduledAt);
        return new(made.Id("id")!, null, at, at is null ? FacebookReading.Link(made.Id("id")!) : null);
    }

    internal async Task<CreatedPost> CreateAsync(CreatePhotoPost post, ToolContext context, CancellationToken cancellationToken)
    {
        var page = Publishing(post.PageId);
        var content = await PhotoAsync(post, FacebookRules.Fields(post, Now), context, cancellationToken);
        var made = await WriteAsync(page, "photos", content, cancellationToken);
        var (photo, of, at) = (made.Id("id")!, made.Id("post_id"), FacebookRules.Scheduled(post.ScheduledAt));
        return new(of ?? photo, photo, at, post.Publish && at is null ? FacebookReading.Link(of ?? photo) : null);
    }

    internal async Task<Rehearsal> RehearseAsync(CreatePost post, CancellationToken cancellationToken)
    {
        var page = Publishing(post.PageId);
        FacebookRules.Fields(post, Now);
        foreach (var photo in post.PhotoIds ?? [])
        {
            await graph.With(page.Token).ReadAsync($"{photo}?fields=id", cancellationToken);
        }

        string?[] parts = [post.Link is null ? null : "with a link", post.PhotoIds is { } photos ? $"with {photos.Count} photo{(photos.Count == 1 ? "" : "s")}" : null];
        return new($"{When(post.ScheduledAt)} a post of {(post.Message ?? "").Length} characters{string.Concat(parts.OfType<string>().Select(part => $", {part}"))}, on the page {page.Name}, for everybody to see.");
    }

    internal async Task<Rehearsal> RehearseAsync(CreatePhotoPost post, ToolContext context, CancellationToken cancellationToken)
    {
        var page = Publishing(post.PageId);
        await PhotoAsync(post, FacebookRules.Fields(post, Now), context, cancellationToken);
        return new(post.Publish ? $"{When(post.ScheduledAt)} a photo on the page {page.Name}, for everybody to see." : $"Upload a photo for a post of the page {page.Name}; nobody sees it until a post names it.");
    }

    internal Task<JsonElement> WriteAsync(FacebookPage page, string edge, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken) => WriteAsync(page, edge, GraphApi.Form(fields), cancellationToken);

    /// <summary>The page a write is for, where the connection may write.</summary>
    internal FacebookPage Publishing(string? id)
    {
        Granted(FacebookFacts.Publish);
        return Page(id);
    }

    internal static string When(string? scheduledAt) => FacebookRules.Scheduled(scheduledAt) is { } at ? $"Publish, at {at:yyyy-MM-dd'T'HH:mm:ss'Z'}," : "Publish";

    private async Task<JsonElement> WriteAsync(FacebookPage page, string edge, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        var api = graph.With(page.Token);
        var made = await api.WriteAsync($"{page.Id}/{edge}", content, cancellationToken);
        return made.Id("id") is not null ? made : throw new ToolException(api.Unreadable);
    }

    private async Task<Func<HttpContent>> PhotoAsync(CreatePhotoPost post, List<KeyValuePair<string, string>> fields, ToolContext context, CancellationToken cancellationToken)
    {
        if (!files.Check("photo", post.Photo))
        {
            return GraphApi.Form([new("url", post.Photo), .. fields]);
        }

        var file = await files.FindAsync("photo", post.Photo, context, cancellationToken);
        return !FacebookRules.PhotoTypes.Contains(file.MediaType, StringComparer.OrdinalIgnoreCase) ? throw FacebookRules.Wrong("photo", $"The file is {file.MediaType}; Facebook takes {string.Join(", ", FacebookRules.PhotoTypes)}.")
            : file.Size == 0 || file.Size > FacebookRules.MostPhotoBytes ? throw FacebookRules.Wrong("photo", $"The photo has {file.Size} bytes; Facebook takes 1 to {FacebookRules.MostPhotoBytes} (4 MB).")
            : () => GraphForm.Of(fields, "source", "photo", file);
    }

    private FacebookPage Page(string? id) => id is not null
        ? pages.FirstOrDefault(page => page.Id == id) ?? throw new ToolException(new(ToolErrorKind.NotFound, $"No page {id} is connected. {Which}") { Argument = "page_id" })
        : pages.Count == 1 ? pages[0] : throw new ToolException(new(ToolErrorKind.InvalidArgument, $"Several pages are connected: give `page_id`. {Which}") { Argument = "page_id" });

    private string Which => $"Connected are {string.Join(", ", pages.Take(25).Select(page => $"{page.Id} ({page.Name})"))}. For others, the person you work for connects Facebook again and chooses them there.";

    private void Granted(string scope)
    {
        if (tokens.Scopes is { } granted && !granted.Contains(scope))
        {
            throw new ToolException(graph.Errors.NotGranted(scope));
        }
    }
}
