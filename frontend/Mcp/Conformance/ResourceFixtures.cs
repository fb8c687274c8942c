using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Squaremcp.Frontend.Mcp.Conformance;

internal static class ResourceFixtures
{
    internal static IEnumerable<McpServerResource> All =>
    [
        Make("test://static-text", "A text", "text/plain", () => "This is the content of the static text resource."),
        Make("test://static-binary", "An image", "image/png", () => BlobResourceContents.FromBytes(Samples.Png, "test://static-binary", "image/png")),
        Make("test://template/{id}/data", "Data by id", "application/json", Data),
        Make("test://watched-resource", "A text to watch", "text/plain", () => "Nothing has changed."),
    ];

    private static McpServerResource Make(string address, string name, string type, Delegate read) =>
        McpServerResource.Create(read, new() { UriTemplate = address, Name = name, Description = $"{name}, for the conformance suite.", MimeType = type });

    private static TextResourceContents Data(string id) => new()
    {
        Uri = $"test://template/{id}/data",
        MimeType = "application/json",
        Text = JsonSerializer.Serialize(new Dictionary<string, object> { ["id"] = id, ["templateTest"] = true, ["data"] = $"Data for ID: {id}" }),
    };
}
