using System.Globalization;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Telegram.Formatting;

namespace Squaremcp.Platforms.Telegram;

/// <summary>Telegram's rules for what is sent, kept before anything leaves, and by a rehearsal too.</summary>
internal static class SendRules
{
    internal const int MostText = 4096;
    internal const int MostCaption = 1024;

    /// <summary>The parameters of sendMessage.</summary>
    /// <exception cref="ToolException">Telegram would refuse it.</exception>
    internal static JsonObject Parameters(SendMessage send)
    {
        var parameters = Addressed(send.ChatId);
        Length("text", send.Text, send.ParseMode, MostText, isOptional: false);
        parameters["text"] = send.Text;
        Common(parameters, send.ParseMode, send.ReplyToMessageId, send.DisableNotification);
        if (send.DisableLinkPreview)
        {
            parameters["link_preview_options"] = new JsonObject { ["is_disabled"] = true };
        }

        return parameters;
    }

    /// <summary>The parameters of sendPhoto, but for the photo.</summary>
    /// <exception cref="ToolException">Telegram would refuse it.</exception>
    internal static JsonObject Parameters(SendPhoto send)
    {
        var parameters = Addressed(send.ChatId);
        if (send.Caption is { Length: > 0 } caption)
        {
            Length("caption", caption, send.ParseMode, MostCaption, isOptional: true);
            parameters["caption"] = caption;
        }

        Common(parameters, send.Caption is { Length: > 0 } ? send.ParseMode : null, send.ReplyToMessageId, send.DisableNotification);
        return parameters;
    }

    /// <summary>As its reader sees it, in UTF-16 code units.</summary>
    internal static int Length(string text, string? mode) => FormattedText.Of(text, mode).Visible.Length;

    internal static long Number(string argument, string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw Wrong(argument, $"`{argument}` must be the digits of an id, as another Telegram tool told it, for example 1024.");

    private static JsonObject Addressed(string chat) => new() { ["chat_id"] = ChatId.Of(chat).ToJson() };

    private static void Common(JsonObject parameters, string? mode, string? replyTo, bool isSilent)
    {
        if (mode is not null)
        {
            parameters["parse_mode"] = mode;
        }

        if (isSilent)
        {
            parameters["disable_notification"] = true;
        }

        if (replyTo is not null)
        {
            parameters["reply_parameters"] = new JsonObject { ["message_id"] = Number("reply_to_message_id", replyTo) };
        }
    }

    private static void Length(string argument, string text, string? mode, int most, bool isOptional)
    {
        var read = FormattedText.Of(text, mode);
        if (read.Mistake is { } mistake)
        {
            throw Wrong(argument, $"`{argument}` is not {mode} as Telegram reads it: {mistake}. Or leave `parse_mode` out to send it as it is.");
        }

        if (read.Visible.Length == 0 && !isOptional)
        {
            throw Wrong(argument, $"`{argument}` has nothing visible in it.");
        }

        if (read.Visible.Length > most)
        {
            throw Wrong(argument, $"`{argument}` has {read.Visible.Length} characters as Telegram counts (UTF-16, without marks); {most} are allowed. {(argument == "text" ? "Send it in several messages." : "Send the photo with a short caption and the rest as a message.")}");
        }
    }

    private static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });
}
