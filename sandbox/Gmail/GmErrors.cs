using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Gmail;

/// <summary>Refusals as Google writes them.</summary>
internal static class GmErrors
{
    internal static Answer Of(int status, string reason, string message, string word) => Answer.Json(status, new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["code"] = status,
            ["message"] = message,
            ["errors"] = new JsonArray(new JsonObject { ["message"] = message, ["domain"] = "global", ["reason"] = reason }),
            ["status"] = word,
        },
    });

    internal static RefusedException Invalid(string message) => new(Of(400, "invalidArgument", message, "INVALID_ARGUMENT"));

    internal static RefusedException NotFound => new(Of(404, "notFound", "Requested entity was not found.", "NOT_FOUND"));

    internal static RefusedException NotAllowed => new(Of(403, "insufficientPermissions", "Request had insufficient authentication scopes.", "PERMISSION_DENIED"));

    internal static RefusedException TooLarge => new(Of(413, "uploadTooLarge", "The message is larger than is allowed.", "INVALID_ARGUMENT"));

    internal static Answer BadToken => Of(401, "authError", "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.", "UNAUTHENTICATED");

    /// <summary>The time stands in the words alone.</summary>
    internal static Answer TooMany(DateTimeOffset? until) =>
        Of(429, "rateLimitExceeded", $"User-rate limit exceeded.{(until is { } at ? $"  Retry after {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}" : "")}", "RESOURCE_EXHAUSTED");
}
