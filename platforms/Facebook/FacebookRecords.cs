using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Facebook;

// What the Facebook tools take and give. Every id is text: Meta's numbers are too long for a program that counts in floating point.

internal sealed record GetPage(
    [property: Description("Which page, by its id; the first connected one when left out. The answer names all of them."), StringLength(40, MinimumLength = 1), Example("101234567890123"), Shown] string? PageId = null);

internal sealed record PageProfile(
    [property: Description("The page's id.")] string Id,
    [property: Description("Its name.")] string Name,
    [property: Description("Its name in addresses, with @.")] string? Username,
    [property: Description("One line about it.")] string? About,
    [property: Description("Its description.")] string? Description,
    [property: Description("What kind of page it is.")] string? Category,
    [property: Description("Its address on Facebook.")] string? Link,
    [property: Description("Its website.")] string? Website,
    [property: Description("How many like it.")] long? Likes,
    [property: Description("How many follow it.")] long? Followers,
    [property: Description("blue_verified, gray_verified or not_verified.")] string? Verification,
    [property: Description("False where only its administrators see it.")] bool? IsPublished,
    [property: Description("The address of its picture.")] string? PictureUrl,
    [property: Description("The id of the Instagram account that belongs to it.")] string? InstagramAccountId,
    [property: Description("What the connected person may do on it, in Meta's words: CREATE_CONTENT is needed to post.")] IReadOnlyList<string>? Tasks,
    [property: Description("All connected pages, where there are several.")] IReadOnlyList<PageName>? ConnectedPages);

internal sealed record PageName(
    [property: Description("The page's id.")] string Id,
    [property: Description("Its name.")] string Name);

internal sealed record GetPosts(
    [property: Description("Which page, by its id; may be left out where one page is connected. facebook_get_page names them."), StringLength(40, MinimumLength = 1), Example("101234567890123"), Shown] string? PageId = null,
    [property: Description("True reads what visitors wrote on the page too.")] bool IncludeVisitors = false,
    [property: Description("Most posts in one answer, 1 to 100; 10 when left out."), Range(1, 100)] int Limit = 10,
    [property: Description("Only posts from this moment on, UTC."), StringLength(40, MinimumLength = 10), Example("2026-11-01T00:00:00Z")] string? Since = null,
    [property: Description("Only posts before this moment, UTC."), StringLength(40, MinimumLength = 10), Example("2026-11-21T00:00:00Z")] string? Until = null,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record PagePosts(
    [property: Description("The posts, newest first.")] IReadOnlyList<PagePost> Posts,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record PagePost(
    [property: Description("The post's id: the page's, an underscore, its own.")] string Id,
    [property: Description("What it says; absent where it says nothing.")] string? Message,
    [property: Description("What Facebook says of it, such as that a picture was changed.")] string? Story,
    [property: Description("When it was made, UTC.")] DateTimeOffset? CreatedAt,
    [property: Description("When it was last changed or commented on, UTC.")] DateTimeOffset? UpdatedAt,
    [property: Description("What it is: added_photos, added_video, mobile_status_update, shared_story …")] string? Kind,
    [property: Description("Who wrote it, where that is told.")] string? Author,
    [property: Description("How often it was shared.")] long? Shares,
    [property: Description("What hangs on it: photos, videos, links.")] IReadOnlyList<PostAttachment>? Attachments,
    [property: Description("The address of its picture.")] string? PictureUrl,
    [property: Description("The address of the post.")] string? Link);

internal sealed record PostAttachment(
    [property: Description("photo, video, album, link …")] string? Kind,
    [property: Description("Its title.")] string? Title,
    [property: Description("Where it leads.")] string? Url);

internal sealed record CreatePost(
    [property: Description("What the post says. May be left out only where there is a link or photos."), StringLength(63_206), Example("We are open on Sunday.")] string? Message = null,
    [property: Description("An address that Facebook shows as a card under the text. Not together with photos."), StringLength(2048, MinimumLength = 8), Example("https://example.org/news")] string? Link = null,
    [property: Description("Ids of up to 10 photos that facebook_create_photo_post uploaded with publish false. Not together with a link.")] IReadOnlyList<string>? PhotoIds = null,
    [property: Description("Publish it then and not now, UTC: 10 minutes to 30 days ahead."), StringLength(40, MinimumLength = 10), Example("2026-11-28T09:00:00Z")] string? ScheduledAt = null,
    [property: Description("Which page, by its id; may be left out where one page is connected. facebook_get_page names them."), StringLength(40, MinimumLength = 1), Example("101234567890123"), Shown] string? PageId = null);

internal sealed record CreatePhotoPost(
    [property: Description("The photo: the id of a file of this gateway (POST /api/v1/files), or a public https address that Facebook fetches. JPEG, PNG, GIF, BMP or TIFF, 4 MB at most."), StringLength(2048, MinimumLength = 5), Example("https://example.org/photo.jpg")] string Photo,
    [property: Description("What stands with the photo."), StringLength(63_206), Example("Our new counter.")] string? Caption = null,
    [property: Description("What the photo shows, for people who cannot see it."), StringLength(1_000), Example("A wooden counter with bread on it.")] string? AltText = null,
    [property: Description("False only uploads it, for photo_ids of facebook_create_post: a post of several photos. True, and published at once, when left out.")] bool Publish = true,
    [property: Description("Publish it then and not now, UTC: 10 minutes to 30 days ahead."), StringLength(40, MinimumLength = 10), Example("2026-11-28T09:00:00Z")] string? ScheduledAt = null,
    [property: Description("Which page, by its id; may be left out where one page is connected. facebook_get_page names them."), StringLength(40, MinimumLength = 1), Example("101234567890123"), Shown] string? PageId = null);

internal sealed record CreateVideoPost(
    [property: Description("The video: the id of a file of this gateway (POST /api/v1/files), or a public https address that Facebook fetches. MP4 or QuickTime is best."), StringLength(2048, MinimumLength = 5), Example("fil_01jc2m9v0h6c1w8s3f5k7q9x2z")] string Video,
    [property: Description("What stands with the video."), StringLength(63_206), Example("How we bake.")] string? Description = null,
    [property: Description("Its title, 254 characters at most."), StringLength(254), Example("Baking at four")] string? Title = null,
    [property: Description("Publish it then and not now, UTC: 10 minutes to 30 days ahead."), StringLength(40, MinimumLength = 10), Example("2026-11-28T09:00:00Z")] string? ScheduledAt = null,
    [property: Description("Which page, by its id; may be left out where one page is connected. facebook_get_page names them."), StringLength(40, MinimumLength = 1), Example("101234567890123"), Shown] string? PageId = null);

internal sealed record CreatedPost(
    [property: Description("The new post's id; of a photo that was only uploaded, the photo's.")] string Id,
    [property: Description("The photo's id, of a photo.")] string? PhotoId,
    [property: Description("When it will be published, UTC; absent where it is already, or only uploaded.")] DateTimeOffset? ScheduledAt,
    [property: Description("The address of the post; absent where nobody can see it yet.")] string? Link);

internal sealed record CreatedVideo(
    [property: Description("The video's id.")] string Id,
    [property: Description("When it will be published, UTC; absent where it is already.")] DateTimeOffset? ScheduledAt,
    [property: Description("The address of the video.")] string? Link);

/// <summary>What one step of publishing a video hands to the next.</summary>
internal sealed record VideoOnItsWay
{
    public string? File { get; init; }

    /// <summary>The upload session, <c>upload:…</c>; null where Facebook fetches the video itself.</summary>
    public string? Session { get; init; }

    /// <summary>True once bytes were sent, so that Facebook is asked first how many it has.</summary>
    public bool HasBegun { get; init; }

    /// <summary>What the upload came to.</summary>
    public string? Handle { get; init; }

    public string? Video { get; init; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GetPage))]
[JsonSerializable(typeof(PageProfile))]
[JsonSerializable(typeof(GetPosts))]
[JsonSerializable(typeof(PagePosts))]
[JsonSerializable(typeof(CreatePost))]
[JsonSerializable(typeof(CreatePhotoPost))]
[JsonSerializable(typeof(CreateVideoPost))]
[JsonSerializable(typeof(CreatedPost))]
[JsonSerializable(typeof(CreatedVideo))]
[JsonSerializable(typeof(VideoOnItsWay))]
internal sealed partial class FacebookRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class FacebookRecords
{
    internal static FacebookRecordsJson Json { get; } = new(ReadableJson.Of(FacebookRecordsJson.Default));
}
