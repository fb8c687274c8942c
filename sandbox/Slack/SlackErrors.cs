using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Slack;

/// <summary>Refusals as Slack writes them: one word, with status 200.</summary>
internal static class SlackErrors
{
    internal static Answer Of(string word, JsonObject? more = null)
    {
        var body = new JsonObject { ["ok"] = false, ["error"] = word };
        foreach (var (name, value) in more ?? [])
        {
            body[name] = value?.DeepClone();
        }

        return Answer.Json(200, body, "application/json; charset=utf-8");
    }

    internal static RefusedException Refused(string word) => new(Of(word));

    /// <summary>An argument that the method does not have, or not of that kind. Slack often lets it pass; a mistyped one would go unnoticed.</summary>
    internal static RefusedException Arguments(string what) => new(Of("invalid_arguments", new() { ["response_metadata"] = new JsonObject { ["messages"] = new JsonArray($"[ERROR] {what}") } }));

    internal static RefusedException Scope(string needed, IEnumerable<string> provided) => new(Of("missing_scope", new() { ["needed"] = needed, ["provided"] = string.Join(',', provided) }));

    internal static Answer TooMany(int? seconds)
    {
        var answer = Answer.Json(429, new JsonObject { ["ok"] = false, ["error"] = "ratelimited" });
        return seconds is { } wait ? answer.With("Retry-After", $"{wait}") : answer;
    }
}
