using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.TikTok;

// What the TikTok tools take and give. Ids are text: TikTok's numbers are too long for a program that counts in floating point.

internal sealed record GetProfile;

internal sealed record AccountProfile(
    [property: Description("The account's id, for this installation's app alone.")] string OpenId,
    [property: Description("The name people see.")] string DisplayName,
    [property: Description("The account's name, with @, where the person allowed it.")] string? Username,
    [property: Description("What the person says of themselves.")] string? Bio,
    [property: Description("True where TikTok shows a check mark.")] bool? Verified,
    [property: Description("How many follow the account.")] long? Followers,
    [property: Description("How many accounts it follows.")] long? Following,
    [property: Description("How often its videos were liked.")] long? Likes,
    [property: Description("How many public videos it has.")] long? Videos,
    [property: Description("The address of the profile picture, for some hours.")] string? PictureUrl,
    [property: Description("The address of the profile.")] string? Link);

internal sealed record GetCreatorInfo;

internal sealed record CreatorInfo(
    [property: Description("The account's name, with @.")] string Username,
    [property: Description("The name people see.")] string? Nickname,
    [property: Description("What privacy_level of tiktok_create_video may be for this account now.")] IReadOnlyList<string> PrivacyLevels,
    [property: Description("True where the person has turned comments off for everything.")] bool CommentsDisabled,
    [property: Description("True where the person has turned duets off for everything.")] bool DuetsDisabled,
    [property: Description("True where the person has turned stitches off for everything.")] bool StitchesDisabled,
    [property: Description("The longest video the account may publish, in seconds.")] long? MaxVideoSeconds,
    [property: Description("The address of the profile picture, for two hours.")] string? PictureUrl);

internal sealed record CreateVideo(
    [property: Description("The video: the id of a file of this gateway (POST /api/v1/files), or a public https address. MP4, QuickTime or WebM; how long it may play tiktok_get_creator_info tells."), StringLength(2048, MinimumLength = 5), Example("fil_01jc2m9v0h6c1w8s3f5k7q9x2z")] string Video,
    [property: Description("Who sees it: one of privacy_levels of tiktok_get_creator_info; the person must have chosen it. Needed unless as_draft."), AllowedValues("PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY"), Example("SELF_ONLY")] string? PrivacyLevel = null,
    [property: Description("The caption, with #hashtags and @mentions in it; 2,200 characters at most. Not for a draft, whose caption the person writes."), StringLength(2_200), Example("The ferry leaves. #harbour")] string? Title = null,
    [property: Description("True only puts the video into the person's TikTok inbox, for them to finish and publish in the app.")] bool AsDraft = false,
    [property: Description("True keeps others from commenting.")] bool DisableComment = false,
    [property: Description("True keeps others from making duets with it.")] bool DisableDuet = false,
    [property: Description("True keeps others from stitching it into theirs.")] bool DisableStitch = false,
    [property: Description("Which moment of the video is its cover, in milliseconds."), Range(0, 36_000_000)] int? CoverTimestampMs = null,
    [property: Description("True where it is paid advertising for somebody else. Not with SELF_ONLY.")] bool PaidPartnership = false,
    [property: Description("True where it advertises the account's own business.")] bool OwnBusiness = false,
    [property: Description("True marks the video as made with AI.")] bool MadeWithAi = false);

internal sealed record CreatedVideo(
    [property: Description("TikTok's own name for this publish, for tiktok_get_video_status.")] string TiktokPublishId,
    [property: Description("PUBLISH_COMPLETE: it is published. SEND_TO_USER_INBOX: it waits in the person's inbox.")] string Status,
    [property: Description("The video's id, where it is public and TikTok told it; it may come later.")] string? PostId,
    [property: Description("The address of the video, where its id is known.")] string? Link);

internal sealed record GetVideoStatus(
    [property: Description("As tiktok_create_video told it in its result; not the publish_id of the gateway."), StringLength(128, MinimumLength = 1), Example("v_pub_file~v2-1.7390123456789012345")] string TiktokPublishId);

internal sealed record VideoStatus(
    [property: Description("PROCESSING_UPLOAD or PROCESSING_DOWNLOAD: it goes on. SEND_TO_USER_INBOX: it waits in the person's inbox. PUBLISH_COMPLETE: it is published. FAILED: it is not and will not be.")] string Status,
    [property: Description("Why it failed, in TikTok's word.")] string? FailReason,
    [property: Description("The ids of the videos, once they are public and TikTok has looked them over.")] IReadOnlyList<string>? PostIds,
    [property: Description("How many bytes TikTok has.")] long? UploadedBytes);

/// <summary>What one step of publishing a video hands to the next.</summary>
internal sealed record VideoOnItsWay
{
    public string? File { get; init; }

    /// <summary>With @, for the link.</summary>
    public string? Username { get; init; }

    public string? PublishId { get; init; }

    /// <summary>A secret: whoever has it can upload.</summary>
    public string? Address { get; init; }

    /// <summary>How many parts TikTok has.</summary>
    public int Parts { get; init; }

    /// <summary>How often TikTok failed to begin, or was asked how it stands.</summary>
    public int Tries { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GetProfile))]
[JsonSerializable(typeof(AccountProfile))]
[JsonSerializable(typeof(GetCreatorInfo))]
[JsonSerializable(typeof(CreatorInfo))]
[JsonSerializable(typeof(CreateVideo))]
[JsonSerializable(typeof(CreatedVideo))]
[JsonSerializable(typeof(GetVideoStatus))]
[JsonSerializable(typeof(VideoStatus))]
[JsonSerializable(typeof(VideoOnItsWay))]
internal sealed partial class TtRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class TtRecords
{
    internal static TtRecordsJson Json { get; } = new(ReadableJson.Of(TtRecordsJson.Default));
}
