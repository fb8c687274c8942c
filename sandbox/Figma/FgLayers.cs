using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Figma;

/// <summary>The layers of every file: a page with a screen and its parts, and a page with very many.</summary>
internal static class FgLayers
{
    internal static JsonObject Document()
    {
        var many = Enumerable.Range(10, 600).Select(i => Layer($"2:{i}", "RECTANGLE", $"Tile {i}", i, i, 8, 8));
        return With(new() { ["id"] = "0:0", ["name"] = "Document", ["type"] = "DOCUMENT" },
        [
            With(new() { ["id"] = "0:1", ["name"] = "Screens", ["type"] = "CANVAS" },
            [
                With(Layer("1:2", "FRAME", "Home", 0, 0, 390, 844),
                [
                    Text("1:3", "Title", "When ferries leave ⛴"),
                    With(Layer("1:4", "INSTANCE", "Button", 20, 700, 350, 48, ("componentId", "1:9")), [Text("I1:4;1:10", "Label", "Buy a ticket")]),
                    Layer("1:5", "RECTANGLE", "Hidden", 0, 0, 10, 10, ("visible", false)),
                ]),
                With(Layer("1:9", "COMPONENT", "Button", 500, 0, 350, 48), [Text("1:10", "Label", "Label")]),
            ]),
            With(new() { ["id"] = "0:2", ["name"] = "Tiles", ["type"] = "CANVAS" }, many),
        ]);
    }

    /// <summary>Null where there is none of that id.</summary>
    internal static JsonObject? Find(JsonObject layer, string id) => (string?)layer["id"] == id ? layer : Children(layer).Select(child => Find(child, id)).FirstOrDefault(found => found is not null);

    /// <param name="depth">Levels below the layer; null for all.</param>
    internal static JsonObject Cut(JsonObject layer, int? depth)
    {
        var copy = (JsonObject)layer.DeepClone();
        Trim(copy, depth ?? int.MaxValue);
        return copy;
    }

    private static void Trim(JsonObject layer, int depth)
    {
        if (depth == 0)
        {
            layer.Remove("children");
            return;
        }

        foreach (var child in Children(layer))
        {
            Trim(child, depth - 1);
        }
    }

    private static IEnumerable<JsonObject> Children(JsonObject layer) => layer["children"] is JsonArray children ? children.OfType<JsonObject>() : [];

    private static JsonObject Layer(string id, string type, string name, int x, int y, int width, int height, params (string Name, JsonNode Value)[] more)
    {
        var layer = new JsonObject
        {
            ["id"] = id,
            ["name"] = name,
            ["type"] = type,
            ["scrollBehavior"] = "SCROLLS",
            ["absoluteBoundingBox"] = new JsonObject { ["x"] = x, ["y"] = y, ["width"] = width, ["height"] = height },
            ["fills"] = new JsonArray(new JsonObject { ["blendMode"] = "NORMAL", ["type"] = "SOLID", ["color"] = new JsonObject { ["r"] = 0.1, ["g"] = 0.3, ["b"] = 0.8, ["a"] = 1.0 } }),
        };
        foreach (var (key, value) in more)
        {
            layer[key] = value;
        }

        return layer;
    }

    private static JsonObject Text(string id, string name, string words) => Layer(id, "TEXT", name, 20, 20, 200, 24, ("characters", words));

    private static JsonObject With(JsonObject layer, IEnumerable<JsonObject> children)
    {
        layer["children"] = new JsonArray([.. children]);
        return layer;
    }
}
