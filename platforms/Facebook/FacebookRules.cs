using System.Globalization;
using Squaremcp.Platforms.Meta;

namespace Squaremcp.Platforms.Facebook;

/// <summary>Facebook's rules for what is posted, kept before anything leaves, and by a rehearsal too; and the fields of each post.</summary>
internal static class FacebookRules
{
    internal const int MostPhotos = 10;

    internal static readonly long MostPhotoBytes = 4 * 1024 * 1024;

    internal static readonly string[] PhotoTypes = ["image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"];

    private static readonly TimeSpan Soonest = TimeSpan.FromMinutes(10), Latest = TimeSpan.FromDays(30);

    /// <exception cref="ToolException">Facebook would refuse it.</exception>
    internal static List<KeyValuePair<string, string>> Fields(CreatePost post, DateTimeOffset now)
    {
        if (post.Link is not null && post.PhotoIds is not null)
        {
            throw Wrong("photo_ids", "A post carries a link or photos, not both. Put the link into the text, or leave the photos out.");
        }

        if (string.IsNullOrWhiteSpace(post.Message) && post.Link is null && post.PhotoIds is null)
        {
            throw Wrong("message", "`message` has nothing visible in it; only a post with a link or photos may go without.");
        }

        List<KeyValuePair<string, string>> fields = [];
        Add(fields, "message", post.Message);
        if (post.Link is { } link)
        {
            Add(fields, "link", GraphRules.WebAddress("link", link));
        }

        if (post.PhotoIds is { } photos)
        {
            if (photos.Count is 0 or > MostPhotos || photos.Distinct().Count() < photos.Count)
            {
                throw Wrong("photo_ids", $"`photo_ids` must be 1 to {MostPhotos} different ids.");
            }

            fields.AddRange(photos.Select((photo, i) => new KeyValuePair<string, string>($"attached_media[{i}]", $$"""{"media_fbid":"{{GraphRules.Id("photo_ids", photo)}}"}""")));
        }

        Schedule(fields, post.ScheduledAt, now);
        return fields;
    }

    /// <summary>All but the photo itself.</summary>
    /// <exception cref="ToolException">Facebook would refuse it.</exception>
    internal static List<KeyValuePair<string, string>> Fields(CreatePhotoPost post, DateTimeOffset now)
    {
        if (!post.Publish && post.ScheduledAt is not null)
        {
            throw Wrong("scheduled_at", "A photo that is only uploaded (`publish` false) is not scheduled; give `scheduled_at` to facebook_create_post.");
        }

        List<KeyValuePair<string, string>> fields = [];
        Add(fields, "caption", post.Caption);
        Add(fields, "alt_text_custom", post.AltText);
        if (!post.Publish)
        {
            Add(fields, "published", "false");
        }

        Schedule(fields, post.ScheduledAt, now);
        return fields;
    }

    /// <summary>All but the video itself.</summary>
    /// <exception cref="ToolException">Facebook would refuse it.</exception>
    internal static List<KeyValuePair<string, string>> Fields(CreateVideoPost post, DateTimeOffset now)
    {
        List<KeyValuePair<string, string>> fields = [];
        Add(fields, "description", post.Description);
        Add(fields, "title", post.Title);
        Schedule(fields, post.ScheduledAt, now);
        return fields;
    }

    /// <returns>Null where it is published at once.</returns>
    internal static DateTimeOffset? Scheduled(string? text) => text is null ? null : GraphRules.Time("scheduled_at", text);

    private static void Schedule(List<KeyValuePair<string, string>> fields, string? text, DateTimeOffset now)
    {
        if (Scheduled(text) is { } at)
        {
            if (at < now + Soonest || at > now + Latest)
            {
                throw Wrong("scheduled_at", $"`scheduled_at` must be 10 minutes to 30 days ahead; now it is {now:yyyy-MM-dd'T'HH:mm:ss'Z'}.");
            }

            Add(fields, "published", "false");
            Add(fields, "scheduled_publish_time", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Add(List<KeyValuePair<string, string>> fields, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            fields.Add(new(name, value));
        }
    }

    internal static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });
}
