using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Squaremcp.Platforms.Obsidian;

/// <summary>A note's text and what Obsidian sees in it.</summary>
internal sealed partial class Note
{
    private const int LargestFrontmatter = 64 * 1024;

    private Note(string text, string version, bool decoded)
    {
        (Text, Version) = (text, version);
        if (!decoded)
        {
            Warnings.Add("The note is not valid UTF-8; what could not be read is shown as \uFFFD.");
        }

        var body = 0;
        if (FrontmatterBlock().Match(text) is { Success: true } block)
        {
            body = block.Length;
            ReadFrontmatter(block.Groups["yaml"].Value);
        }

        var prose = Code().Replace(text[body..], match => new string(' ', match.Length));
        Headings = [.. Heading().Matches(prose).Take(500).Select(match => new NoteHeading(match.Groups["level"].Length, match.Groups["text"].Value.Trim()))];
        Links = [.. Wikilink().Matches(prose).Select(Link).Concat(MarkdownLink().Matches(prose).Select(match => match.Groups["target"].Value)).Distinct().Take(500)];
        Tags = [.. FrontmatterTags().Concat(Tag().Matches(prose).Select(match => match.Groups["tag"].Value)).Where(tag => tag.Any(character => !char.IsDigit(character))).Distinct(StringComparer.OrdinalIgnoreCase).Take(500)];
    }

    internal string Text { get; }

    /// <summary>First 32 hexadecimal digits of the SHA-256 of the note's bytes.</summary>
    internal string Version { get; }

    internal IReadOnlyDictionary<string, IReadOnlyList<string>> Frontmatter { get; private set; } = new Dictionary<string, IReadOnlyList<string>>();

    internal IReadOnlyList<string> Tags { get; }

    internal IReadOnlyList<string> Links { get; }

    internal IReadOnlyList<NoteHeading> Headings { get; }

    internal List<string> Warnings { get; } = [];

    internal static Note Read(byte[] bytes)
    {
        var (text, decoded) = Decode(bytes);
        return new(text, VersionOf(bytes), decoded);
    }

    internal static string VersionOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..32];

    /// <summary>UTF-8 without its byte order mark; false where something was not UTF-8 and had to be replaced.</summary>
    internal static (string Text, bool Whole) Decode(byte[] bytes)
    {
        var content = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes;
        return (Encoding.UTF8.GetString(content), System.Text.Unicode.Utf8.IsValid(content));
    }

    private static string Link(Match match) => match.Groups["target"].Value.Trim();

    private IEnumerable<string> FrontmatterTags() =>
        Frontmatter.Where(pair => pair.Key is "tags" or "tag").SelectMany(pair => pair.Value).SelectMany(value => value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)).Select(tag => tag.TrimStart('#'));

    private void ReadFrontmatter(string yaml)
    {
        try
        {
            // The representation model knows no types of ours and follows no tag; size and aliases are bounded before it starts.
            if (yaml.Length > LargestFrontmatter || Alias().IsMatch(yaml))
            {
                Warnings.Add("The frontmatter is too large or uses YAML aliases; it is shown as text only.");
                return;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }, ..])
            {
                Frontmatter = root.Children.Take(200).ToDictionary(pair => pair.Key.ToString(), pair => Values(pair.Value), StringComparer.Ordinal);
            }
        }
        catch (Exception broken) when (broken is YamlException or ArgumentException or InvalidOperationException)
        {
            Warnings.Add("The frontmatter is not valid YAML; it is shown as text only.");
        }
    }

    private static IReadOnlyList<string> Values(YamlNode value) => value switch
    {
        YamlSequenceNode list => [.. list.Children.Take(200).Select(item => item.ToString())],
        YamlScalarNode { Value: null or "" } => [],
        _ => [value.ToString()],
    };

    [GeneratedRegex(@"\A---[ \t]*\r?\n(?<yaml>[\s\S]*?)(?:^|\n)---[ \t]*(?:\r?\n|\z)", RegexOptions.None, 1000)]
    private static partial Regex FrontmatterBlock();

    [GeneratedRegex(@"(?:^|[\s\[,:-])\*[A-Za-z0-9_]+\s*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Alias();

    [GeneratedRegex(@"^(?<fence>```+|~~~+)[\s\S]*?(?:^\k<fence>|\z)|`[^`\n]+`|%%[\s\S]*?%%", RegexOptions.Multiline, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?<level>#{1,6})[ \t]+(?<text>\S[^\r\n]*)", RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"!?\[\[(?<target>[^\]\|\n]+)(?:\|[^\]\n]*)?\]\]", RegexOptions.None, 1000)]
    private static partial Regex Wikilink();

    [GeneratedRegex(@"(?<!\!)\[[^\]\n]*\]\((?<target>[^)\s]+)\)", RegexOptions.None, 1000)]
    private static partial Regex MarkdownLink();

    [GeneratedRegex(@"(?<=^|\s)#(?<tag>[\p{L}\p{N}_\-/]+)", RegexOptions.Multiline, 1000)]
    private static partial Regex Tag();
}
