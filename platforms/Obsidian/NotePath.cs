using System.Buffers;
using System.Text;

namespace Squaremcp.Platforms.Obsidian;

/// <summary>Reads what a caller gave as a path inside a vault. Refuses everything that could mean something else on any system the vault is synchronised to.</summary>
internal static class NotePath
{
    private const int LongestSegment = 255;
    private const int LongestPath = 1024;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\:*\"<>|?");

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>The segments of a note's path.</summary>
    /// <exception cref="ToolException">invalid_argument, with the rule that was broken.</exception>
    internal static string[] Note(string path, string argument = "path")
    {
        var segments = Folder(path, argument);
        return path.EndsWith(".md", StringComparison.OrdinalIgnoreCase) && segments[^1].Length > 3
            ? segments
            : throw Refused(argument, "must name a note and end in .md, for example Projects/Plan.md");
    }

    /// <summary>The segments of a folder's path.</summary>
    internal static string[] Folder(string path, string argument) =>
        Broken(path) is { } broken ? throw Refused(argument, broken) : path.Split('/');

    /// <summary>What is wrong with a relative path, or null.</summary>
    internal static string? Broken(string path)
    {
        if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            return path.Length == 0 ? "must not be empty" : $"is longer than {LongestPath} bytes";
        }

        if (path[0] is '/' or '~' || (path.Length > 1 && path[1] == ':'))
        {
            return "must be relative to the vault, without a leading / or drive letter";
        }

        if (path.AsSpan().IndexOfAny(Forbidden) >= 0 || path.Any(char.IsControl))
        {
            return "must not contain \\ : * \" < > | ? or control characters; folders are separated by /";
        }

        if (path.Contains("%2e", StringComparison.OrdinalIgnoreCase) || path.Contains("%2f", StringComparison.OrdinalIgnoreCase) || path.Contains("%5c", StringComparison.OrdinalIgnoreCase))
        {
            return "must be written plainly, not percent-encoded";
        }

        return path.Split('/').Select(BrokenSegment).FirstOrDefault(broken => broken is not null);
    }

    private static string? BrokenSegment(string segment) => segment switch
    {
        "" => "must not contain empty folder names (// or a trailing /)",
        "." or ".." => "must stay inside the vault: . and .. are not allowed",
        ['.', ..] => "must not touch names that begin with a dot (Obsidian's own settings and its trash live there)",
        [.., '.' or ' '] or [' ', ..] => "must not have names that begin with a space or end in a dot or a space",
        _ when Encoding.UTF8.GetByteCount(segment) > LongestSegment => $"has a name longer than {LongestSegment} bytes",
        _ when Reserved.Contains(segment.Split('.')[0]) => "uses a name that is reserved on Windows",
        _ => null,
    };

    private static ToolException Refused(string argument, string broken) =>
        new(new(ToolErrorKind.InvalidArgument, $"`{argument}` {broken}.") { Argument = argument });
}
