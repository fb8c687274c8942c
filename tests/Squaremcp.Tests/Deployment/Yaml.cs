using System.Globalization;
using System.Text.Json.Nodes;
using Squaremcp.Tests.Architecture;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Squaremcp.Tests.Deployment;

/// <summary>YAML as JSON: what is quoted is text, what is not is what it looks like.</summary>
internal static class Yaml
{
    /// <summary>The documents of a file of the repository.</summary>
    internal static IReadOnlyList<JsonObject> Read(string file) => Parse(Repository.Read(file));

    internal static IReadOnlyList<JsonObject> Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(new StringReader(text))));
        return [.. stream.Documents.Select(document => Node(document.RootNode)!.AsObject())];
    }

    /// <param name="path">Names and numbers with dots between.</param>
    /// <returns>Null where there is nothing.</returns>
    internal static JsonNode? At(this JsonNode? node, string path) =>
        path.Split('.').Aggregate(node, (at, step) => (at, int.TryParse(step, CultureInfo.InvariantCulture, out var index)) switch
        {
            (JsonArray array, true) => index < array.Count ? array[index] : null,
            (JsonObject named, _) => named[step],
            _ => null,
        });

    /// <returns>What is listed there; nothing where there is no list.</returns>
    internal static IEnumerable<JsonNode> Each(this JsonNode? node, string path) => (node.At(path) as JsonArray ?? []).Select(one => one!);

    internal static string Text(this JsonNode? node, string path) => node.At(path)?.ToString() ?? "";

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Node(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Node)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value!),
        YamlScalarNode quoted => JsonValue.Create(quoted.Value),
        _ => throw new InvalidOperationException($"{node.Start}: {node.NodeType} is not expected."),
    };

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" or "false" => JsonValue.Create(text == "true"),
        _ when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
