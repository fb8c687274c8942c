namespace Squaremcp.Frontend.Doctor;

/// <summary>Which known client something seems to be, by what it says of itself: a hint for people and for putting requests together, proof of nothing.</summary>
internal static class Families
{
    // In this order: the first that fits.
    private static readonly (string Mark, string Family)[] Marks =
    [
        ("codex", "codex"), ("chatgpt", "chatgpt"), ("openai", "chatgpt"), ("claude-code", "claude-code"), ("claude code", "claude-code"), ("claude", "claude"), ("opencode", "opencode"),
        ("vscode", "vscode"), ("visual studio code", "vscode"), ("cursor", "cursor"), ("inspector", "inspector"), ("mcp-remote", "mcp-remote"),
    ];

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["codex"] = "Codex",
        ["chatgpt"] = "ChatGPT",
        ["claude-code"] = "Claude Code",
        ["claude"] = "Claude",
        ["opencode"] = "opencode",
        ["vscode"] = "Visual Studio Code",
        ["cursor"] = "Cursor",
        ["inspector"] = "MCP Inspector",
        ["mcp-remote"] = "mcp-remote",
    };

    internal static string Of(params ReadOnlySpan<string?> says)
    {
        foreach (var one in says)
        {
            if (one is { Length: > 0 } && Array.Find(Marks, mark => one.AsSpan(0, Math.Min(one.Length, 300)).Contains(mark.Mark, StringComparison.OrdinalIgnoreCase)).Family is { } family)
            {
                return family;
            }
        }

        return "";
    }

    internal static string? Name(string family) => Names.GetValueOrDefault(family);
}
