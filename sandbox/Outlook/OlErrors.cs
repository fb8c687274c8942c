using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Outlook;

/// <summary>Refusals as Graph writes them.</summary>
internal static class OlErrors
{
    internal static Answer Of(int status, string code, string message) => Answer.Json(status, new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["innerError"] = new JsonObject { ["date"] = "2026-11-21T09:00:00", ["request-id"] = "00000000-0000-0000-0000-000000000000", ["client-request-id"] = "00000000-0000-0000-0000-000000000000" } },
    });

    internal static RefusedException Invalid(string message) => new(Of(400, "BadRequest", message));

    internal static RefusedException Refused(int status, string code, string message) => new(Of(status, code, message));

    internal static RefusedException NotFound => Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.");

    internal static Answer Expired => Of(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");

    internal static Answer TooMany => Of(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.");
}
