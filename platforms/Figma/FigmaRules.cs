using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.Figma;

/// <summary>Keys and ids as people have them, out of addresses, made what the API takes.</summary>
internal static partial class FigmaRules
{
    private const int MostNodes = 50;

    /// <summary>A file's key, or that of the branch where the address is of one.</summary>
    internal static string Key(string file) => Address().Match(file.Trim()) is { Success: true } match ? match.Groups["branch"] is { Success: true } branch ? branch.Value : match.Groups["key"].Value
        : IsKey().IsMatch(file.Trim()) ? file.Trim()
        : throw Wrong("file", "`file` is a file's key or its address, for example https://www.figma.com/design/AbCdEfGhIjKlMnOpQrStUv/Name; figma_list_files tells keys.");

    internal static string Number(string name, string id) => id.Length is > 0 and <= 30 && id.All(char.IsAsciiDigit) ? id
        : throw Wrong(name, $"`{name}` is a number, as it stands in the address of the {name[..name.IndexOf('_')]} at figma.com.");

    /// <summary>In addresses a node is 1-23, for the API 1:23.</summary>
    internal static string Node(string name, string node) => IsNode().IsMatch(node) ? node.Replace('-', ':') : throw Wrong(name, $"`{name}` is the id of a layer, as figma_read_file tells it, for example 1:23.");

    internal static IReadOnlyList<string> Nodes(IReadOnlyList<string> nodes) => nodes.Count is > 0 and <= MostNodes
        ? [.. nodes.Select(node => Node("node_ids", node)).Distinct()]
        : throw Wrong("node_ids", $"`node_ids` holds 1 to {MostNodes} ids.");

    internal static string Ids(IReadOnlyList<string> nodes) => Uri.EscapeDataString(string.Join(',', nodes));

    internal static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });

    [GeneratedRegex(@"^https://(www\.)?figma\.com/(file|design|board|slides|proto|make)/(?<key>[A-Za-z0-9]{10,128})(/branch/(?<branch>[A-Za-z0-9]{10,128}))?([/?#]|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();

    [GeneratedRegex("^[A-Za-z0-9]{10,128}$", RegexOptions.None, 1000)]
    private static partial Regex IsKey();

    [GeneratedRegex("^I?[0-9]{1,12}[:-][0-9]{1,12}(;[0-9]{1,12}[:-][0-9]{1,12}){0,20}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IsNode();
}
