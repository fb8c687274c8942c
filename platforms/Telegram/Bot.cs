using System.Globalization;

namespace Squaremcp.Platforms.Telegram;

/// <summary>What the Telegram tools do, for one connected bot.</summary>
internal sealed class Bot(BotApi api, ConnectedBot connected, Photos photos, SendPace pace)
{
    /// <summary>What Telegram answers at once.</summary>
    private const int Window = 100;

    internal async Task<BotIdentity> IdentityAsync(CancellationToken cancellationToken)
    {
        var me = await api.ReadAsync("getMe", [], BotJson.Default.BotAnswerBotUser, cancellationToken);
        return me.Id.ToString(CultureInfo.InvariantCulture) == connected.BotId
            ? new(connected.BotId, At(me.Username), me.FirstName, me.CanJoinGroups ?? false, me.CanReadAllGroupMessages ?? false, me.SupportsInlineQueries ?? false)
            : throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"Telegram answers for another bot than the one that was connected ({connected.BotId}). Ask the person you work for to connect the bot again."));
    }

    internal async Task<SentMessage> SendAsync(SendMessage send, CancellationToken cancellationToken)
    {
        var parameters = SendRules.Parameters(send);
        return Sent(await pace.SendAsync(ChatId.Of(send.ChatId), () => api.SendAsync("sendMessage", parameters, cancellationToken), cancellationToken));
    }

    internal async Task<Rehearsal> RehearseAsync(SendMessage send, CancellationToken cancellationToken)
    {
        _ = SendRules.Parameters(send);
        var chat = await ChatAsync(send.ChatId, cancellationToken);
        return new($"Send a message of {SendRules.Length(send.Text, send.ParseMode)} characters to {Named(chat)}.");
    }

    internal async Task<SentMessage> SendAsync(SendPhoto send, ToolContext context, CancellationToken cancellationToken)
    {
        var parameters = SendRules.Parameters(send);
        if (await photos.FindAsync(send.Photo, context.Customer, cancellationToken) is not { } file)
        {
            parameters["photo"] = send.Photo;
            return Sent(await pace.SendAsync(ChatId.Of(send.ChatId), () => api.SendAsync("sendPhoto", parameters, cancellationToken), cancellationToken));
        }

        await using var content = await file.OpenAsync(cancellationToken);
        return Sent(await pace.SendAsync(ChatId.Of(send.ChatId), () => api.SendAsync("sendPhoto", () => Photos.Form(parameters, file, content), cancellationToken), cancellationToken));
    }

    internal async Task<Rehearsal> RehearseAsync(SendPhoto send, ToolContext context, CancellationToken cancellationToken)
    {
        _ = SendRules.Parameters(send);
        var file = await photos.FindAsync(send.Photo, context.Customer, cancellationToken);
        var chat = await ChatAsync(send.ChatId, cancellationToken);
        var caption = send.Caption is { Length: > 0 } text ? $" with a caption of {SendRules.Length(text, send.ParseMode)} characters" : "";
        return new(
            $"Send {(file is null ? "the photo from that address" : $"the photo of {file.Size} bytes")}{caption} to {Named(chat)}.",
            file is null ? ["Whether Telegram can fetch the address is only known when it is sent."] : null);
    }

    /// <summary>Without an offset of Telegram's, for that would make it forget what came before; the filter is ours.</summary>
    internal async Task<UpdatesFound> UpdatesAsync(GetUpdates get, ToolContext context, CancellationToken cancellationToken)
    {
        var from = get.Offset is null ? 0 : SendRules.Number("offset", get.Offset);
        var waiting = await api.ReadAsync("getUpdates", new() { ["limit"] = Window, ["timeout"] = 0 }, BotJson.Default.BotAnswerIReadOnlyListJsonElement, cancellationToken);
        var later = waiting.Select(Update.Of).OfType<Update>().Where(update => IdOf(update) >= from).ToList();
        var (page, next) = context.Items(later, 0, get.Limit, Records.Json.Update);
        var isFull = waiting.Count >= Window;
        return new(
            page, page is [.., var last] ? (IdOf(last) + 1).ToString(CultureInfo.InvariantCulture) : null, next is not null || isFull,
            isFull && next is null ? "Telegram shows the oldest 100 that wait, and these are all of them. Call telegram_confirm_updates with the next_offset up to which you have dealt with them, and then this again." : null);
    }

    internal async Task<UpdatesConfirmed> ConfirmAsync(ConfirmUpdates confirm, CancellationToken cancellationToken)
    {
        var left = await api.ConfirmAsync(new() { ["offset"] = SendRules.Number("offset", confirm.Offset), ["limit"] = 1, ["timeout"] = 0 }, cancellationToken);
        return new(confirm.Offset, left.Count > 0);
    }

    internal async Task<Rehearsal> RehearseAsync(ConfirmUpdates confirm, CancellationToken cancellationToken)
    {
        var before = SendRules.Number("offset", confirm.Offset);
        var waiting = await api.ReadAsync("getUpdates", new() { ["limit"] = Window, ["timeout"] = 0 }, BotJson.Default.BotAnswerIReadOnlyListJsonElement, cancellationToken);
        var gone = waiting.Select(Update.Of).OfType<Update>().Count(update => IdOf(update) < before);
        return new($"Have Telegram forget {(gone == Window ? "100 or more" : gone)} waiting updates.");
    }

    internal async Task<ChatFound> ChatAsync(GetChat get, CancellationToken cancellationToken)
    {
        var chat = await ChatAsync(get.ChatId, cancellationToken);
        return new(
            Digits(chat.Id)!, chat.Type, chat.Called, At(chat.Username), chat.Description ?? chat.Bio, chat.IsForum ?? false, Digits(chat.LinkedChatId), chat.SlowModeDelay, chat.Permissions?.CanSendMessages);
    }

    private Task<BotChat> ChatAsync(string chat, CancellationToken cancellationToken) =>
        api.ReadAsync("getChat", new() { ["chat_id"] = ChatId.Of(chat).ToJson() }, BotJson.Default.BotAnswerBotChat, cancellationToken);

    private static SentMessage Sent(BotMessage message) => new(
        Digits(message.Chat.Id)!, Digits(message.MessageId)!, DateTimeOffset.FromUnixTimeSeconds(message.Date),
        message.Chat is { Type: "channel" or "supergroup", Username: { } name } ? $"https://t.me/{name}/{Digits(message.MessageId)}" : null);

    private static long IdOf(Update update) => long.TryParse(update.UpdateId, CultureInfo.InvariantCulture, out var id) ? id : long.MaxValue - 1;

    /// <summary>Titles are other people's words, so a rehearsal that is not marked as such does not repeat them.</summary>
    private static string Named(BotChat chat) => $"{(chat.Type == "private" ? "the person" : $"the {chat.Type}")} {At(chat.Username) ?? Digits(chat.Id)}";

    private static string? At(string? username) => username is null ? null : $"@{username}";

    private static string? Digits(long? id) => id?.ToString(CultureInfo.InvariantCulture);
}
