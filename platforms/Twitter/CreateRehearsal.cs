namespace Squaremcp.Platforms.Twitter;

/// <summary>What making a post would do and cost, in words.</summary>
internal static class CreateRehearsal
{
    internal static Rehearsal Of(CreateTweet post, string account)
    {
        var counted = WeightedText.Of(post.Text ?? "");
        string?[] parts =
        [
            post.InReplyToTweetId is { } answered ? $"in answer to {answered}" : null,
            post.QuoteTweetId is { } quoted ? $"quoting {quoted}" : null,
            post.MediaIds is { } media ? $"with {media.Count} media" : null,
            post.PollOptions is { } options ? $"with a poll of {options.Count} answers" : null,
        ];
        var most = counted.Length > WeightedText.Most ? WeightedText.MostLong : WeightedText.Most;
        return new(
            $"Post {counted.Length} of {most} characters, as X counts, as {account}{string.Concat(parts.OfType<string>().Select(part => $", {part}"))}. X charges {XPrices.Dollars(PostRules.Price(post))} for it.",
            Warnings(post, counted) is { Count: > 0 } warnings ? warnings : null);
    }

    private static List<string> Warnings(CreateTweet post, WeightedText counted)
    {
        var warnings = new List<string>();
        if (counted.Links > 0)
        {
            warnings.Add($"X sees {counted.Links} link{(counted.Links == 1 ? "" : "s")} in the text; without it would cost {XPrices.Dollars(XPrices.Post)}.");
        }

        if (counted.Length > WeightedText.Most)
        {
            warnings.Add("X takes a text of more than 280 only from accounts with Premium; whether this is one is known when it is posted.");
        }

        if (post.InReplyToTweetId is not null)
        {
            warnings.Add("Apps of X's ordinary plans may answer only posts whose author mentioned or quoted the account; X tells when it is posted.");
        }

        if (post.QuoteTweetId is not null)
        {
            warnings.Add("Apps of X's ordinary plans may not quote; X tells when it is posted.");
        }

        return warnings;
    }
}
