using System.Diagnostics;

namespace Squaremcp.Tests.Architecture;

/// <summary>The sources these tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    /// <summary>Every file that is tracked or would be, with <c>/</c>, relative to <see cref="Root"/>.</summary>
    internal static IReadOnlyList<string> Files { get; } = ListFiles();

    internal static IEnumerable<string> Sources(string folder = "") =>
        Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && file.StartsWith(folder, StringComparison.Ordinal));

    internal static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Lines that match, as <c>file:line: text</c>, ready to be shown in a failure.</summary>
    internal static IEnumerable<string> Find(IEnumerable<string> files, System.Text.RegularExpressions.Regex pattern) =>
        from file in files
        from line in File.ReadLines(Path.Combine(Root, file)).Select((text, index) => (text, number: index + 1))
        where pattern.IsMatch(line.text)
        select $"{file}:{line.number}: {line.text.Trim()}";

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Squaremcp.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No Squaremcp.sln above {AppContext.BaseDirectory}.");
    }

    private static List<string> ListFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
        var files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. files.Where(file => File.Exists(Path.Combine(Root, file))).Order(StringComparer.Ordinal)];
    }
}
