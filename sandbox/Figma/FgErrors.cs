using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Figma;

/// <summary>Refusals in Figma's two forms.</summary>
internal static class FgErrors
{
    internal static Answer Of(int status, string err) => Answer.Json(status, new JsonObject { ["status"] = status, ["err"] = err });

    internal static Answer Told(int status, string message) => Answer.Json(status, new JsonObject { ["error"] = true, ["status"] = status, ["message"] = message });

    internal static Answer BadToken => Of(403, "Invalid token");

    internal static RefusedException NotFound => new(Of(404, "Not found"));

    internal static RefusedException Bad(string why) => new(Of(400, why));
}
