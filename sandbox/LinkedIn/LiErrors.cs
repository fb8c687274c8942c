using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.LinkedIn;

/// <summary>Refusals as LinkedIn writes them.</summary>
internal static class LiErrors
{
    internal static Answer Of(int status, string code, string message, int? serviceErrorCode = null)
    {
        var body = new JsonObject { ["status"] = status, ["code"] = code, ["message"] = message };
        if (serviceErrorCode is { } number)
        {
            body["serviceErrorCode"] = number;
        }

        return Answer.Json(status, body);
    }

    internal static RefusedException Invalid(string message) => new(Of(422, "INVALID", $"ERROR :: {message}"));

    internal static RefusedException Denied(string what) => new(Of(403, "ACCESS_DENIED", $"Not enough permissions to access: {what}", 100));

    internal static RefusedException NotFound => new(Of(404, "RESOURCE_NOT_FOUND", "Could not find entity"));

    internal static Answer Expired => Of(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65602);

    internal static Answer Unauthorized => Of(401, "INVALID_ACCESS_TOKEN", "Invalid access token", 65600);
}
