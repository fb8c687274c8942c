using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.TikTok;

/// <summary>Answers and refusals as TikTok writes them: a code in each, <c>ok</c> where all is well.</summary>
internal static class TtErrors
{
    private const string LogId = "20261121000000SANDBOX";

    internal static Answer Of(int status, string code, string message) => Answer.Json(status, new JsonObject { ["data"] = new JsonObject(), ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["log_id"] = LogId } });

    internal static Answer Ok(JsonObject data) => Answer.Json(200, new JsonObject { ["data"] = data, ["error"] = new JsonObject { ["code"] = "ok", ["message"] = "", ["log_id"] = LogId } });

    /// <summary>Of the token endpoint, which is flat.</summary>
    internal static Answer OAuth(int status, string error, string description) => Answer.Json(status, new JsonObject { ["error"] = error, ["error_description"] = description, ["log_id"] = LogId });

    internal static RefusedException Invalid(string message) => new(Of(400, "invalid_params", message));

    internal static RefusedException Scope => new(Of(401, "scope_not_authorized", "The user did not authorize the scope required for completing this request."));

    internal static RefusedException NotFound => new(new(404, "text/plain", "Unsupported path"u8.ToArray()));

    internal static Answer Unauthorized => Of(401, "access_token_invalid", "The access token is invalid or not found in the request.");

    internal static Answer TooMany => Of(429, "rate_limit_exceeded", "The API rate limit was exceeded. Please try again later.");
}
