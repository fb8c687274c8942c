using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.GitHub;

/// <summary>GitHub's objects, in version 2026-03-10: without <c>assignee</c> and <c>merge_commit_sha</c>.</summary>
internal static class GhJson
{
    internal static JsonObject Of(GhUser user) => new() { ["login"] = user.Login, ["id"] = user.Id, ["node_id"] = $"U_{user.Id}", ["type"] = "User", ["site_admin"] = false, ["html_url"] = $"https://github.com/{user.Login}" };

    internal static JsonObject Of(GhWorld world, GhRepo repo) => new()
    {
        ["id"] = repo.Id,
        ["node_id"] = $"R_{repo.Id}",
        ["name"] = repo.Name,
        ["full_name"] = repo.FullName,
        ["owner"] = new JsonObject { ["login"] = repo.Owner, ["id"] = repo.Owner == world.Me.Login ? world.Me.Id : 2_000 },
        ["private"] = repo.IsPrivate,
        ["html_url"] = $"https://github.com/{repo.FullName}",
        ["description"] = repo.About,
        ["fork"] = false,
        ["archived"] = repo.IsArchived,
        ["has_issues"] = repo.HasIssues,
        ["default_branch"] = "main",
        ["language"] = null,
        ["open_issues_count"] = world.Items.Count(item => item.Repo == repo.FullName && item.State == "open"),
        ["permissions"] = new JsonObject { ["admin"] = repo.CanPush, ["push"] = repo.CanPush, ["pull"] = true },
        ["created_at"] = Time(repo.UpdatedAt.AddYears(-1)),
        ["updated_at"] = Time(repo.UpdatedAt),
        ["pushed_at"] = Time(repo.UpdatedAt),
    };

    internal static JsonObject Issue(GhItem item)
    {
        var json = Common(item);
        json["state_reason"] = item.State == "closed" ? "completed" : null;
        json["locked"] = false;
        json["comments"] = item.Comments.Count;
        json["milestone"] = item.Milestone is { } number ? new JsonObject { ["number"] = number, ["title"] = $"v{number}" } : null;
        if (item.Head is not null)
        {
            json["pull_request"] = new JsonObject { ["html_url"] = $"https://github.com/{item.Repo}/pull/{item.Number}" };
        }

        return json;
    }

    /// <param name="isWhole">As it is read by itself; a list leaves numbers and mergeability out.</param>
    internal static JsonObject Pull(GhItem item, bool isWhole)
    {
        var json = Common(item);
        var owner = item.Repo.Split('/')[0];
        json["draft"] = item.IsDraft;
        json["merged_at"] = item.IsMerged ? Time(item.ChangedAt) : null;
        json["closed_at"] = item.State == "closed" ? Time(item.ChangedAt) : null;
        json["requested_reviewers"] = new JsonArray();
        json["head"] = new JsonObject { ["label"] = $"{owner}:{item.Head}", ["ref"] = item.Head, ["sha"] = item.HeadSha };
        json["base"] = new JsonObject { ["label"] = $"{owner}:{item.Base}", ["ref"] = item.Base, ["sha"] = GhWorld.ShaOf(item.Base, []) };
        if (isWhole)
        {
            json["merged"] = item.IsMerged;
            json["mergeable"] = item.State == "open" ? !item.HasConflicts : null;
            json["mergeable_state"] = item.State != "open" ? "unknown" : item.IsDraft ? "draft" : item.HasConflicts ? "dirty" : "clean";
            (json["commits"], json["additions"], json["deletions"], json["changed_files"], json["comments"], json["review_comments"]) = (1, 1, 1, 1, item.Comments.Count, 0);
        }

        return json;
    }

    internal static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static JsonObject Common(GhItem item) => new()
    {
        ["id"] = (long.Parse($"{item.Number}") * 1_000) + item.Repo.Length,
        ["number"] = item.Number,
        ["state"] = item.State,
        ["title"] = item.TitleNow,
        ["body"] = item.BodyNow,
        ["user"] = Of(item.Author),
        ["labels"] = new JsonArray([.. item.Labels.Select(label => new JsonObject { ["name"] = label, ["color"] = "ededed" })]),
        ["assignees"] = new JsonArray([.. item.Assignees.Select(login => new JsonObject { ["login"] = login })]),
        ["created_at"] = Time(item.At),
        ["updated_at"] = Time(item.ChangedAt),
        ["html_url"] = $"https://github.com/{item.Repo}/{(item.Head is null ? "issues" : "pull")}/{item.Number}",
    };
}
