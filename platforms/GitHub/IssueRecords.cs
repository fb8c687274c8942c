using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Squaremcp.Platforms.GitHub;

internal sealed record ListIssues(
    [property: Description("The repository as owner/name."), StringLength(201, MinimumLength = 3), Shown, Example("octo-org/octo-repo")] string Repo,
    [property: Description("open (when left out), closed or all."), AllowedValues("open", "closed", "all"), Example("open")] string? State = null,
    [property: Description("Only those with all of these labels, 10 at most."), Example("bug")] IReadOnlyList<string>? Labels = null,
    [property: Description("Only those this account is to do."), StringLength(100, MinimumLength = 1), Example("octocat")] string? Assignee = null,
    [property: Description("Only those this account opened."), StringLength(100, MinimumLength = 1), Example("octocat")] string? Creator = null,
    [property: Description("Most issues in one answer, 1 to 100; 30 when left out. Pull requests, which GitHub counts among them, are taken out, so an answer may have fewer and yet a next_cursor."), Range(1, 100)] int Limit = 30,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record IssuesFound(
    [property: Description("The issues, the newest first.")] IReadOnlyList<Issue> Issues,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record Issue(
    [property: Description("Its number in the repository.")] long Number,
    [property: Description("Its title.")] string Title,
    [property: Description("open or closed.")] string State,
    [property: Description("Why it was closed: completed, not_planned, duplicate.")] string? StateReason,
    [property: Description("The account that opened it.")] string? Author,
    [property: Description("What it says, as Markdown; cut after 2,000 characters.")] string? Body,
    [property: Description("Its labels.")] IReadOnlyList<string>? Labels,
    [property: Description("The accounts that are to do it.")] IReadOnlyList<string>? Assignees,
    [property: Description("The milestone it belongs to.")] string? Milestone,
    [property: Description("How many comments it has.")] long? Comments,
    [property: Description("When it was opened, UTC.")] DateTimeOffset? CreatedAt,
    [property: Description("When it changed, UTC.")] DateTimeOffset? UpdatedAt,
    [property: Description("Its address.")] string? Link);

internal sealed record CreateIssue(
    [property: Description("The repository as owner/name."), StringLength(201, MinimumLength = 3), Shown, Example("octo-org/octo-repo")] string Repo,
    [property: Description("The title."), StringLength(GitHubFacts.MostTitle, MinimumLength = 1), Example("The timetable is out of date")] string Title,
    [property: Description("What it is about, as Markdown. @names are told by GitHub."), StringLength(GitHubFacts.MostBody)] string? Body = null,
    [property: Description("Labels, 100 at most; GitHub drops them where the account may not push."), Example("bug")] IReadOnlyList<string>? Labels = null,
    [property: Description("Accounts that are to do it, 10 at most; GitHub drops them where the account may not push."), Example("octocat")] IReadOnlyList<string>? Assignees = null,
    [property: Description("The number of a milestone; GitHub drops it where the account may not push."), Range(1, 1_000_000)] int? Milestone = null);

internal sealed record CreatedIssue(
    [property: Description("Its number in the repository.")] long Number,
    [property: Description("Its title.")] string Title,
    [property: Description("What GitHub dropped of what was asked, for the account may not push there; absent where there is nothing.")] IReadOnlyList<string>? LeftOut,
    [property: Description("Its address.")] string Link);

internal sealed record AddComment(
    [property: Description("The repository as owner/name."), StringLength(201, MinimumLength = 3), Shown, Example("octo-org/octo-repo")] string Repo,
    [property: Description("The number of the issue or pull request."), Range(1, 1_000_000_000), Shown] int Number,
    [property: Description("The comment, as Markdown. @names are told by GitHub."), StringLength(GitHubFacts.MostBody, MinimumLength = 1), Example("Fixed in the last release.")] string Body);

internal sealed record AddedComment(
    [property: Description("The comment's id.")] string Id,
    [property: Description("Its address.")] string Link);
