using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.GitHub;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.GitHub;

/// <summary>The connector of GitHub on a GitHub of its own.</summary>
public abstract class GitHubBench : OAuthBench
{
    internal const string Anna = "583231", Sha = "6dcb09b5b57875f334f61aebed695e2e4193db5e", Api = "/api.github.com";

    internal override string Settings => $$"""{"account_id":"{{Anna}}","name":"@anna"}""";

    internal override IOAuthConnector Make(OutboundHttp http, TimeProvider clock, ICustomerFiles files) => new GitHubConnector("2026-03-10", http, clock);

    /// <summary>Each call that is answered well, in the order they are made.</summary>
    internal static (string Tool, object Arguments)[] Intents { get; } =
    [
        ("github_get_me", new { }),
        ("github_list_repos", new { visibility = "private", affiliation = "owner", sort = "pushed", limit = 5 }),
        ("github_read_files", new { repo = "o/r", path = "docs/a b/ü.md", @ref = "feature/x" }),
        ("github_read_files", new { repo = "o/r", @ref = "main", recursive = true }),
        ("github_list_issues", new { repo = "o/r", state = "all", labels = new[] { "bug" }, assignee = "anna", creator = "bert" }),
        ("github_create_issue", new { repo = "o/r", title = "Grüße", body = "x", labels = new[] { "bug" }, assignees = new[] { "anna" }, milestone = 1 }),
        ("github_add_comment", new { repo = "o/r", number = 1, body = "x" }),
        ("github_list_prs", new { repo = "o/r", state = "closed", head = "bert:fix", @base = "main" }),
        ("github_get_pr", new { repo = "o/r", number = 1 }),
        ("github_list_pr_files", new { repo = "o/r", number = 1 }),
        ("github_create_pr", new { repo = "o/r", title = "Fix", head = "fix", @base = "main", body = "x", draft = true }),
        ("github_update_pr", new { repo = "o/r", number = 1, title = "Fix", body = "x", @base = "main", state = "open" }),
        ("github_merge_pr", new { repo = "o/r", number = 1, head_sha = Sha, method = "squash", commit_title = "x", commit_message = "y" }),
        ("github_review_pr", new { repo = "o/r", number = 1, @event = "comment", body = "x", head_sha = Sha, comments = new[] { new { path = "a.md", line = 4, body = "y", start_line = 2 } } }),
    ];

    /// <summary>GitHub's answer to each of them.</summary>
    internal static StandInAnswer Well(SentToStandIn request) => request.Path[Api.Length..].Split('/') switch
    {
        [_, "applications", ..] => new(204, ""),
        [_, "user"] => new(200, """{"id":583231,"login":"anna","name":"Anna","html_url":"https://github.com/anna"}"""),
        [_, _, _, _, "contents", ..] or [.., "trees", _] => new(200, """{"type":"file","encoding":"base64","content":"eA==","size":1,"path":"x","sha":"1","tree":[]}"""),
        [_, "repos", _, _] => new(200, """{"full_name":"o/r","has_issues":true,"archived":false,"permissions":{"push":true}}"""),
        [.., "branches", _] => new(200, """{"name":"main"}"""),
        [.., "merge"] => new(200, $$"""{"sha":"{{Sha}}","merged":true,"message":"merged"}"""),
        [.., "reviews" or "comments"] => new(201, """{"id":5,"html_url":"https://github.com/o/r/issues/1#c","state":"COMMENTED"}"""),
        [.., "pulls" or "issues" or "repos" or "files"] when request.Verb == "GET" => new(200, "[]"),
        _ => new(request.Verb == "POST" ? 201 : 200, Pr),
    };

    internal const string Pr = $$"""{"number":1,"title":"Fix","state":"open","draft":false,"user":{"id":9,"login":"bert"},"head":{"ref":"fix","label":"bert:fix","sha":"{{Sha}}"},"base":{"ref":"main"},"labels":[{"name":"bug"}],"assignees":[{"login":"anna"}],"milestone":{"number":1},"mergeable":true,"mergeable_state":"clean","commits":2,"html_url":"https://github.com/o/r/pull/1"}""";

    internal async Task<JsonElement> RehearsedAsync(string tool, object arguments)
    {
        var result = await RehearseAsync(tool, arguments);
        Assert.True(result.Error is null, result.Error?.Message);
        return JsonElement.Parse(result.Json!).GetProperty("dry_run");
    }
}
