using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Meta;

/// <summary>Refusals as the Graph API writes them (https://developers.facebook.com/docs/graph-api/guides/error-handling).</summary>
internal static class GraphRefusals
{
    internal static Answer Of(int status, int code, string message, int? subcode = null, string type = "OAuthException", string? details = null)
    {
        var error = new JsonObject { ["message"] = $"(#{code}) {message}", ["type"] = type, ["code"] = code };
        if (subcode is { } sub)
        {
            error["error_subcode"] = sub;
        }

        if (details is not null)
        {
            error["error_data"] = new JsonObject { ["messaging_product"] = "whatsapp", ["details"] = details };
        }

        error["fbtrace_id"] = "Asandbox";
        return Answer.Json(status, new JsonObject { ["error"] = error });
    }

    internal static Answer Expired => Of(400, 190, "Error validating access token: Session has expired.", 463);

    internal static Answer Malformed => Of(401, 190, "Invalid OAuth access token - Cannot parse access token.");

    internal static Answer TooMany(int code) => Of(400, code, "Application request limit reached.");

    internal static RefusedException Invalid(string message) => new(Of(400, 100, message));

    internal static RefusedException Missing(string id) => new(Of(400, 100, $"Unsupported request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.", 33, "GraphMethodException"));

    internal static RefusedException NoRight(string scope) => new(Of(403, 200, $"Requires {scope} permission to manage the object"));

    /// <param name="seconds">Until calls are taken again, which Meta tells in minutes; null where it does not.</param>
    internal static Answer Throttled(int code, string type, int? seconds) => seconds is { } wait
        ? TooMany(code).With("X-Business-Use-Case-Usage", new JsonObject { ["1"] = new JsonArray(new JsonObject { ["type"] = type, ["call_count"] = 100, ["total_cputime"] = 100, ["total_time"] = 100, ["estimated_time_to_regain_access"] = Math.Max(1, (wait + 59) / 60) }) }.ToJsonString())
        : TooMany(code);
}
