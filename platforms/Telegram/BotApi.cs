using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Telegram;

/// <summary>
/// The Bot API (https://core.telegram.org/bots/api) of one bot: one method a call, JSON or multipart in, one envelope out. The token is part of the address and of nothing that is told.
/// </summary>
internal sealed class BotApi(PlatformClient telegram, BotToken token)
{
    private const string Sending = "so it is not known whether the message was sent. A bot cannot read what it sent: ask a person to look in the chat before you send it again.";

    private const string Confirming = "so it is not known whether they were forgotten. Call telegram_get_updates to see, or simply do it again with `repeat`.";

    internal async Task<T> ReadAsync<T>(string method, JsonObject parameters, JsonTypeInfo<BotAnswer<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await telegram.ReadAsync(HttpMethod.Post, method, cancellationToken, content: Json(parameters));
        var read = Parsed(answer, type);
        return read?.Result is { } result && read.Ok && answer.IsSuccess
            ? result
            : throw new ToolException(answer.IsSuccess && read is not { Ok: false, ErrorCode: null or < 500 }
                ? new(ToolErrorKind.PlatformUnavailable, "Telegram answered something that is not what it documents, perhaps cut off. Nothing was changed; try again later.")
                : Error(answer, read));
    }

    internal Task<BotMessage> SendAsync(string method, JsonObject parameters, CancellationToken cancellationToken) =>
        SendAsync(method, Json(parameters).ToContent, cancellationToken);

    internal Task<BotMessage> SendAsync(string method, Func<HttpContent> content, CancellationToken cancellationToken) =>
        WriteAsync(method, content, BotJson.Default.BotAnswerBotMessage, Sending, cancellationToken);

    internal Task<IReadOnlyList<JsonElement>> ConfirmAsync(JsonObject parameters, CancellationToken cancellationToken) =>
        WriteAsync("getUpdates", Json(parameters).ToContent, BotJson.Default.BotAnswerIReadOnlyListJsonElement, Confirming, cancellationToken);

    /// <summary>Once: where the answer is lost, so is whether it was done.</summary>
    private async Task<T> WriteAsync<T>(string method, Func<HttpContent> content, JsonTypeInfo<BotAnswer<T>> type, string unknown, CancellationToken cancellationToken)
        where T : class
    {
        PlatformAnswer answer;
        try
        {
            answer = await telegram.WriteStreamAsync(HttpMethod.Post, method, content, cancellationToken);
        }
        catch (ToolException lost) when (lost.Error.Kind == ToolErrorKind.OutcomeUnknown)
        {
            throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"Telegram failed or broke off before it answered, {unknown}"));
        }

        var read = Parsed(answer, type);
        return read is { Ok: true, Result: { } result } && answer.IsSuccess
            ? result
            : throw new ToolException(answer.IsSuccess && read is not { Ok: false, ErrorCode: null or < 500 }
                ? new(ToolErrorKind.OutcomeUnknown, $"Telegram took this and answered something that is not what it documents, perhaps cut off, {unknown}")
                : Error(answer, read));
    }

    private ToolError Error<T>(PlatformAnswer answer, BotAnswer<T>? read)
        where T : class => BotErrors.Of(answer, answer.IsSuccess ? read?.ErrorCode : null, read is null ? null : token.Without(read.Description ?? "no reason given"), read?.Parameters);

    private static BotAnswer<T>? Parsed<T>(PlatformAnswer answer, JsonTypeInfo<BotAnswer<T>> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PlatformBody Json(JsonObject parameters) => new(Encoding.UTF8.GetBytes(parameters.ToJsonString()), "application/json");
}
