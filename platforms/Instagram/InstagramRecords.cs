using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Instagram;

// What the Instagram tools take and give. Every id is text: Meta's numbers are too long for a program that counts in floating point.

internal sealed record NothingAsked;

internal sealed record InstagramProfile(
    [property: Description("The account's id.")] string Id,
    [property: Description("The account's name, with @.")] string Username,
    [property: Description("The name people see.")] string? Name,
    [property: Description("BUSINESS or MEDIA_CREATOR.")] string? AccountType,
    [property: Description("What the account says of itself.")] string? Biography,
    [property: Description("Its website.")] string? Website,
    [property: Description("How many follow it.")] long? Followers,
    [property: Description("How many it follows.")] long? Following,
    [property: Description("How much it has published.")] long? Media,
    [property: Description("The address of its picture.")] string? PictureUrl,
    [property: Description("The address of the profile.")] string Link);

internal sealed record GetMedia(
    [property: Description("Most items in one answer, 1 to 100; 10 when left out."), Range(1, 100)] int Limit = 10,
    [property: Description("Only what was published from this moment on, UTC."), StringLength(40, MinimumLength = 10), Example("2026-11-01T00:00:00Z")] string? Since = null,
    [property: Description("Only what was published before this moment, UTC."), StringLength(40, MinimumLength = 10), Example("2026-11-21T00:00:00Z")] string? Until = null,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record MediaFound(
    [property: Description("What was published, newest first.")] IReadOnlyList<Media> Media,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record Media(
    [property: Description("The id.")] string Id,
    [property: Description("IMAGE, VIDEO or CAROUSEL_ALBUM.")] string? Kind,
    [property: Description("Where it is shown: FEED, REELS, STORY or AD.")] string? Place,
    [property: Description("What stands with it.")] string? Caption,
    [property: Description("What it shows, for people who cannot see it.")] string? AltText,
    [property: Description("When it was published, UTC.")] DateTimeOffset? PublishedAt,
    [property: Description("How many like it; absent where the account hides that.")] long? Likes,
    [property: Description("How many comments it has.")] long? Comments,
    [property: Description("The address of the picture or video, for a while; absent where Instagram does not give it, as with music that is protected.")] string? MediaUrl,
    [property: Description("The address of a video's first picture.")] string? ThumbnailUrl,
    [property: Description("The pictures and videos of an album.")] IReadOnlyList<MediaPart>? Parts,
    [property: Description("Its address on Instagram.")] string? Link);

internal sealed record MediaPart(
    [property: Description("The id.")] string Id,
    [property: Description("IMAGE or VIDEO.")] string? Kind,
    [property: Description("The address of the picture or video, for a while.")] string? MediaUrl);

internal sealed record CreatePost(
    [property: Description("1 to 10 pictures; several become an album to swipe through. All are cut to the shape of the first.")] IReadOnlyList<Picture> Images,
    [property: Description("What stands with it: 2,200 characters, 30 hashtags and 20 mentions at most."), StringLength(2_200), Example("Rye bread, just out of the oven. #bakery")] string? Caption = null,
    [property: Description("The id of a Facebook page that stands for a place."), StringLength(40, MinimumLength = 1), Example("7640348500")] string? LocationId = null,
    [property: Description("Up to 3 accounts that are asked to publish it with this one, by their names.")] IReadOnlyList<string>? Collaborators = null,
    [property: Description("True marks it as made with AI.")] bool MadeWithAi = false);

internal sealed record Picture(
    [property: Description("The public https address of a JPEG that Instagram fetches, 8 MB at most, between 4:5 and 1.91:1. Files of this gateway cannot be fetched."), StringLength(2048, MinimumLength = 8), Example("https://example.org/bread.jpg")] string Url,
    [property: Description("What it shows, for people who cannot see it."), StringLength(1_000), Example("A loaf of rye bread.")] string? AltText = null);

internal sealed record CreateReel(
    [property: Description("The video: the id of a file of this gateway (POST /api/v1/files), or a public https address that Instagram fetches. MP4 or QuickTime, 300 MB, 3 seconds to 15 minutes, best upright (9:16)."), StringLength(2048, MinimumLength = 5), Example("fil_01jc2m9v0h6c1w8s3f5k7q9x2z")] string Video,
    [property: Description("What stands with it: 2,200 characters, 30 hashtags and 20 mentions at most."), StringLength(2_200), Example("How we bake. #bakery")] string? Caption = null,
    [property: Description("The public https address of a JPEG to show before it plays."), StringLength(2048, MinimumLength = 8), Example("https://example.org/cover.jpg")] string? CoverUrl = null,
    [property: Description("Which moment of the video to show before it plays, in milliseconds; the first when left out. Not together with cover_url."), Range(0, 900_000)] int? ThumbOffsetMs = null,
    [property: Description("False shows it only among the reels, not on the profile's feed.")] bool ShareToFeed = true,
    [property: Description("What to call its sound."), StringLength(100), Example("Morning at the bakery")] string? AudioName = null,
    [property: Description("Up to 3 accounts that are asked to publish it with this one, by their names.")] IReadOnlyList<string>? Collaborators = null,
    [property: Description("True marks it as made with AI.")] bool MadeWithAi = false);

internal sealed record Published(
    [property: Description("The id of what was published.")] string Id,
    [property: Description("Its address on Instagram; absent where Instagram did not tell.")] string? Link);

/// <summary>What one step of publishing hands to the next.</summary>
internal sealed record MediaOnItsWay
{
    public string? File { get; init; }

    /// <summary>Containers that were made, of an album's pictures or of the whole.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>How many of them are known to be ready.</summary>
    public int Ready { get; init; }

    /// <summary>Where the bytes go.</summary>
    public string? UploadTo { get; init; }

    public string? Media { get; init; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NothingAsked))]
[JsonSerializable(typeof(InstagramProfile))]
[JsonSerializable(typeof(GetMedia))]
[JsonSerializable(typeof(MediaFound))]
[JsonSerializable(typeof(CreatePost))]
[JsonSerializable(typeof(CreateReel))]
[JsonSerializable(typeof(Published))]
[JsonSerializable(typeof(MediaOnItsWay))]
internal sealed partial class InstagramRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class InstagramRecords
{
    internal static InstagramRecordsJson Json { get; } = new(ReadableJson.Of(InstagramRecordsJson.Default));
}
