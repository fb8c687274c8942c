using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Twitter;

// What the X tools take and give. Every id is text: X's numbers are too long for a program that counts in floating point.

internal sealed record GetUserProfile(
    [property: Description("Whose profile: the name after the @, with or without it. Left out together with user_id, the connected account's own."), StringLength(16, MinimumLength = 1), Example("anna_example")] string? Username = null,
    [property: Description("Whose profile, by the number of the account; instead of username."), StringLength(19, MinimumLength = 1), Example("2244994945")] string? UserId = null);

internal sealed record UserProfile(
    [property: Description("The account's number, which never changes.")] string Id,
    [property: Description("The account's name, with @.")] string Username,
    [property: Description("The name people see.")] string Name,
    [property: Description("What the person says of themselves.")] string? Description,
    [property: Description("Where the person says they are.")] string? Location,
    [property: Description("The person's website.")] string? Website,
    [property: Description("When the account was made, UTC.")] DateTimeOffset? CreatedAt,
    [property: Description("True where X shows a check mark.")] bool? Verified,
    [property: Description("The kind of check mark: blue, business, government or none.")] string? VerifiedType,
    [property: Description("True where only followers may read the posts.")] bool? Protected,
    [property: Description("How many follow the account.")] long? Followers,
    [property: Description("How many accounts it follows.")] long? Following,
    [property: Description("How many posts it has made.")] long? Posts,
    [property: Description("The post shown first on the profile.")] string? PinnedPostId,
    [property: Description("The address of the profile picture.")] string? PictureUrl,
    [property: Description("The address of the profile.")] string Link);

internal sealed record GetUserTweets(
    [property: Description("Whose posts: the name after the @, with or without it. Left out together with user_id, the connected account's own."), StringLength(16, MinimumLength = 1), Example("anna_example")] string? Username = null,
    [property: Description("Whose posts, by the number of the account; instead of username, and cheaper by one look-up."), StringLength(19, MinimumLength = 1), Example("2244994945")] string? UserId = null,
    [property: Description("Most posts in one answer, 5 to 100; 10 when left out. Each costs."), Range(5, 100)] int Limit = 10,
    [property: Description("True leaves out answers to other posts.")] bool ExcludeReplies = false,
    [property: Description("True leaves out posts of others that were only passed on.")] bool ExcludeReposts = false,
    [property: Description("Only posts after this one."), StringLength(19, MinimumLength = 1), Example("1346889436626259968")] string? SinceId = null,
    [property: Description("Only posts before this one."), StringLength(19, MinimumLength = 1), Example("1346889436626259968")] string? UntilId = null,
    [property: Description("Only posts from this moment on, UTC."), StringLength(40, MinimumLength = 10), Example("2026-11-01T00:00:00Z")] string? StartTime = null,
    [property: Description("Only posts before this moment, UTC."), StringLength(40, MinimumLength = 10), Example("2026-11-21T00:00:00Z")] string? EndTime = null,
    [property: Description("True tells of pictures and videos too, which costs per item.")] bool IncludeMedia = false,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record SearchTweets(
    [property: Description("What to look for, in X's search language: words, \"a phrase\", from:name, #tag, lang:en, -is:reply, OR, parentheses. 512 characters at most on X's ordinary plans."), StringLength(4096, MinimumLength = 1), Example("\"heat pump\" lang:en -is:reply")] string Query,
    [property: Description("Most posts in one answer, 10 to 100; 10 when left out. Each costs."), Range(10, 100)] int Limit = 10,
    [property: Description("The newest first (recency, when left out) or those X finds to fit best (relevancy)."), AllowedValues("recency", "relevancy"), Example("recency")] string? SortOrder = null,
    [property: Description("Only posts after this one."), StringLength(19, MinimumLength = 1), Example("1346889436626259968")] string? SinceId = null,
    [property: Description("Only posts before this one."), StringLength(19, MinimumLength = 1), Example("1346889436626259968")] string? UntilId = null,
    [property: Description("Only posts from this moment on, UTC; at most seven days ago."), StringLength(40, MinimumLength = 10), Example("2026-11-18T00:00:00Z")] string? StartTime = null,
    [property: Description("Only posts before this moment, UTC."), StringLength(40, MinimumLength = 10), Example("2026-11-21T00:00:00Z")] string? EndTime = null,
    [property: Description("True tells of pictures and videos too, which costs per item.")] bool IncludeMedia = false,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record PostsFound(
    [property: Description("The posts.")] IReadOnlyList<Post> Posts,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor,
    [property: Description("What X could not show, in its words; absent where there is nothing.")] IReadOnlyList<string>? LeftOut = null);

internal sealed record Post(
    [property: Description("The post's id.")] string Id,
    [property: Description("What it says, in full.")] string Text,
    [property: Description("The number of the account that wrote it.")] string? AuthorId,
    [property: Description("The name of that account, with @; absent where X did not tell it.")] string? Author,
    [property: Description("When it was written, UTC.")] DateTimeOffset? CreatedAt,
    [property: Description("The language, as X guesses it.")] string? Lang,
    [property: Description("The id of the post that began the conversation.")] string? ConversationId,
    [property: Description("The number of the account it answers.")] string? InReplyToUserId,
    [property: Description("The posts it answers, quotes or passes on.")] IReadOnlyList<PostReference>? References,
    [property: Description("Where the short links in its text lead.")] IReadOnlyList<string>? Links,
    [property: Description("Its pictures and videos, where they were asked for.")] IReadOnlyList<PostMedia>? Media,
    [property: Description("How often it was liked.")] long? Likes,
    [property: Description("How often it was passed on.")] long? Reposts,
    [property: Description("How many answers it has.")] long? Replies,
    [property: Description("How often it was quoted.")] long? Quotes,
    [property: Description("How often it was shown.")] long? Impressions,
    [property: Description("The address of the post.")] string Link);

internal sealed record PostReference(
    [property: Description("replied_to, quoted or retweeted.")] string Kind,
    [property: Description("The id of that post.")] string Id);

internal sealed record PostMedia(
    [property: Description("photo, video or animated_gif.")] string Kind,
    [property: Description("The address of the picture, or of the video's first one.")] string? Url,
    [property: Description("What the author says it shows.")] string? AltText,
    [property: Description("How long it plays, in milliseconds.")] long? DurationMs);

internal sealed record CreateTweet(
    [property: Description("The post: 280 at most as X counts (Latin letters 1, most others and every emoji 2, every link 23 however long). May be left out only where there is media. A link makes the post dearer."), StringLength(25_000), Example("The new timetable is out.")] string? Text = null,
    [property: Description("The id of a post this answers. Apps of X's ordinary plans may answer only posts that mention or quote the account."), StringLength(19, MinimumLength = 1), Example("1346889436626259968")] string? InReplyToTweetId = null,
    [property: Description("The id of a post to quote. Not together with media or a poll."), StringLength(19, MinimumLength = 1), Example("1346889436626259968")] string? QuoteTweetId = null,
    [property: Description("Ids of media this account uploaded to X in the last 24 hours: 4 pictures, or one video, or one GIF. Not together with a quote or a poll."), Example("1455952740635586573")] IReadOnlyList<string>? MediaIds = null,
    [property: Description("The 2 to 4 answers of a poll, 25 characters each at most. Not together with media or a quote.")] IReadOnlyList<string>? PollOptions = null,
    [property: Description("How long the poll runs, in minutes, 5 to 10080 (a week); 1440 (a day) when left out."), Range(5, 10_080)] int? PollDurationMinutes = null,
    [property: Description("Who may answer: accounts you follow (following), mentioned ones (mentionedUsers), subscribers, or verified accounts; everybody when left out."), AllowedValues("following", "mentionedUsers", "subscribers", "verified"), Example("following")] string? ReplySettings = null,
    [property: Description("True marks the post's media as made with AI.")] bool MadeWithAi = false,
    [property: Description("True lets the text be longer than 280, up to 25,000: only accounts with X Premium may.")] bool LongPost = false);

internal sealed record CreatedTweet(
    [property: Description("The new post's id.")] string Id,
    [property: Description("What it says; X has shortened the links in it.")] string Text,
    [property: Description("The address of the post.")] string Link);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GetUserProfile))]
[JsonSerializable(typeof(UserProfile))]
[JsonSerializable(typeof(GetUserTweets))]
[JsonSerializable(typeof(SearchTweets))]
[JsonSerializable(typeof(PostsFound))]
[JsonSerializable(typeof(CreateTweet))]
[JsonSerializable(typeof(CreatedTweet))]
[JsonSerializable(typeof(UploadVideo))]
[JsonSerializable(typeof(VideoOnItsWay))]
internal sealed partial class XRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class XRecords
{
    internal static XRecordsJson Json { get; } = new(ReadableJson.Of(XRecordsJson.Default));
}
