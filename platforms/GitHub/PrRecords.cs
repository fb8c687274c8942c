using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Squaremcp.Platforms.GitHub;

internal sealed record ListPrs(
    [property: Description("The repository as owner/name."), StringLength(201, MinimumLength = 3), Shown, Example("octo-org/octo-repo")] string Repo,
    [property: Description("open (when left out), closed (merged ones too) or all."), AllowedValues("open", "closed", "all"), Example("open")] string? State = null,
    [property: Description("Only those from this branch: owner:branch."), StringLength(355, MinimumLength = 3), Example("octocat:fix-timetable")] string? Head = null,
    [property: Description("Only those into this branch."), StringLength(255, MinimumLength = 1), Example("main")] string? Base = null,
    [property: Description("Most pull requests in one answer, 1 to 100; 30 when left out."), Range(1, 100)] int Limit = 30,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record PrsFound(
    [property: Description("The pull requests, the newest first.")] IReadOnlyList<Pr> Prs,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record Pr(
    [property: Description("Its number in the repository.")] long Number,
    [property: Description("Its title.")] string Title,
    [property: Description("open, closed or merged.")] string State,
    [property: Description("True where it is not yet meant to be merged.")] bool? Draft,
    [property: Description("The account that opened it.")] string? Author,
    [property: Description("The branch it comes from, as owner:branch.")] string? Head,
    [property: Description("The newest commit of that branch; github_merge_pr wants it.")] string HeadSha,
    [property: Description("The branch it goes into.")] string? Base,
    [property: Description("Its labels.")] IReadOnlyList<string>? Labels,
    [property: Description("The accounts that are to do it.")] IReadOnlyList<string>? Assignees,
    [property: Description("The accounts that were asked to review it.")] IReadOnlyList<string>? Reviewers,
    [property: Description("When it was opened, UTC.")] DateTimeOffset? CreatedAt,
    [property: Description("When it changed, UTC.")] DateTimeOffset? UpdatedAt,
    [property: Description("Its address.")] string? Link);

internal sealed record GetPr(
    [property: Description("The repository as owner/name."), StringLength(201, MinimumLength = 3), Shown, Example("octo-org/octo-repo")] string Repo,
    [property: Description("The number of the pull request."), Range(1, 1_000_000_000), Shown] int Number);

internal sealed record PrRead(
    [property: Description("The pull request.")] Pr Pr,
    [property: Description("What it says, as Markdown; cut where it is longer than an answer.")] string? Body,
    [property: Description("Whether it can be merged; absent while GitHub works it out, which takes seconds: ask again.")] bool? Mergeable,
    [property: Description("How it stands, in GitHub's words: clean, dirty (conflicts), blocked (reviews or checks are missing), behind, unstable, draft.")] string? MergeableState,
    [property: Description("How many commits it has.")] long? Commits,
    [property: Description("Lines it adds.")] long? Additions,
    [property: Description("Lines it takes away.")] long? Deletions,
    [property: Description("How many files it changes; github_list_pr_files shows them.")] long? ChangedFiles,
    [property: Description("How many comments it has.")] long? Comments);

internal sealed record ListPrFiles(
    [property: Description("The repository as owner/name."), StringLength(201, MinimumLength = 3), Shown, Example("octo-org/octo-repo")] string Repo,
    [property: Description("The number of the pull request."), Range(1, 1_000_000_000), Shown] int Number,
    [property: Description("Most files in one answer, 1 to 100; 30 when left out."), Range(1, 100)] int Limit = 30,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record PrFilesFound(
    [property: Description("The files.")] IReadOnlyList<PrFile> Files,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record PrFile(
    [property: Description("Where it is, from the root.")] string Path,
    [property: Description("added, removed, modified, renamed, copied or changed.")] string Status,
    [property: Description("Where it was before.")] string? PreviousPath,
    [property: Description("Lines added.")] long? Additions,
    [property: Description("Lines taken away.")] long? Deletions,
    [property: Description("What changed, as a unified diff; cut after 8,000 characters; absent where the file is no text or GitHub finds it too long.")] string? Patch);

internal sealed record CreatePr(
    [property: Description("The repository as owner/name, which it is merged into."), StringLength(201, MinimumLength = 3), Shown, Example("octo-org/octo-repo")] string Repo,
    [property: Description("The title."), StringLength(GitHubFacts.MostTitle, MinimumLength = 1), Example("Bring the timetable up to date")] string Title,
    [property: Description("The branch with the changes; owner:branch where it is in a copy of the repository."), StringLength(355, MinimumLength = 1), Shown, Example("fix-timetable")] string Head,
    [property: Description("The branch it goes into."), StringLength(255, MinimumLength = 1), Shown, Example("main")] string Base,
    [property: Description("What it does, as Markdown. @names are told by GitHub."), StringLength(GitHubFacts.MostBody)] string? Body = null,
    [property: Description("True opens it as not yet meant to be merged.")] bool Draft = false);

internal sealed record UpdatePr(
    [property: Description("The repository as owner/name."), StringLength(201, MinimumLength = 3), Shown, Example("octo-org/octo-repo")] string Repo,
    [property: Description("The number of the pull request."), Range(1, 1_000_000_000), Shown] int Number,
    [property: Description("A new title."), StringLength(GitHubFacts.MostTitle, MinimumLength = 1), Example("Bring the timetable up to date")] string? Title = null,
    [property: Description("A new text in place of the old one, as Markdown."), StringLength(GitHubFacts.MostBody)] string? Body = null,
    [property: Description("Another branch to go into."), StringLength(255, MinimumLength = 1), Shown, Example("main")] string? Base = null,
    [property: Description("closed closes it without merging, open opens it again."), AllowedValues("open", "closed"), Shown, Example("closed")] string? State = null);

internal sealed record MergePr(
    [property: Description("The repository as owner/name."), StringLength(201, MinimumLength = 3), Shown, Example("octo-org/octo-repo")] string Repo,
    [property: Description("The number of the pull request."), Range(1, 1_000_000_000), Shown] int Number,
    [property: Description("head_sha as github_get_pr told it: what is merged is what was looked at."), StringLength(64, MinimumLength = 40), Shown, Example("6dcb09b5b57875f334f61aebed695e2e4193db5e")] string HeadSha,
    [property: Description("merge (when left out) keeps all commits, squash makes one of them, rebase puts them on top; the repository may not allow all."), AllowedValues("merge", "squash", "rebase"), Shown, Example("squash")] string? Method = null,
    [property: Description("The first line of the commit; GitHub's own when left out."), StringLength(GitHubFacts.MostTitle, MinimumLength = 1)] string? CommitTitle = null,
    [property: Description("The rest of the commit's message; GitHub's own when left out."), StringLength(GitHubFacts.MostBody)] string? CommitMessage = null);

internal sealed record MergedPr(
    [property: Description("The commit it was merged by.")] string Sha,
    [property: Description("What GitHub says of it.")] string? Message);

internal sealed record ReviewPr(
    [property: Description("The repository as owner/name."), StringLength(201, MinimumLength = 3), Shown, Example("octo-org/octo-repo")] string Repo,
    [property: Description("The number of the pull request."), Range(1, 1_000_000_000), Shown] int Number,
    [property: Description("approve, request_changes, or comment, which says neither. One's own pull request takes comment only."), AllowedValues("approve", "request_changes", "comment"), Shown, Example("comment")] string Event,
    [property: Description("What the review says, as Markdown; may be left out only with approve."), StringLength(GitHubFacts.MostBody)] string? Body = null,
    [property: Description("Remarks on lines that the pull request shows, 50 at most.")] IReadOnlyList<LineComment>? Comments = null,
    [property: Description("The commit that was looked at, head_sha of github_get_pr; the newest when left out."), StringLength(64, MinimumLength = 40), Example("6dcb09b5b57875f334f61aebed695e2e4193db5e")] string? HeadSha = null);

internal sealed record LineComment(
    [property: Description("The file, from the root."), StringLength(4096, MinimumLength = 1), Example("docs/setup.md")] string Path,
    [property: Description("The line, counted in the file; the last one where start_line is given."), Range(1, 10_000_000)] int Line,
    [property: Description("The remark, as Markdown."), StringLength(GitHubFacts.MostBody, MinimumLength = 1)] string Body,
    [property: Description("RIGHT (when left out) counts in the new file, LEFT in the old one."), AllowedValues("LEFT", "RIGHT"), Example("RIGHT")] string? Side = null,
    [property: Description("The first line, of a remark on several."), Range(1, 10_000_000)] int? StartLine = null);

internal sealed record AddedReview(
    [property: Description("The review's id.")] string Id,
    [property: Description("APPROVED, CHANGES_REQUESTED or COMMENTED.")] string? State,
    [property: Description("Its address.")] string? Link);
