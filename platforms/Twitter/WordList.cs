namespace Squaremcp.Platforms.Twitter;

/// <summary>The lists that come with this folder: words between blanks; a line that begins with # and a blank is a remark.</summary>
internal static class WordList
{
    internal static HashSet<string> Load(string name, IEqualityComparer<string> comparer)
    {
        using var stream = typeof(WordList).Assembly.GetManifestResourceStream($"twitter/{name}") ?? throw new InvalidOperationException($"The list {name} is not in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Where(line => !line.StartsWith("# ", StringComparison.Ordinal)).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet(comparer);
    }
}
