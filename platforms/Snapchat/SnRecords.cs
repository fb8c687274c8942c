using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Snapchat;

// What the Snapchat tools take and give.

internal sealed record GetMe;

internal sealed record Person(
    [property: Description("The person's id.")] string Id,
    [property: Description("The name people see.")] string DisplayName,
    [property: Description("The e-mail address.")] string? Email,
    [property: Description("The id of the organization the person belongs to.")] string? OrganizationId);

internal sealed record GetAdAccounts(
    [property: Description("next_cursor of the last answer, to go on."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record AdAccountsFound(
    [property: Description("The ad accounts.")] IReadOnlyList<AdAccount> AdAccounts,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor,
    [property: Description("How many organizations Snapchat could not show; absent where there are none.")] int? LeftOut = null);

internal sealed record AdAccount(
    [property: Description("The ad account's id.")] string Id,
    [property: Description("Its name.")] string Name,
    [property: Description("For example ACTIVE or PENDING.")] string? Status,
    [property: Description("The currency it pays in, for example EUR.")] string? Currency,
    [property: Description("The time zone its days are counted in.")] string? Timezone,
    [property: Description("For example PARTNER or DIRECT.")] string? Type,
    [property: Description("What the person may do there.")] IReadOnlyList<string>? Roles,
    [property: Description("The id of the organization it belongs to.")] string OrganizationId,
    [property: Description("The name of that organization.")] string? OrganizationName);

internal sealed record CreateSnap(
    [property: Description("The picture or video: the id of a file of this gateway (POST /api/v1/files), or a public https address. JPEG or PNG, or MP4 of 5 to 60 seconds; 540 x 960 pixels at least, upright. Spotlight takes MP4 only."), StringLength(2048, MinimumLength = 5), Example("fil_01jc2m9v0h6c1w8s3f5k7q9x2z")] string Media,
    [property: Description("Where it goes: the profile's story for a day (story, when left out), a story that stays on the profile (saved_story), or Spotlight, where everybody may find it after Snapchat looked it over (spotlight)."), AllowedValues("story", "saved_story", "spotlight"), Example("story")] string? Kind = null,
    [property: Description("The title of a saved story, which needs one; 45 characters at most."), StringLength(45, MinimumLength = 1), Example("Harbour days")] string? Title = null,
    [property: Description("What is said under a Spotlight; 160 characters at most."), StringLength(160, MinimumLength = 1), Example("The ferry leaves. #harbour")] string? Description = null,
    [property: Description("The language and country of a Spotlight; en_US when left out."), StringLength(5, MinimumLength = 5), Example("en_US")] string? Locale = null,
    [property: Description("True does not keep a Spotlight on the profile.")] bool SkipSaveToProfile = false);

internal sealed record CreatedSnap(
    [property: Description("The id of the story or Spotlight; that of its media where Snapchat told no other.")] string Id,
    [property: Description("story, saved_story or spotlight.")] string Kind,
    [property: Description("The name of the public profile it is on.")] string? Profile,
    [property: Description("True where Snapchat looks it over before people find it.")] bool InReview);

/// <summary>What one step of publishing hands to the next. The key is a secret, as is all of it.</summary>
internal sealed record SnapOnItsWay
{
    public string? File { get; init; }

    public string? ProfileId { get; init; }

    public string? ProfileName { get; init; }

    /// <summary>Base64, as Snapchat was told.</summary>
    public string? Key { get; init; }

    public string? Iv { get; init; }

    public string? Media { get; init; }

    public string? AddPath { get; init; }

    public string? FinalizePath { get; init; }

    public int Parts { get; init; }

    /// <summary>The end of the last part's cipher, which the next one goes on from; base64.</summary>
    public string? Chain { get; init; }

    /// <summary>How often Snapchat said that it is still at work.</summary>
    public int Tries { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GetMe))]
[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(GetAdAccounts))]
[JsonSerializable(typeof(AdAccountsFound))]
[JsonSerializable(typeof(CreateSnap))]
[JsonSerializable(typeof(CreatedSnap))]
[JsonSerializable(typeof(SnapOnItsWay))]
internal sealed partial class SnRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class SnRecords
{
    internal static SnRecordsJson Json { get; } = new(ReadableJson.Of(SnRecordsJson.Default));
}
