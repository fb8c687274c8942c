using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.GitHub;

/// <summary>Refusals as GitHub's REST API writes them.</summary>
internal static class GhErrors
{
    internal static Answer Of(int status, string message) => Answer.Json(status, new JsonObject { ["message"] = message, ["documentation_url"] = "https://docs.github.com/rest", ["status"] = $"{status}" });

    internal static Answer Unauthorized => Of(401, "Bad credentials");

    internal static RefusedException NotFound => new(Of(404, "Not Found"));

    internal static RefusedException Refused(int status, string message) => new(Of(status, message));

    internal static RefusedException Invalid(string resource, string field, string code, string? message = null)
    {
        var error = new JsonObject { ["resource"] = resource, ["field"] = field, ["code"] = code };
        if (message is not null)
        {
            error["message"] = message;
        }

        return new(Answer.Json(422, new JsonObject { ["message"] = "Validation Failed", ["errors"] = new JsonArray(error), ["documentation_url"] = "https://docs.github.com/rest", ["status"] = "422" }));
    }
}
