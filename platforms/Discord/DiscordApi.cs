using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Discord;

/// <summary>Discord's HTTP API (https://docs.discord.com/developers/reference) for one bot.</summary>
internal sealed class DiscordApi(PlatformClient discord, string version)
{
    private const string Sending = "so it is not known whether the message was sent. Look with discord_get_messages before you send it again.";

    /// <summary>As each answer tells them, each kind of call and each server and channel by itself.</summary>
    internal static IReadOnlyList<RateLimitHeaders> Limits { get; } = [new("X-RateLimit-Remaining", "X-RateLimit-Reset-After", ResetForm.DeltaSeconds)];

    /// <summary>Without the id of a message.</summary>
    internal static string Endpoint(HttpMethod method, string path) => $"{method} {string.Join('/', path.Split('/').Take(5))}";

    /// <param name="kind">Object or array.</param>
    internal async Task<JsonElement> ReadAsync(string path, JsonValueKind kind, CancellationToken cancellationToken)
    {
        var answer = await discord.ReadAsync(HttpMethod.Get, Path(path), cancellationToken);
        return answer.IsSuccess && Parse(answer.Body) is { } read && read.ValueKind == kind ? read : throw new ToolException(DiscordErrors.Of(answer) ?? DiscordErrors.Garbled);
    }

    /// <summary>
    /// Where the answer is lost it is asked for once more: the message has a nonce, and Discord answers a message of the same nonce, for some minutes, with the one that was made before
    /// (https://docs.discord.com/developers/resources/message#create-message, enforce_nonce). What that does not tell is not known.
    /// </summary>
    /// <param name="message">With nonce and enforce_nonce.</param>
    internal async Task<JsonElement> SendAsync(string channel, JsonObject message, CancellationToken cancellationToken)
    {
        PlatformBody body = new(Encoding.UTF8.GetBytes(message.ToJsonString()), "application/json");
        var (sent, refused) = await OnceAsync(channel, body, cancellationToken);
        if (sent is null && refused is null)
        {
            (sent, _) = await OnceAsync(channel, body, cancellationToken);
        }

        return sent ?? throw new ToolException(refused ?? new(ToolErrorKind.OutcomeUnknown, $"Discord failed or broke off before it answered, and did so again when it was asked what became of it, {Sending}"));
    }

    /// <returns>The message, or why it was not made; neither where nobody knows.</returns>
    private async Task<(JsonElement? Sent, ToolError? Refused)> OnceAsync(string channel, PlatformBody body, CancellationToken cancellationToken)
    {
        PlatformAnswer answer;
        try
        {
            answer = await discord.WriteAsync(HttpMethod.Post, Path($"channels/{channel}/messages"), body, cancellationToken);
        }
        catch (ToolException failed)
        {
            return (null, failed.Error.Kind == ToolErrorKind.OutcomeUnknown ? null : failed.Error);
        }

        return answer.IsSuccess ? (LooseJson.Parse(answer.Body) is { } sent && sent.Id("id") is not null ? sent : null, null) : (null, DiscordErrors.Of(answer));
    }

    private string Path(string path) => $"api/v{version}/{path}";

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
