using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Telegram;

/// <summary>What Telegram's refusals mean. Beyond the status only families of words are looked at, for Telegram promises none of them.</summary>
internal static class BotErrors
{
    private const int MostWords = 300;

    /// <summary>A day; what is longer or below a second is no waiting time.</summary>
    private const int LongestWait = 86_400;

    private static readonly string[] Rights = ["not enough rights", "have no rights", "need administrator rights", "CHAT_WRITE_FORBIDDEN", "CHAT_ADMIN_REQUIRED"];

    private static readonly string[] Missing = ["chat not found", "user not found", "PEER_ID_INVALID", "CHANNEL_PRIVATE", "USERNAME_NOT_OCCUPIED"];

    private static readonly (string Words, string Argument, string Advice)[] Wrong =
    [
        ("message to be replied not found", "reply_to_message_id", "The message to reply to is not in this chat (any more). Leave `reply_to_message_id` out, or take the id from telegram_get_updates."),
        ("message to reply not found", "reply_to_message_id", "The message to reply to is not in this chat (any more). Leave `reply_to_message_id` out, or take the id from telegram_get_updates."),
        ("can't parse entities", "parse_mode", "The marks in the text are not what `parse_mode` allows. Leave `parse_mode` out to send the text as it is."),
        ("message is too long", "text", "The text is longer than Telegram takes. Send it in several messages."),
        ("caption is too long", "caption", "The caption is longer than Telegram takes. Send the photo with a short one and the rest as a message."),
        ("text is empty", "text", "The text has nothing visible in it."),
        ("PHOTO_INVALID_DIMENSIONS", "photo", "Width and height together may be 10,000 pixels at most, and one at most 20 times the other."),
        ("failed to get HTTP URL content", "photo", "Telegram could not fetch the photo from that address; it must be public, an image, and 5 MB at most."),
        ("wrong type of the web page content", "photo", "What is at that address is not an image."),
        ("wrong file identifier", "photo", "Telegram could not fetch the photo from that address; it must be public, an image, and 5 MB at most."),
        ("IMAGE_PROCESS_FAILED", "photo", "Telegram cannot read the image. Send it as JPEG or PNG."),
        ("file is too big", "photo", "The photo is larger than Telegram takes."),
    ];

    internal static ToolError Revoked => new(
        ToolErrorKind.NeedsReconnection,
        "Telegram does not accept this bot's token any more: it was revoked, or the bot was deleted. Nothing was done. Ask the person you work for to take the token from @BotFather (/token) and to connect the bot again; square_connect_platform tells how.");

    /// <param name="code">The envelope's own, where the status says less.</param>
    /// <param name="words">What Telegram says, without the token; null where there was no envelope around it.</param>
    internal static ToolError Of(PlatformAnswer answer, int? code, string? words, BotHints? hints) => Of(answer, code ?? (int)answer.Status, words ?? "no reason given", hints, isTelegram: words is not null);

    private static ToolError Of(PlatformAnswer answer, int code, string words, BotHints? hints, bool isTelegram) => code switch
    {
        404 when !isTelegram => new(ToolErrorKind.PlatformUnavailable, "What answers at Telegram's address is not the Bot API. Nothing was done. The operator should look at SQUAREMCP__Platforms__Telegram__BaseUrl."),

        // A token that is none leads to an address where nothing is.
        401 or 404 => Revoked,
        403 => new(ToolErrorKind.NotPermittedByPlatform, $"Telegram does not let the bot do this: {Cut(words)} A person in that chat has to unblock or add the bot, or write to it first. The connection itself is fine."),
        409 => Conflict(words),
        413 => Argument("photo", "The photo is larger than Telegram takes: 10 MB at most."),
        429 => new(ToolErrorKind.RateLimited, "Telegram takes no more from this bot, or for this chat, for now. Nothing was done.") { RetryAfter = Wait(answer, hints) },
        >= 500 => answer.Error("Telegram"),
        _ when hints?.MigrateToChatId is { } now => Argument("chat_id", $"The group has become a supergroup with another number. Nothing was done; make the same call with `chat_id` \"{now}\"."),
        _ => Refusal(words),
    };

    private static ToolError Refusal(string words)
    {
        if (Rights.Any(Says))
        {
            return new(ToolErrorKind.NotPermittedByPlatform, $"The bot has not the right to do this in that chat: {Cut(words)} A person who administers the chat can give it.");
        }

        if (Missing.Any(Says))
        {
            return new(ToolErrorKind.NotFound, "Telegram knows no such chat, or the bot has never been in it. Nothing was done. A person must first write to the bot, or add it to the group or channel; then telegram_get_updates tells the chat's number.") { Argument = "chat_id" };
        }

        var (_, argument, advice) = Array.Find(Wrong, one => Says(one.Words));
        return argument is null
            ? new(ToolErrorKind.InvalidArgument, $"Telegram refused this: {Cut(words)} Nothing was done.")
            : Argument(argument, $"{advice} Nothing was done. Telegram says: {Cut(words)}");

        bool Says(string family) => words.Contains(family, StringComparison.OrdinalIgnoreCase);
    }

    private static ToolError Conflict(string words) => new(
        ToolErrorKind.Refused,
        words.Contains("webhook", StringComparison.OrdinalIgnoreCase)
            ? "Telegram delivers this bot's updates to a webhook, so they cannot be read here. Nothing was done. Ask the person you work for which program set the webhook; only when it is removed (deleteWebhook) can telegram_get_updates read. Sending works all the same."
            : "Another program is reading this bot's updates right now, and Telegram serves one at a time. Nothing was done. Ask the person you work for to stop it, or to connect a bot of its own; do not try again at once.");

    private static ToolError Argument(string argument, string sentence) => new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument };

    private static TimeSpan? Wait(PlatformAnswer answer, BotHints? hints) => hints?.RetryAfter is >= 1 and <= LongestWait and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : answer.RetryAfter is { TotalSeconds: >= 1 and <= LongestWait } wait ? wait : null;

    private static string Cut(string words) => words.Length <= MostWords ? $"\"{words}\"." : $"\"{words[..MostWords]}…\".";
}
