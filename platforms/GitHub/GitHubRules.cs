using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.GitHub;

/// <summary>What GitHub would refuse, or take for something else, told before it is asked.</summary>
internal static partial class GitHubRules
{
    /// <summary>The path of a repository, for example <c>repos/octo/demo</c>.</summary>
    internal static string Repo(string repo) => Repository().IsMatch(repo) && repo.Split('/')[1] is not ("." or "..") ? $"repos/{repo}"
        : throw Wrong("repo", "`repo` is the owner's name, a slash and the repository's name, for example octo-org/octo-repo; github_list_repos tells them.");

    /// <summary>Each part by itself, for a slash stays one; empty for the root.</summary>
    internal static string Path(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Any(part => part is "." or ".." || part.Any(char.IsControl))
            ? throw Wrong("path", "`path` is given from the root of the repository, without . and .., for example docs/setup.md.")
            : string.Join('/', parts.Select(Uri.EscapeDataString));
    }

    /// <summary>As git has it (git-check-ref-format), or a commit's sha.</summary>
    internal static string Ref(string name, string reference) => reference.Length is > 0 and <= 255 && !BadRef().IsMatch(reference) ? reference
        : throw Wrong(name, $"`{name}` is the name of a branch or tag, or a commit's sha, for example main.");

    /// <summary>A branch, perhaps of another's repository: <c>owner:branch</c>.</summary>
    internal static string Head(string head) => head.Split(':') is [var owner, var branch] && Owner().IsMatch(owner) ? $"{owner}:{Ref("head", branch)}" : Ref("head", head);

    internal static string Title(string title) => string.IsNullOrWhiteSpace(title) ? throw Wrong("title", "`title` must not be blank.") : title;

    internal static string Body(string body) => string.IsNullOrWhiteSpace(body) ? throw Wrong("body", "`body` must not be blank.") : body;

    internal static IReadOnlyList<string>? Few(string name, IReadOnlyList<string>? some, int most) => some is null || (some.Count is > 0 && some.Count <= most && !some.Any(string.IsNullOrWhiteSpace) && some.Distinct(StringComparer.OrdinalIgnoreCase).Count() == some.Count)
        ? some
        : throw Wrong(name, $"`{name}` holds 1 to {most} names, each once; leave it out for none.");

    internal static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}/[A-Za-z0-9._-]{1,100}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Repository();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Owner();

    [GeneratedRegex(@"[\x00-\x20\x7f~^:?*\[\\]|\.\.|^[./]|[./]$|//|@\{|\.lock$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BadRef();
}
