using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Telegram;

/// <summary>
/// How fast a bot may send (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this): one message a second to a chat, twenty a minute to a group, thirty a second over all.
/// A message that is only a moment early waits; one that is earlier is refused here, before Telegram does and makes the bot wait longer.
/// </summary>
internal sealed class SendPace(RateBudget budget, TimeProvider clock)
{
    private const string Telegram = "Telegram";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <exception cref="ToolException">rate_limited: it was not sent, by us or by Telegram.</exception>
    internal async Task<T> SendAsync<T>(ChatId chat, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        var bucket = $"chat {chat.Canonical}";
        budget.Check(Telegram, bucket);
        var wait = budget.Pace(Telegram, Rules(chat, bucket), Patience);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }

        try
        {
            var sent = await send();
            budget.Heard(bucket, [], isFine: true);
            return sent;
        }
        catch (ToolException refused) when (refused.Error.Kind == ToolErrorKind.RateLimited)
        {
            throw new ToolException(refused.Error with { RetryAfter = budget.Refused(bucket, refused.Error.RetryAfter) });
        }
    }

    /// <summary>Numbers of people are positive; of what is negative or has a public name nobody can tell groups from channels.</summary>
    private static List<RateRule> Rules(ChatId chat, string bucket)
    {
        List<RateRule> rules = [new(bucket, 1, TimeSpan.FromSeconds(1)), new("all chats", 30, TimeSpan.FromSeconds(1))];
        if (chat.Canonical[0] is '-' or '@')
        {
            rules.Add(new($"group {chat.Canonical}", 20, TimeSpan.FromMinutes(1)));
        }

        return rules;
    }
}
