using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.GitHub;

/// <summary>Pull requests: found, read, opened and changed.</summary>
internal sealed class PullRequests(GitHubApi api, OAuthAccount connected)
{
    private const string Look = "look with github_list_prs and github_get_pr";

    internal async Task<PrsFound> ListAsync(ListPrs list, ToolContext context, CancellationToken cancellationToken)
    {
        if (list.Head is { } head && !head.Contains(':'))
        {
            throw GitHubRules.Wrong("head", "`head` is owner:branch here; GitHub leaves a bare branch unheeded and answers all.");
        }

        var purpose = context.Purpose("github_list_prs", connected.AccountId, list.Repo, list.State, list.Head, list.Base, $"{list.Limit}");
        var place = PagePlace.Of(context, purpose, list.Cursor);
        var page = await api.PageAsync(
            place.Token ?? $"{GitHubRules.Repo(list.Repo)}/pulls?per_page={list.Limit}{Query.Of("state", list.State)}{Query.Of("head", list.Head is null ? null : GitHubRules.Head(list.Head))}{Query.Of("base", list.Base is null ? null : GitHubRules.Ref("base", list.Base))}",
            cancellationToken);
        var (found, cursor) = place.Cut(context, purpose, [.. page.Items.Select(Reading.Pr).OfType<Pr>()], page.Next, pr => $"{pr.Number}", GitHubRecords.Json.Pr);
        return new(found, cursor);
    }

    internal async Task<PrRead> GetAsync(GetPr get, ToolContext context, CancellationToken cancellationToken)
    {
        var pr = await FetchAsync(get.Repo, get.Number, cancellationToken);
        var body = pr.Words("body");
        return new(
            Told(pr), body is null ? null : Reading.Cut(body, context.TextLength(body, 0)), pr.Flag("mergeable"), pr.Words("mergeable_state"), pr.Count("commits"), pr.Count("additions"), pr.Count("deletions"), pr.Count("changed_files"),
            (pr.Count("comments") ?? 0) + (pr.Count("review_comments") ?? 0));
    }

    internal async Task<PrFilesFound> FilesAsync(ListPrFiles list, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("github_list_pr_files", connected.AccountId, list.Repo, $"{list.Number}", $"{list.Limit}");
        var place = PagePlace.Of(context, purpose, list.Cursor);
        var page = await api.PageAsync(place.Token ?? $"{At(list.Repo, list.Number)}/files?per_page={list.Limit}", cancellationToken);
        var (found, cursor) = place.Cut(context, purpose, [.. page.Items.Select(Reading.File).OfType<PrFile>()], page.Next, file => Uri.EscapeDataString(file.Path), GitHubRecords.Json.PrFile);
        return new(found, cursor);
    }

    internal async Task<Pr> CreateAsync(CreatePr create, CancellationToken cancellationToken) =>
        Told(await api.WriteAsync(HttpMethod.Post, $"{GitHubRules.Repo(create.Repo)}/pulls", Body(create), Look, IsPr, cancellationToken));

    internal async Task<Rehearsal> RehearseAsync(CreatePr create, CancellationToken cancellationToken)
    {
        _ = Body(create);
        var at = GitHubRules.Repo(create.Repo);
        RepoState.Open(await api.GetAsync(at, cancellationToken));
        await api.GetAsync($"{at}/branches/{Uri.EscapeDataString(create.Base)}", cancellationToken);
        var head = create.Head.Contains(':') ? create.Head : $"{create.Repo.Split('/')[0]}:{create.Head}";
        var open = await api.PageAsync($"{at}/pulls?per_page=1&state=open{Query.Of("head", head)}{Query.Of("base", create.Base)}", cancellationToken);
        return open.Items is [var known, ..]
            ? throw new ToolException(new(ToolErrorKind.Refused, $"There is one already: {create.Repo}#{known.Count("number")}, {known.Words("html_url")}. Change it with github_update_pr.") { Reason = "already_exists" })
            : new($"Open a {(create.Draft ? "draft of a " : "")}pull request \"{create.Title}\" in {create.Repo}, from {head} into {create.Base}, as {connected.Name}.", ["Whether there are commits between the two is known when it is opened."]);
    }

    internal async Task<Pr> UpdateAsync(UpdatePr update, CancellationToken cancellationToken) =>
        Told(await api.WriteAsync(HttpMethod.Patch, At(update.Repo, update.Number), Body(update), "look with github_get_pr; repeating it does no harm", IsPr, cancellationToken));

    internal async Task<Rehearsal> RehearseAsync(UpdatePr update, CancellationToken cancellationToken)
    {
        var body = Body(update);
        var pr = Told(await FetchAsync(update.Repo, update.Number, cancellationToken));
        return pr.State == "merged" && (update.State ?? update.Base) is not null
            ? throw new ToolException(new(ToolErrorKind.Refused, $"{update.Repo}#{update.Number} is merged; it cannot be opened, closed or moved any more."))
            : new($"Change {string.Join(", ", body.Select(pair => pair.Key))} of {update.Repo}#{update.Number}, \"{pr.Title}\", as {connected.Name}.");
    }

    internal async Task<JsonElement> FetchAsync(string repo, int number, CancellationToken cancellationToken) =>
        await api.GetAsync(At(repo, number), cancellationToken) is var pr && IsPr(pr) ? pr : throw new ToolException(GitHubErrors.Garbled);

    internal static string At(string repo, int number) => $"{GitHubRules.Repo(repo)}/pulls/{number}";

    internal static Pr Told(JsonElement pr) => Reading.Pr(pr)!;

    private static bool IsPr(JsonElement answer) => Reading.Pr(answer) is not null;

    private static JsonObject Body(CreatePr create)
    {
        var body = new JsonObject { ["title"] = GitHubRules.Title(create.Title), ["head"] = GitHubRules.Head(create.Head), ["base"] = GitHubRules.Ref("base", create.Base) };
        if (create.Body is { Length: > 0 } text)
        {
            body["body"] = text;
        }

        if (create.Draft)
        {
            body["draft"] = true;
        }

        return body;
    }

    private static JsonObject Body(UpdatePr update)
    {
        var body = new JsonObject();
        if (update.Title is { } title)
        {
            body["title"] = GitHubRules.Title(title);
        }

        if (update.Body is { } text)
        {
            body["body"] = text;
        }

        if (update.Base is { } into)
        {
            body["base"] = GitHubRules.Ref("base", into);
        }

        if (update.State is { } state)
        {
            body["state"] = state;
        }

        return body.Count > 0 ? body : throw GitHubRules.Wrong("title", "Give what shall change: `title`, `body`, `base` or `state`.");
    }
}
