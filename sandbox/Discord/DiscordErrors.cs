using System.Globalization;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Discord;

/// <summary>Refusals as Discord writes them.</summary>
internal static class DiscordErrors
{
    internal static Answer Unauthorized => Of(401, 0, "401: Unauthorized");

    internal static RefusedException NotFound => Refused(404, 0, "404: Not Found");

    internal static Answer Of(int status, int code, string message) => Answer.Json(status, new JsonObject { ["message"] = message, ["code"] = code });

    internal static RefusedException Refused(int status, int code, string message) => new(Of(status, code, message));

    /// <summary>A field of a body, or a parameter of an address, that is not as it must be.</summary>
    /// <param name="field">With dots between its parts.</param>
    internal static RefusedException Invalid(string field, string code, string message)
    {
        var errors = new JsonObject { ["_errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = message }) };
        foreach (var part in field.Split('.').Reverse())
        {
            errors = new JsonObject { [part] = errors };
        }

        return new(Answer.Json(400, new JsonObject { ["message"] = "Invalid Form Body", ["code"] = 50035, ["errors"] = errors }));
    }

    internal static Answer TooMany(double seconds) => Answer.Json(429, new JsonObject { ["message"] = "You are being rate limited.", ["retry_after"] = Math.Round(seconds, 3), ["global"] = false })
        .With("Retry-After", Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture)).With("X-RateLimit-Scope", "user");

    /// <summary>Of the network in front of Discord, which has no JSON and does not say how long.</summary>
    internal static Answer TurnedAway => Answer.Page(429, "<html><body>You are being rate limited (simulated).</body></html>");
}
