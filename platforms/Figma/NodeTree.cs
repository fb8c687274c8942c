using System.Text.Json;

namespace Squaremcp.Platforms.Figma;

/// <summary>Figma's tree of layers as a list, each before those in it, with what can be said of it in a line.</summary>
internal static class NodeTree
{
    private const int MostText = 2_000, MostFills = 8;

    internal static IEnumerable<Node> Flat(JsonElement root, string? parent)
    {
        // A stack and no recursion: the depth is what somebody drew.
        var waiting = new Stack<(JsonElement Node, string? Parent)>([(root, parent)]);
        while (waiting.TryPop(out var next))
        {
            if (Of(next.Node, next.Parent) is { } node)
            {
                yield return node;
                foreach (var child in next.Node.Each("children").Reverse())
                {
                    waiting.Push((child, node.Id));
                }
            }
        }
    }

    private static Node? Of(JsonElement node, string? parent)
    {
        var box = node.Inside("absoluteBoundingBox");
        return node.Words("id") is not { } id ? null : new(
            id, node.Words("name") ?? "", node.Words("type") ?? "", parent, node.Flag("visible") == false ? true : null, Number(box, "x"), Number(box, "y"), Number(box, "width"), Number(box, "height"),
            node.Words("characters") is { Length: > MostText } text ? $"{text[..(char.IsHighSurrogate(text[MostText - 1]) ? MostText - 1 : MostText)]}…" : node.Words("characters"), node.Words("componentId"),
            node.Each("fills").Where(fill => fill.Flag("visible") != false).Select(Colour).OfType<string>().Take(MostFills).ToList() is { Count: > 0 } fills ? fills : null);
    }

    private static double? Number(JsonElement owner, string name) => owner.Inside(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) ? Math.Round(value, 2) : null;

    /// <summary>Figma's colours go from 0 to 1.</summary>
    private static string? Colour(JsonElement fill)
    {
        var colour = fill.Inside("color");
        if (fill.Words("type") != "SOLID" || Number(colour, "r") is null)
        {
            return null;
        }

        var alpha = Part(colour, "a", (fill.Inside("opacity") is { ValueKind: JsonValueKind.Number } opacity ? opacity.GetDouble() : 1) * 255);
        return $"#{Part(colour, "r", 255):x2}{Part(colour, "g", 255):x2}{Part(colour, "b", 255):x2}{(alpha < 255 ? $"{alpha:x2}" : "")}";
    }

    private static int Part(JsonElement colour, string name, double most) => (int)Math.Clamp(Math.Round((colour.Inside(name) is { ValueKind: JsonValueKind.Number } part ? part.GetDouble() : 1) * most), 0, 255);
}
