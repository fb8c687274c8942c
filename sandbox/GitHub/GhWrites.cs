using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.GitHub;

/// <summary>What changes something.</summary>
internal static class GhWrites
{
    internal static async Task<Answer> IssueAsync(GhCall call, CancellationToken cancellationToken)
    {
        var body = await GhBody.ReadAsync(call, "Issue", cancellationToken, "title", "body", "labels", "assignees", "milestone", "type", "issue_field_values");
        lock (call.World.Gate)
        {
            Writable(call);
            if (!call.Repo.HasIssues)
            {
                throw GhErrors.Refused(410, "Issues has been disabled in this repository.");
            }

            var made = new GhItem(call.Repo.FullName, call.World.NextNumber(call.Repo.FullName), GhBody.Needed(body, "Issue", "title", 256), GhBody.Text(body, "Issue", "body"), call.World.Me, call.Now);
            var (labels, assignees, milestone) = (GhBody.Texts(body, "Issue", "labels"), GhBody.Texts(body, "Issue", "assignees"), GhBody.Number(body, "Issue", "milestone"));

            // Dropped without a word where the account may not push.
            if (call.Repo.CanPush)
            {
                (made.Labels, made.Assignees, made.Milestone) = (labels, [.. assignees.Where(login => login == call.World.Me.Login)], milestone);
            }

            return Answer.Json(201, GhJson.Issue(call.World.Add(made)));
        }
    }

    internal static async Task<Answer> CommentAsync(GhCall call, CancellationToken cancellationToken)
    {
        var body = await GhBody.ReadAsync(call, "IssueComment", cancellationToken, "body");
        lock (call.World.Gate)
        {
            Writable(call);
            var (item, made) = (call.Item(), new GhComment(call.World.NextId(), call.World.Me, GhBody.Needed(body, "IssueComment", "body")));
            item.Comments.Add(made);
            return Answer.Json(201, new JsonObject { ["id"] = made.Id, ["body"] = made.Body, ["user"] = GhJson.Of(made.Author), ["created_at"] = GhJson.Time(call.Now), ["html_url"] = $"https://github.com/{item.Repo}/issues/{item.Number}#issuecomment-{made.Id}" });
        }
    }

    internal static async Task<Answer> PullAsync(GhCall call, CancellationToken cancellationToken)
    {
        var body = await GhBody.ReadAsync(call, "PullRequest", cancellationToken, "title", "head", "head_repo", "base", "body", "maintainer_can_modify", "draft", "issue");
        lock (call.World.Gate)
        {
            Writable(call);
            var (title, head, into) = (GhBody.Needed(body, "PullRequest", "title", 256), GhBody.Needed(body, "PullRequest", "head"), GhBody.Needed(body, "PullRequest", "base"));
            var branch = head.StartsWith($"{call.Repo.Owner}:", StringComparison.Ordinal) ? head[(call.Repo.Owner.Length + 1)..] : head;
            var branches = call.World.Branches[call.Repo.FullName];
            if (!branches.Contains(into) || !branches.Contains(branch))
            {
                throw GhErrors.Invalid("PullRequest", branches.Contains(into) ? "head" : "base", "invalid");
            }

            if (branch == into)
            {
                throw GhErrors.Invalid("PullRequest", "", "custom", $"No commits between {into} and {branch}");
            }

            if (call.World.Items.Exists(item => item.Repo == call.Repo.FullName && item.State == "open" && item.Head == branch && item.Base == into))
            {
                throw GhErrors.Invalid("PullRequest", "", "custom", $"A pull request already exists for {call.Repo.Owner}:{branch}.");
            }

            var made = new GhItem(call.Repo.FullName, call.World.NextNumber(call.Repo.FullName), title, GhBody.Text(body, "PullRequest", "body"), call.World.Me, call.Now)
            {
                Head = branch,
                HeadSha = GhWorld.ShaOf(branch, []),
                Base = into,
                IsDraft = GhBody.Flag(body, "PullRequest", "draft"),
            };
            return Answer.Json(201, GhJson.Pull(call.World.Add(made), isWhole: true));
        }
    }

    internal static async Task<Answer> ChangeAsync(GhCall call, CancellationToken cancellationToken)
    {
        var body = await GhBody.ReadAsync(call, "PullRequest", cancellationToken, "title", "body", "state", "base", "maintainer_can_modify");
        lock (call.World.Gate)
        {
            Writable(call);
            var (item, state, into) = (call.Pull(), GhBody.Word(body, "PullRequest", "state", "open", "closed"), GhBody.Text(body, "PullRequest", "base"));
            if (into is not null && !call.World.Branches[call.Repo.FullName].Contains(into))
            {
                throw GhErrors.Invalid("PullRequest", "base", "invalid");
            }

            if (item.IsMerged && state == "open")
            {
                throw GhErrors.Invalid("PullRequest", "state", "invalid", "state cannot be changed. The pull request was merged.");
            }

            item.TitleNow = GhBody.Text(body, "PullRequest", "title", 256) ?? item.TitleNow;
            item.BodyNow = GhBody.Text(body, "PullRequest", "body") ?? item.BodyNow;
            (item.State, item.Base, item.ChangedAt) = (state ?? item.State, into ?? item.Base, call.Now);
            return Answer.Json(200, GhJson.Pull(item, isWhole: true));
        }
    }

    internal static async Task<Answer> MergeAsync(GhCall call, CancellationToken cancellationToken)
    {
        var body = await GhBody.ReadAsync(call, "PullRequest", cancellationToken, "commit_title", "commit_message", "sha", "merge_method");
        _ = (GhBody.Word(body, "PullRequest", "merge_method", "merge", "squash", "rebase"), GhBody.Text(body, "PullRequest", "commit_title"), GhBody.Text(body, "PullRequest", "commit_message"));
        lock (call.World.Gate)
        {
            Writable(call);
            var item = call.Pull();
            if (!call.Repo.CanPush)
            {
                throw new RefusedException(GhErrors.Of(403, "Resource not accessible by integration").With("X-Accepted-GitHub-Permissions", "contents=write"));
            }

            if (item.State != "open" || item.IsDraft || item.HasConflicts)
            {
                throw GhErrors.Refused(405, item.IsDraft ? "Pull Request is still a draft" : "Pull Request is not mergeable");
            }

            if (GhBody.Text(body, "PullRequest", "sha") is { } sha && sha != item.HeadSha)
            {
                throw GhErrors.Refused(409, "Head branch was modified. Review and try the merge again.");
            }

            (item.State, item.IsMerged, item.ChangedAt) = ("closed", true, call.Now);
            return Answer.Json(200, new JsonObject { ["sha"] = GhWorld.ShaOf($"merge {item.Number}", []), ["merged"] = true, ["message"] = "Pull Request successfully merged" });
        }
    }

    internal static async Task<Answer> ReviewAsync(GhCall call, CancellationToken cancellationToken)
    {
        var body = await GhBody.ReadAsync(call, "PullRequestReview", cancellationToken, "commit_id", "body", "event", "comments");
        lock (call.World.Gate)
        {
            Writable(call);
            var (item, verdict, text) = (call.Pull(), GhBody.Word(body, "PullRequestReview", "event", "APPROVE", "REQUEST_CHANGES", "COMMENT"), GhBody.Text(body, "PullRequestReview", "body"));
            if (verdict is "REQUEST_CHANGES" or "COMMENT" && string.IsNullOrWhiteSpace(text))
            {
                throw GhErrors.Invalid("PullRequestReview", "body", "missing_field");
            }

            if (verdict is "APPROVE" or "REQUEST_CHANGES" && item.Author.Id == call.World.Me.Id)
            {
                throw new RefusedException(Answer.Json(422, new JsonObject { ["message"] = "Unprocessable Entity", ["errors"] = new JsonArray($"Review Can not {(verdict == "APPROVE" ? "approve" : "request changes on")} your own pull request"), ["status"] = "422" }));
            }

            foreach (var comment in body.TryGetProperty("comments", out var comments) ? comments.EnumerateArray() : [])
            {
                GhBody.Only(comment, "PullRequestReviewComment", "path", "position", "body", "line", "side", "start_line", "start_side");
                _ = (GhBody.Needed(comment, "PullRequestReviewComment", "path"), GhBody.Needed(comment, "PullRequestReviewComment", "body"), GhBody.Word(comment, "PullRequestReviewComment", "side", "LEFT", "RIGHT"));
                if (GhBody.Number(comment, "PullRequestReviewComment", "line") is not 1 || comment.GetProperty("path").GetString() != "docs/hours.md")
                {
                    throw new RefusedException(Answer.Json(422, new JsonObject { ["message"] = "Unprocessable Entity", ["errors"] = new JsonArray("Line could not be resolved"), ["status"] = "422" }));
                }
            }

            item.Reviews++;
            var id = call.World.NextId();
            return Answer.Json(200, new JsonObject
            {
                ["id"] = id,
                ["user"] = GhJson.Of(call.World.Me),
                ["body"] = text ?? "",
                ["state"] = verdict switch { "APPROVE" => "APPROVED", "REQUEST_CHANGES" => "CHANGES_REQUESTED", "COMMENT" => "COMMENTED", _ => "PENDING" },
                ["commit_id"] = item.HeadSha,
                ["html_url"] = $"https://github.com/{item.Repo}/pull/{item.Number}#pullrequestreview-{id}",
            });
        }
    }

    private static void Writable(GhCall call)
    {
        if (call.Repo.IsArchived)
        {
            throw GhErrors.Refused(403, "Repository was archived so is read-only.");
        }
    }
}
