using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Telegram;

/// <summary>Refusals as the Bot API writes them.</summary>
internal static class BotErrors
{
    internal static Answer Of(int status, string description, JsonObject? parameters = null)
    {
        var body = new JsonObject { ["ok"] = false, ["error_code"] = status, ["description"] = description };
        if (parameters is not null)
        {
            body["parameters"] = parameters;
        }

        return Answer.Json(status, body);
    }

    internal static Answer TooMany(int? seconds) => seconds is { } wait
        ? Of(429, $"Too Many Requests: retry after {wait}", new() { ["retry_after"] = wait }).With("Retry-After", $"{wait}")
        : Of(429, "Too Many Requests");

    internal static RefusedException Refused(int status, string description) => new(Of(status, description));

    internal static RefusedException Bad(string what) => Refused(400, $"Bad Request: {what}");
}
