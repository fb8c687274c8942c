using System.Text.Json;
using Squaremcp.Platforms.Meta;

namespace Squaremcp.Platforms.Facebook;

/// <summary>Pages and posts as the tools tell them.</summary>
internal static class FacebookReading
{
    internal static PageProfile? Profile(JsonElement page, FacebookPage connected, IReadOnlyList<FacebookPage> all) => page.Id("id") is { } id
        ? new(
            id, page.Words("name") ?? connected.Name, page.Words("username") is { } username ? $"@{username}" : null, page.Words("about"), page.Words("description"), page.Words("category"),
            page.Words("link"), page.Words("website"), page.Count("fan_count"), page.Count("followers_count"), page.Words("verification_status"), page.Flag("is_published"),
            page.Inside("picture").Inside("data").Words("url"), page.Inside("instagram_business_account").Id("id"), connected.Tasks is { Count: > 0 } tasks ? tasks : null,
            all.Count > 1 ? [.. all.Select(one => new PageName(one.Id, one.Name))] : null)
        : null;

    internal static PagePost? Post(JsonElement post) => post.Id("id") is { } id
        ? new(
            id, post.Words("message"), post.Words("story"), GraphReading.When(post, "created_time"), GraphReading.When(post, "updated_time"), post.Words("status_type"), post.Inside("from").Words("name"),
            post.Inside("shares").Count("count"), Attachments(post), post.Words("full_picture"), post.Words("permalink_url") ?? Link(id))
        : null;

    internal static string Link(string id) => $"https://www.facebook.com/{id}";

    private static List<PostAttachment>? Attachments(JsonElement post)
    {
        List<PostAttachment> all = [.. post.Inside("attachments").Each("data").Select(one => new PostAttachment(one.Words("media_type"), one.Words("title"), one.Words("url")))];
        return all.Count > 0 ? all : null;
    }
}
