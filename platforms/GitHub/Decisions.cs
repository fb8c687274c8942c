using System.Text.Json.Nodes;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.GitHub;

/// <summary>What is decided about a pull request: reviews and the merge.</summary>
internal sealed class Decisions(GitHubApi api, PullRequests prs, OAuthAccount connected)
{
    private const int MostComments = 50;

    internal async Task<MergedPr> MergeAsync(MergePr merge, CancellationToken cancellationToken)
    {
        var made = await api.WriteAsync(
            HttpMethod.Put, $"{PullRequests.At(merge.Repo, merge.Number)}/merge", Body(merge), "look with github_get_pr whether its state is merged", answer => answer.Flag("merged") is not null, cancellationToken);
        return made.Flag("merged") == true && made.Words("sha") is { } sha ? new(sha, made.Words("message"))
            : throw new ToolException(new(ToolErrorKind.Refused, $"GitHub did not merge it: {made.Words("message")}") { Reason = "not_mergeable" });
    }

    internal async Task<Rehearsal> RehearseAsync(MergePr merge, CancellationToken cancellationToken)
    {
        _ = Body(merge);
        var read = await prs.FetchAsync(merge.Repo, merge.Number, cancellationToken);
        var pr = PullRequests.Told(read);
        return pr.State != "open" ? throw Cannot($"it is {pr.State}")
            : pr.Draft == true ? throw Cannot("it is a draft")
            : !pr.HeadSha.Equals(merge.HeadSha, StringComparison.OrdinalIgnoreCase) ? throw Cannot($"its newest commit is {pr.HeadSha}, not the one you looked at; look at it again")
            : read.Flag("mergeable") == false ? throw Cannot("it has conflicts")
            : new(
                $"Merge {merge.Repo}#{merge.Number}, \"{pr.Title}\", {read.Count("commits")} commits, into {pr.Base} by {merge.Method ?? "merge"}, as {connected.Name}. It cannot be undone, only reverted.",
                read.Words("mergeable_state") is "clean" or "has_hooks" ? null : [$"GitHub says it is {read.Words("mergeable_state") ?? "unknown"}; it may refuse."]);
    }

    internal async Task<AddedReview> ReviewAsync(ReviewPr review, CancellationToken cancellationToken)
    {
        var made = await api.WriteAsync(
            HttpMethod.Post, $"{PullRequests.At(review.Repo, review.Number)}/reviews", Body(review), $"ask a person to look at the reviews of {review.Repo}#{review.Number}", answer => answer.Id("id") is not null, cancellationToken);
        return new(made.Id("id")!, made.Words("state"), made.Words("html_url"));
    }

    internal async Task<Rehearsal> RehearseAsync(ReviewPr review, CancellationToken cancellationToken)
    {
        _ = Body(review);
        var read = await prs.FetchAsync(review.Repo, review.Number, cancellationToken);
        var pr = PullRequests.Told(read);
        return read.Inside("user").Id("id") == connected.AccountId && review.Event != "comment"
            ? throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, "GitHub lets nobody approve, or ask changes of, their own pull request. A comment is allowed."))
            : new(
                $"Review {review.Repo}#{review.Number}, \"{pr.Title}\": {review.Event}{(review.Comments is { } comments ? $", with {comments.Count} remarks on lines" : "")}, as {connected.Name}.",
                review.HeadSha is { } looked && !pr.HeadSha.Equals(looked, StringComparison.OrdinalIgnoreCase) ? [$"There is a newer commit than the one you looked at: {pr.HeadSha}."] : null);
    }

    private static ToolException Cannot(string why) => new(new(ToolErrorKind.Refused, $"This pull request cannot be merged: {why}.") { Reason = "not_mergeable" });

    private static JsonObject Body(MergePr merge)
    {
        var body = new JsonObject { ["sha"] = Sha(merge.HeadSha) };
        if (merge.Method is { } method)
        {
            body["merge_method"] = method;
        }

        if (merge.CommitTitle is { } title)
        {
            body["commit_title"] = title;
        }

        if (merge.CommitMessage is { } message)
        {
            body["commit_message"] = message;
        }

        return body;
    }

    private static JsonObject Body(ReviewPr review)
    {
        var body = new JsonObject { ["event"] = review.Event.ToUpperInvariant() };
        if (!string.IsNullOrWhiteSpace(review.Body))
        {
            body["body"] = review.Body;
        }
        else if (review.Event != "approve")
        {
            throw GitHubRules.Wrong("body", $"GitHub wants a `body` with {review.Event}: say what the review says.");
        }

        if (review.HeadSha is { } sha)
        {
            body["commit_id"] = Sha(sha);
        }

        if (review.Comments is { } comments)
        {
            body["comments"] = comments.Count is > 0 and <= MostComments ? new JsonArray([.. comments.Select(Line)]) : throw GitHubRules.Wrong("comments", $"`comments` holds 1 to {MostComments} remarks; leave it out for none.");
        }

        return body;
    }

    private static JsonObject Line(LineComment comment)
    {
        if (comment.StartLine >= comment.Line)
        {
            throw GitHubRules.Wrong("comments", "`start_line` of a remark comes before its `line`; leave it out for a single line.");
        }

        var line = new JsonObject { ["path"] = comment.Path, ["body"] = GitHubRules.Body(comment.Body), ["line"] = comment.Line, ["side"] = comment.Side ?? "RIGHT" };
        if (comment.StartLine is { } start)
        {
            (line["start_line"], line["start_side"]) = (start, comment.Side ?? "RIGHT");
        }

        return line;
    }

    private static string Sha(string sha) => sha.Length is 40 or 64 && sha.All(char.IsAsciiHexDigit) ? sha.ToLowerInvariant() : throw GitHubRules.Wrong("head_sha", "`head_sha` is a commit's whole sha, as github_get_pr tells it.");
}
