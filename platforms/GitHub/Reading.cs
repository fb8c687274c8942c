using System.Text;
using System.Text.Json;

namespace Squaremcp.Platforms.GitHub;

/// <summary>GitHub's answers as the tools tell them.</summary>
internal static class Reading
{
    private const int MostInList = 2_000, MostPatch = 8_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static Repo? Repo(JsonElement repo) => repo.Words("full_name") is { } name
        ? new(
            name, repo.Words("description"), repo.Flag("private"), repo.Flag("archived"), repo.Flag("fork"), repo.Words("default_branch"), repo.Words("language"),
            repo.Inside("permissions").Flag("push"), repo.Count("open_issues_count"), repo.When("updated_at"), repo.Words("html_url"))
        : null;

    /// <summary>What GitHub calls a kind, in its listings and in its trees.</summary>
    internal static string Kind(string? type) => type switch
    {
        "dir" or "tree" => "folder",
        "file" or "blob" => "file",
        "symlink" or "submodule" => type,
        "commit" => "submodule",
        _ => throw new ToolException(GitHubErrors.Garbled),
    };

    internal static FileEntry? Entry(JsonElement entry) => entry.Words("path") is { } path
        ? new(path, Kind(entry.Words("type")), entry.Words("type") == "file" ? entry.Count("size") : null, entry.Words("sha"))
        : null;

    internal static FileEntry? Leaf(JsonElement leaf) => leaf.Words("path") is { } path
        ? new(path, leaf.Words("mode") == "120000" ? "symlink" : Kind(leaf.Words("type")), leaf.Count("size"), leaf.Words("sha"))
        : null;

    /// <summary>Null where the bytes are no text.</summary>
    internal static string? Text(byte[] bytes)
    {
        try
        {
            return bytes.AsSpan().Contains((byte)0) ? null : Strict.GetString(bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    internal static Issue? Issue(JsonElement issue) => issue.Count("number") is { } number
        ? new(
            number, issue.Words("title") ?? "", issue.Words("state") ?? "", issue.Words("state_reason"), Login(issue.Inside("user")), Cut(issue.Words("body"), MostInList), Names(issue.Each("labels")), Logins(issue.Each("assignees")),
            issue.Inside("milestone").Words("title"), issue.Count("comments"), issue.When("created_at"), issue.When("updated_at"), issue.Words("html_url"))
        : null;

    internal static Pr? Pr(JsonElement pr) => pr.Count("number") is { } number && pr.Inside("head").Words("sha") is { } sha
        ? new(
            number, pr.Words("title") ?? "", pr.Flag("merged") == true || pr.Words("merged_at") is not null ? "merged" : pr.Words("state") ?? "", pr.Flag("draft"), Login(pr.Inside("user")),
            pr.Inside("head").Words("label") ?? pr.Inside("head").Words("ref"), sha, pr.Inside("base").Words("ref"), Names(pr.Each("labels")), Logins(pr.Each("assignees")), Logins(pr.Each("requested_reviewers")),
            pr.When("created_at"), pr.When("updated_at"), pr.Words("html_url"))
        : null;

    internal static PrFile? File(JsonElement file) => file.Words("filename") is { } path
        ? new(path, file.Words("status") ?? "", file.Words("previous_filename"), file.Count("additions"), file.Count("deletions"), Cut(file.Words("patch"), MostPatch))
        : null;

    internal static string? Login(JsonElement user) => user.Words("login");

    internal static IReadOnlyList<string>? Logins(IEnumerable<JsonElement> users) => Some(users.Select(Login));

    /// <summary>Labels are texts or objects.</summary>
    internal static IReadOnlyList<string>? Names(IEnumerable<JsonElement> labels) => Some(labels.Select(label => label.ValueKind == JsonValueKind.String ? label.GetString() : label.Words("name")));

    internal static string? Cut(string? text, int most) => text is { } whole && whole.Length > most ? $"{whole[..(char.IsHighSurrogate(whole[most - 1]) ? most - 1 : most)]}…" : text;

    private static List<string>? Some(IEnumerable<string?> all) => all.OfType<string>().ToList() is { Count: > 0 } some ? some : null;
}
