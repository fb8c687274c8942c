using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Snapchat;

/// <summary>Answers and refusals as Snapchat writes them.</summary>
internal static class SnErrors
{
    internal static Answer Of(int status, string code, string message) => Answer.Json(status, new JsonObject
    {
        ["request_status"] = "ERROR",
        ["request_id"] = "sandbox",
        ["debug_message"] = message,
        ["display_message"] = message,
        ["error_code"] = code,
    });

    internal static Answer Ok(JsonObject body)
    {
        body.Insert(0, "request_status", "SUCCESS");
        body.Insert(1, "request_id", "sandbox");
        return Answer.Json(200, body);
    }

    internal static RefusedException Invalid(string message) => new(Of(400, "E1001", message));

    internal static RefusedException Denied => new(Of(403, "E1008", "Access denied"));

    internal static RefusedException NotFound => new(Of(404, "E1004", "Resource not found"));

    internal static Answer Unauthorized => Of(401, "E3002", "Unauthorized").With("WWW-Authenticate", "Bearer error=\"invalid_token\"");

    internal static Answer TooMany => Of(429, "E2009", "Too many requests");
}
