using System.Buffers.Text;
using System.Text.Json;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.GitHub;

/// <summary>Repositories and what is in them.</summary>
internal sealed class Repositories(GitHubApi api, OAuthAccount connected)
{
    /// <summary>GitHub puts up to 1 MB into its JSON and gives up to 100 MB by themselves; more than this nobody reads in a chat.</summary>
    private const long MostBytes = 4 * 1024 * 1024;

    private const int MostInFolder = 1_000;

    internal async Task<OwnAccount> OwnAsync(CancellationToken cancellationToken)
    {
        var own = await OfTokenAsync(api, cancellationToken);
        return own.Id == connected.AccountId ? own
            : throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"GitHub answers for another account than the one that was connected ({connected.Name}). Call square_connect_platform and ask the person you work for to connect the account again."));
    }

    internal static async Task<OwnAccount> OfTokenAsync(GitHubApi api, CancellationToken cancellationToken)
    {
        var user = await api.GetAsync("user", cancellationToken);
        return user.Id("id") is { } id && user.Words("login") is { } login ? new(id, login, user.Words("name"), user.Words("html_url") ?? "") : throw new ToolException(GitHubErrors.Garbled);
    }

    internal async Task<ReposFound> ListAsync(ListRepos list, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("github_list_repos", connected.AccountId, list.Visibility, list.Affiliation, list.Sort, $"{list.Limit}");
        var place = PagePlace.Of(context, purpose, list.Cursor);
        var page = await api.PageAsync(
            place.Token ?? $"user/repos?per_page={list.Limit}{Query.Of("visibility", list.Visibility)}{Query.Of("affiliation", list.Affiliation)}{Query.Of("sort", list.Sort)}", cancellationToken);
        var (repos, cursor) = place.Cut(context, purpose, [.. page.Items.Select(Reading.Repo).OfType<Repo>()], page.Next, repo => repo.Name, GitHubRecords.Json.Repo);
        return new(repos, cursor);
    }

    internal async Task<FilesRead> ReadAsync(ReadFiles read, ToolContext context, CancellationToken cancellationToken)
    {
        var (repo, path) = (GitHubRules.Repo(read.Repo), GitHubRules.Path(read.Path));
        var reference = read.Ref is null ? null : GitHubRules.Ref("ref", read.Ref);
        if (read.Recursive)
        {
            return await TreeAsync(read, repo, path, reference, context, cancellationToken);
        }

        var address = $"{repo}/contents{(path.Length == 0 ? "" : $"/{path}")}{(reference is null ? "" : $"?ref={Uri.EscapeDataString(reference)}")}";
        var found = await api.GetAsync(address, cancellationToken, GitHubFacts.Object);
        var told = new FilesRead(Reading.Kind(found.Words("type")), found.Words("path") ?? read.Path.Trim('/'), found.Words("sha"), Link: found.Words("html_url"));
        var purpose = context.Purpose("github_read_files", read.Repo, path, reference, told.Sha);
        return told.Kind switch
        {
            "file" => await FileAsync(found, address, told, purpose, read, context, cancellationToken),
            "folder" => Folder(found.Each("entries").Select(Reading.Entry).OfType<FileEntry>().ToList(), found.Each("entries").Count() >= MostInFolder, told, purpose, read, context),
            _ => told with { Target = found.Words("target", "submodule_git_url") },
        };
    }

    private async Task<FilesRead> FileAsync(JsonElement found, string address, FilesRead told, string purpose, ReadFiles read, ToolContext context, CancellationToken cancellationToken)
    {
        var size = found.Count("size") ?? 0;
        if (size > MostBytes)
        {
            throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, $"That file has {size} bytes; {MostBytes} are read here at most. A person can look at it at {told.Link}."));
        }

        var bytes = found.Words("encoding") == "base64" && found.Words("content") is { } content ? Decoded(content) : await api.BytesAsync(address, cancellationToken);
        if (Reading.Text(bytes) is not { } text)
        {
            return told with { Size = size, Binary = true };
        }

        var start = (int)Math.Min(context.Start(purpose, read.Cursor), text.Length);
        var length = context.TextLength(text, start);
        return told with { Size = size, Text = text.Substring(start, length), NextCursor = context.Next(purpose, start + length < text.Length ? start + length : null) };
    }

    private async Task<FilesRead> TreeAsync(ReadFiles read, string repo, string path, string? reference, ToolContext context, CancellationToken cancellationToken)
    {
        var tree = await api.GetAsync($"{repo}/git/trees/{Uri.EscapeDataString(reference ?? "HEAD")}?recursive=1", cancellationToken);
        var below = Uri.UnescapeDataString(path) is { Length: > 0 } folder ? $"{folder}/" : "";
        var entries = tree.Each("tree").Select(Reading.Leaf).OfType<FileEntry>().Where(entry => entry.Path.StartsWith(below, StringComparison.Ordinal)).ToList();
        return entries.Count == 0 && below.Length > 0
            ? throw new ToolException(new(ToolErrorKind.NotFound, "There is no such folder in that repository, or nothing in it. `recursive` lists folders; leave it out to read a file."))
            : Folder(entries, tree.Flag("truncated") == true, new("folder", below.TrimEnd('/'), tree.Words("sha")), context.Purpose("github_read_files", read.Repo, path, reference, "tree", tree.Words("sha")), read, context);
    }

    private static FilesRead Folder(List<FileEntry> entries, bool isCut, FilesRead told, string purpose, ReadFiles read, ToolContext context)
    {
        var (page, next) = context.Items(entries, context.Start(purpose, read.Cursor), entries.Count, GitHubRecords.Json.FileEntry);
        return told with { Entries = page, Incomplete = isCut ? true : null, NextCursor = context.Next(purpose, next) };
    }

    /// <summary>GitHub breaks base64 into lines.</summary>
    private static byte[] Decoded(string content) => Base64.IsValid(content) ? Convert.FromBase64String(content) : throw new ToolException(GitHubErrors.Garbled);
}

/// <summary>Parameters of an address.</summary>
internal static class Query
{
    internal static string Of(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
