using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.GitHub;

/// <summary>Issues, and comments on them and on pull requests, which to GitHub are issues too.</summary>
internal sealed class Issues(GitHubApi api, OAuthAccount connected)
{
    internal async Task<IssuesFound> ListAsync(ListIssues list, ToolContext context, CancellationToken cancellationToken)
    {
        var labels = GitHubRules.Few("labels", list.Labels, 10) is { } some ? string.Join(',', some) : null;
        var purpose = context.Purpose("github_list_issues", connected.AccountId, list.Repo, list.State, labels, list.Assignee, list.Creator, $"{list.Limit}");
        var place = PagePlace.Of(context, purpose, list.Cursor);
        var page = await api.PageAsync(
            place.Token ?? $"{GitHubRules.Repo(list.Repo)}/issues?per_page={list.Limit}{Query.Of("state", list.State)}{Query.Of("labels", labels)}{Query.Of("assignee", list.Assignee)}{Query.Of("creator", list.Creator)}", cancellationToken);
        var issues = page.Items.Where(item => item.Inside("pull_request").ValueKind == JsonValueKind.Undefined).Select(Reading.Issue).OfType<Issue>().ToList();
        var (found, cursor) = place.Cut(context, purpose, issues, page.Next, issue => $"{issue.Number}", GitHubRecords.Json.Issue);
        return new(found, cursor);
    }

    internal async Task<CreatedIssue> CreateAsync(CreateIssue create, CancellationToken cancellationToken)
    {
        var body = Body(create);
        var made = await api.WriteAsync(
            HttpMethod.Post, $"{GitHubRules.Repo(create.Repo)}/issues", body, "look with github_list_issues whether the issue is there", answer => answer.Count("number") is not null && answer.Words("html_url") is not null, cancellationToken);
        var issue = Reading.Issue(made)!;
        string?[] left =
        [
            .. Dropped("label", create.Labels, issue.Labels), .. Dropped("assignee", create.Assignees, issue.Assignees),
            create.Milestone is { } number && made.Inside("milestone").Count("number") != number ? $"milestone {number}" : null,
        ];
        return new(issue.Number, issue.Title, left.OfType<string>().ToList() is { Count: > 0 } some ? some : null, issue.Link!);
    }

    internal async Task<Rehearsal> RehearseAsync(CreateIssue create, CancellationToken cancellationToken)
    {
        _ = Body(create);
        var repo = await api.GetAsync(GitHubRules.Repo(create.Repo), cancellationToken);
        RepoState.Open(repo);
        if (repo.Flag("has_issues") == false)
        {
            throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, $"Issues are switched off in {create.Repo}. Someone who runs the repository can switch them on in its settings."));
        }

        var isDropped = (create.Labels ?? create.Assignees) is not null || create.Milestone is not null;
        return new(
            $"Open an issue \"{create.Title}\" in {create.Repo}, {(repo.Flag("private") == true ? "for those who may see it" : "for everybody to see")}, as {connected.Name}.",
            isDropped && repo.Inside("permissions").Flag("push") != true ? ["The account may not push there: GitHub drops labels, assignees and milestone without a word."] : null);
    }

    internal async Task<AddedComment> CommentAsync(AddComment add, CancellationToken cancellationToken)
    {
        var made = await api.WriteAsync(
            HttpMethod.Post, $"{GitHubRules.Repo(add.Repo)}/issues/{add.Number}/comments", new JsonObject { ["body"] = GitHubRules.Body(add.Body) },
            $"ask a person to look at the comments of {add.Repo}#{add.Number}", answer => answer.Id("id") is not null && answer.Words("html_url") is not null, cancellationToken);
        return new(made.Id("id")!, made.Words("html_url")!);
    }

    internal async Task<Rehearsal> RehearseAsync(AddComment add, CancellationToken cancellationToken)
    {
        _ = GitHubRules.Body(add.Body);
        var issue = await api.GetAsync($"{GitHubRules.Repo(add.Repo)}/issues/{add.Number}", cancellationToken);
        return new(
            $"Comment with {add.Body.Length} characters on {add.Repo}#{add.Number}, \"{issue.Words("title")}\", as {connected.Name}.",
            issue.Flag("locked") == true ? ["It is locked: only those who may push there can comment."] : issue.Words("state") == "closed" ? ["It is closed."] : null);
    }

    private static JsonObject Body(CreateIssue create)
    {
        var body = new JsonObject { ["title"] = GitHubRules.Title(create.Title) };
        if (create.Body is { Length: > 0 } text)
        {
            body["body"] = text;
        }

        if (GitHubRules.Few("labels", create.Labels, 100) is { } labels)
        {
            body["labels"] = new JsonArray([.. labels.Select(label => JsonValue.Create(label))]);
        }

        if (GitHubRules.Few("assignees", create.Assignees, 10) is { } assignees)
        {
            body["assignees"] = new JsonArray([.. assignees.Select(assignee => JsonValue.Create(assignee))]);
        }

        if (create.Milestone is { } milestone)
        {
            body["milestone"] = milestone;
        }

        return body;
    }

    private static IEnumerable<string> Dropped(string what, IReadOnlyList<string>? asked, IReadOnlyList<string>? got) =>
        (asked ?? []).Except(got ?? [], StringComparer.OrdinalIgnoreCase).Select(one => $"{what} {one}");
}

/// <summary>What a repository lets be done.</summary>
internal static class RepoState
{
    /// <exception cref="ToolException">It is archived.</exception>
    internal static void Open(JsonElement repo)
    {
        if (repo.Flag("archived") == true)
        {
            throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, $"{repo.Words("full_name")} is archived: nothing can be changed in it any more."));
        }
    }
}
