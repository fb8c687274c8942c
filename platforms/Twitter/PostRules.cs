using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.Twitter;

/// <summary>X's rules for what is posted and asked, kept before anything leaves, and by a rehearsal too.</summary>
internal static partial class PostRules
{
    private const int MostMedia = 4;
    private const int MostOption = 25;
    private const int Day = 1_440;

    /// <summary>The body of the request that makes the post.</summary>
    /// <exception cref="ToolException">X would refuse it.</exception>
    internal static JsonObject Body(CreateTweet post)
    {
        var text = post.Text ?? "";
        Fitting(text, post);
        var body = new JsonObject();
        if (text.Length > 0)
        {
            body["text"] = text;
        }

        if (post.InReplyToTweetId is { } answered)
        {
            body["reply"] = new JsonObject { ["in_reply_to_tweet_id"] = Id("in_reply_to_tweet_id", answered) };
        }

        if (post.QuoteTweetId is { } quoted)
        {
            body["quote_tweet_id"] = Id("quote_tweet_id", quoted);
        }

        if (post.MediaIds is { } media)
        {
            body["media"] = new JsonObject { ["media_ids"] = Media(media) };
        }

        if (post.PollOptions is { } options)
        {
            body["poll"] = new JsonObject { ["options"] = Options(options), ["duration_minutes"] = post.PollDurationMinutes ?? Day };
        }

        if (post.ReplySettings is { } who)
        {
            body["reply_settings"] = who;
        }

        if (post.MadeWithAi)
        {
            body["made_with_ai"] = true;
        }

        return body;
    }

    internal static int Price(CreateTweet post) => WeightedText.Of(post.Text ?? "").Links > 0 ? XPrices.PostWithLink : XPrices.Post;

    internal static string Id(string argument, string text) => Number().IsMatch(text) ? text : throw Wrong(argument, $"`{argument}` must be the digits of an id, as X writes it, for example 1346889436626259968.");

    internal static string Name(string text) => text.TrimStart('@') is var name && Handle().IsMatch(name) ? name : throw Wrong("username", "`username` must be the name after the @: 1 to 15 letters, digits or _.");

    /// <summary>As X wants it: UTC, whole seconds.</summary>
    internal static string Time(string argument, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : throw Wrong(argument, $"`{argument}` must be a moment such as 2026-11-21T09:30:00Z.");

    private static void Fitting(string text, CreateTweet post)
    {
        var carries = new[] { post.MediaIds is not null, post.PollOptions is not null, post.QuoteTweetId is not null }.Count(one => one);
        if (carries > 1)
        {
            throw Wrong(post.PollOptions is not null ? "poll_options" : "media_ids", "A post carries media, or a poll, or a quote: one of the three. Make two posts, the second in answer to the first.");
        }

        if (string.IsNullOrWhiteSpace(text) && (post.MediaIds is null || post.PollOptions is not null))
        {
            throw Wrong("text", "`text` has nothing visible in it; only a post with media may go without.");
        }

        if (text.IndexOfAny(['\ufffe', '\ufeff', '\uffff']) >= 0)
        {
            throw Wrong("text", "`text` holds a sign that X takes in no post: U+FFFE, U+FEFF or U+FFFF. Leave it out.");
        }

        if (post.PollDurationMinutes is not null && post.PollOptions is null)
        {
            throw Wrong("poll_options", "`poll_duration_minutes` is given and no poll: give `poll_options` too.");
        }

        var most = post.LongPost ? WeightedText.MostLong : WeightedText.Most;
        if (WeightedText.Of(text).Length is var length && length > most)
        {
            throw Wrong("text", $"`text` counts {length} as X counts (Latin letters 1, most others and every emoji 2, every link 23); {most} are allowed. Shorten it, or make several posts, each in answer to the one before.{(post.LongPost ? "" : " An account with X Premium may write more with `long_post`.")}");
        }
    }

    private static JsonArray Media(IReadOnlyList<string> ids) =>
        ids.Count is 0 or > MostMedia ? throw Wrong("media_ids", $"`media_ids` must be 1 to {MostMedia} ids.")
        : ids.Distinct().Count() < ids.Count ? throw Wrong("media_ids", "`media_ids` names one twice.")
        : new([.. ids.Select(id => JsonValue.Create(Id("media_ids", id)))]);

    private static JsonArray Options(IReadOnlyList<string> options) =>
        options.Count is < 2 or > 4 ? throw Wrong("poll_options", "A poll has 2 to 4 `poll_options`.")
        : options.Any(string.IsNullOrWhiteSpace) || options.Any(option => new StringInfo(option).LengthInTextElements > MostOption) ? throw Wrong("poll_options", $"Each of `poll_options` has 1 to {MostOption} characters.")
        : options.Distinct().Count() < options.Count ? throw Wrong("poll_options", "`poll_options` holds one twice.")
        : new([.. options.Select(option => JsonValue.Create(option))]);

    private static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });

    [GeneratedRegex(@"^[0-9]{1,19}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[A-Za-z0-9_]{1,15}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Handle();
}
