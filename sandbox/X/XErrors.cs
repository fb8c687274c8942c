using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.X;

/// <summary>Refusals as the X API writes them (RFC 9457, and a list of errors where parameters are wrong).</summary>
internal static class XErrors
{
    private const string Problems = "https://api.x.com/2/problems/";

    internal static Answer Of(int status, string title, string detail, string? type = null) => Answer.Json(
        status, new JsonObject { ["title"] = title, ["type"] = type is null ? "about:blank" : Problems + type, ["status"] = status, ["detail"] = detail }, "application/problem+json");

    internal static Answer Unauthorized => Of(401, "Unauthorized", "Unauthorized");

    internal static RefusedException Forbidden(string detail) => new(Of(403, "Forbidden", detail));

    internal static RefusedException NotFound => new(Of(404, "Not Found", "Not Found"));

    internal static Answer TooMany => Of(429, "Too Many Requests", "Too Many Requests", "rate-limit-exceeded");

    /// <summary>A parameter or member that is not as the specification says.</summary>
    internal static RefusedException Invalid(string message, string? parameter = null, string? value = null)
    {
        var error = new JsonObject { ["message"] = message };
        if (parameter is not null)
        {
            error["parameters"] = new JsonObject { [parameter] = new JsonArray(value ?? "") };
        }

        return new(Answer.Json(400, new JsonObject
        {
            ["errors"] = new JsonArray(error),
            ["title"] = "Invalid Request",
            ["detail"] = "One or more parameters to your request was invalid.",
            ["type"] = Problems + "invalid-request",
        }, "application/problem+json"));
    }

    /// <summary>Of something that was looked up and is not there; stands in an answer of status 200.</summary>
    internal static JsonObject Missing(string kind, string parameter, string value) => new()
    {
        ["value"] = value,
        ["detail"] = $"Could not find {kind} with {parameter}: [{value}].",
        ["title"] = "Not Found Error",
        ["resource_type"] = kind,
        ["parameter"] = parameter,
        ["resource_id"] = value,
        ["type"] = Problems + "resource-not-found",
    };
}
