using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.LinkedIn;

// What the LinkedIn tools take and give. Ids are text: LinkedIn calls its things by names such as urn:li:share:7.

internal sealed record GetProfile;

internal sealed record MemberProfile(
    [property: Description("The member's id, for this installation's app alone.")] string Id,
    [property: Description("The same as LinkedIn writes it where it names people.")] string Urn,
    [property: Description("The name people see.")] string Name,
    [property: Description("The given name.")] string? GivenName,
    [property: Description("The family name.")] string? FamilyName,
    [property: Description("The e-mail address, where the person allowed it.")] string? Email,
    [property: Description("True where LinkedIn has verified that address.")] bool? EmailVerified,
    [property: Description("The language and country of the account, for example en_US.")] string? Locale,
    [property: Description("The address of the profile picture.")] string? PictureUrl);

internal sealed record CreatePost(
    [property: Description("The post: plain text, 3,000 characters at most. #words become hashtags; mentions and formatting are not made."), StringLength(3_000, MinimumLength = 1), Example("The new timetable is out. #harbour")] string Text,
    [property: Description("Who sees it: everybody (PUBLIC, when left out), the account's connections (CONNECTIONS), or whoever is signed in (LOGGED_IN)."), AllowedValues("PUBLIC", "CONNECTIONS", "LOGGED_IN"), Example("PUBLIC")] string? Visibility = null,
    [property: Description("An https address to show as a card under the text; needs link_title, for LinkedIn does not look at the page itself."), StringLength(2_000, MinimumLength = 10), Example("https://example.org/timetable")] string? LinkUrl = null,
    [property: Description("The card's title."), StringLength(400, MinimumLength = 1), Example("Winter timetable")] string? LinkTitle = null,
    [property: Description("The card's description."), StringLength(4_000, MinimumLength = 1), Example("All ferries from December on.")] string? LinkDescription = null,
    [property: Description("True keeps others from passing it on.")] bool DisableReshare = false);

internal sealed record CreatedPost(
    [property: Description("The new post's id.")] string Id,
    [property: Description("The address of the post.")] string Link);

internal sealed record SearchConnections(
    [property: Description("Most connections in one answer, 1 to 50; 50 when left out."), Range(1, 50)] int Limit = 50,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record ConnectionsFound(
    [property: Description("The connections, in LinkedIn's order.")] IReadOnlyList<MemberConnection> Connections,
    [property: Description("How many there are in all, where LinkedIn says so.")] long? Total,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record MemberConnection(
    [property: Description("The person, as linkedin_send_message takes it: urn:li:person:… .")] string Urn);

internal sealed record SendMessage(
    [property: Description("The people who get it, 1 to 10: ids of persons the account is connected with, as linkedin_search_connections gives them."), Example("urn:li:person:yrZCpj2Z12")] IReadOnlyList<string> Recipients,
    [property: Description("The message, plain text, 8,000 characters at most."), StringLength(8_000, MinimumLength = 1), Example("Thank you for the ladder!")] string Text,
    [property: Description("The subject line."), StringLength(200, MinimumLength = 1), Example("Ladder")] string? Subject = null);

internal sealed record SentMessage(
    [property: Description("To how many people it went.")] int Recipients,
    [property: Description("The message's id, where LinkedIn told it.")] string? Id);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GetProfile))]
[JsonSerializable(typeof(MemberProfile))]
[JsonSerializable(typeof(CreatePost))]
[JsonSerializable(typeof(CreatedPost))]
[JsonSerializable(typeof(SearchConnections))]
[JsonSerializable(typeof(ConnectionsFound))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(SentMessage))]
[JsonSerializable(typeof(UploadVideo))]
[JsonSerializable(typeof(UploadImages))]
[JsonSerializable(typeof(UploadDocument))]
[JsonSerializable(typeof(MediaOnItsWay))]
internal sealed partial class LiRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class LiRecords
{
    internal static LiRecordsJson Json { get; } = new(ReadableJson.Of(LiRecordsJson.Default));
}
