using System.Text;
using System.Text.Json;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Slack;

/// <summary>Slack's Web API (https://docs.slack.dev/apis/web-api) for one installation of the app. Every method takes a form, and only some take JSON; a refusal comes with status 200.</summary>
internal sealed class SlackApi(PlatformClient slack)
{
    private const string Sending = "so it is not known whether the message was sent. Look with slack_get_history before you send it again.";

    internal async Task<JsonElement> ReadAsync(string method, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        var answer = await slack.ReadAsync(HttpMethod.Post, Path(method), cancellationToken, content: Body(form));
        return Fine(answer) ?? throw new ToolException(SlackErrors.Of(answer) switch
        {
            null => SlackErrors.Garbled,
            { Kind: ToolErrorKind.OutcomeUnknown } stumbled => new(ToolErrorKind.PlatformUnavailable, $"{stumbled.Message} Nothing was changed; try again later."),
            var refused => refused,
        });
    }

    /// <summary>Once: where the answer is lost, so is whether it was done.</summary>
    internal async Task<JsonElement> SendAsync(IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        PlatformAnswer answer;
        try
        {
            answer = await slack.WriteAsync(HttpMethod.Post, Path("chat.postMessage"), Body(form), cancellationToken);
        }
        catch (ToolException lost) when (lost.Error.Kind == ToolErrorKind.OutcomeUnknown)
        {
            throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"Slack failed or broke off before it answered, {Sending}"));
        }

        return Fine(answer) is { } sent && sent.Words("ts") is not null && sent.Words("channel") is not null ? sent
            : throw new ToolException(SlackErrors.Of(answer) is { } refused
                ? refused.Kind == ToolErrorKind.OutcomeUnknown ? new(ToolErrorKind.OutcomeUnknown, $"{refused.Message} It may have been done in part, {Sending}") : refused
                : new(ToolErrorKind.OutcomeUnknown, $"Slack took the message and answered something that is not what it documents, perhaps cut off, {Sending}"));
    }

    /// <summary>Slack counts by method.</summary>
    internal static string Endpoint(HttpMethod method, string path) => path;

    private static string Path(string method) => $"api/{method}";

    private static JsonElement? Fine(PlatformAnswer answer) => answer.IsSuccess && LooseJson.Parse(answer.Body) is { } body && body.Flag("ok") == true ? body : null;

    private static PlatformBody Body(IEnumerable<KeyValuePair<string, string>> form) =>
        new(Encoding.ASCII.GetBytes(string.Join('&', form.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))), "application/x-www-form-urlencoded");
}
