using System.Text.Json;
using Squaremcp.Platforms.Meta;

namespace Squaremcp.Platforms.Instagram;

/// <summary>Profiles and media as the tools tell them.</summary>
internal static class InstagramReading
{
    /// <summary>Of the two ids the account's own, which is the one in all paths; the other is this app's for it.</summary>
    internal static InstagramProfile? Profile(JsonElement me) => me.Id("user_id", "id") is { } id && me.Words("username") is { } name
        ? new(
            id, $"@{name}", me.Words("name"), me.Words("account_type"), me.Words("biography"), me.Words("website"), me.Count("followers_count"), me.Count("follows_count"), me.Count("media_count"),
            me.Words("profile_picture_url"), $"https://www.instagram.com/{name}/")
        : null;

    internal static Media? Media(JsonElement media) => media.Id("id") is { } id
        ? new(
            id, media.Words("media_type"), media.Words("media_product_type"), media.Words("caption"), media.Words("alt_text"), GraphReading.When(media, "timestamp"), media.Count("like_count"), media.Count("comments_count"),
            media.Words("media_url"), media.Words("thumbnail_url"), Parts(media), media.Words("permalink"))
        : null;

    private static List<MediaPart>? Parts(JsonElement media)
    {
        List<MediaPart> all = [.. media.Inside("children").Each("data").Where(one => one.Id("id") is not null).Select(one => new MediaPart(one.Id("id")!, one.Words("media_type"), one.Words("media_url")))];
        return all.Count > 0 ? all : null;
    }
}
