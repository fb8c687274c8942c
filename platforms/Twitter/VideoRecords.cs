using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Squaremcp.Platforms.Twitter;

internal sealed record UploadVideo(
    [property: Description("The video: the id of a file of this gateway (POST /api/v1/files), or a public https address. MP4 or QuickTime, 512 MB and 140 seconds at most."), StringLength(2048, MinimumLength = 5), Example("fil_01jc2m9v0h6c1w8s3f5k7q9x2z")] string Video,
    [property: Description("The post's text: 280 at most as X counts (Latin letters 1, most others and every emoji 2, every link 23 however long). A link makes the post dearer."), StringLength(25_000), Example("The new timetable is out.")] string? Text = null,
    [property: Description("The id of a post this answers. Apps of X's ordinary plans may answer only posts that mention or quote the account."), StringLength(19, MinimumLength = 1), Example("1346889436626259968")] string? InReplyToTweetId = null,
    [property: Description("Who may answer: accounts you follow (following), mentioned ones (mentionedUsers), subscribers, or verified accounts; everybody when left out."), AllowedValues("following", "mentionedUsers", "subscribers", "verified"), Example("following")] string? ReplySettings = null,
    [property: Description("True marks the video as made with AI.")] bool MadeWithAi = false,
    [property: Description("True lets the text be longer than 280, up to 25,000: only accounts with X Premium may.")] bool LongPost = false)
{
    /// <param name="media">The id of the uploaded video; any id, for a rehearsal.</param>
    internal CreateTweet Post(string media) => new(Text, InReplyToTweetId, null, [media], null, null, ReplySettings, MadeWithAi, LongPost);
}

/// <summary>What one step of publishing a video hands to the next.</summary>
internal sealed record VideoOnItsWay
{
    public string? File { get; init; }

    public string? Media { get; init; }

    /// <summary>How many segments X has.</summary>
    public int Segments { get; init; }

    /// <summary>What X said to wait before it is asked for the first time, in seconds; null once that was waited, 0 where it is ready.</summary>
    public double? CheckAfter { get; init; }
}
