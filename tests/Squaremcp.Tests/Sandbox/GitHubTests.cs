using System.Net;
using System.Text.Json;

namespace Squaremcp.Tests.Sandbox;

/// <summary>Every tool of GitHub against its simulator, through the whole product: two that were written apart from each other.</summary>
public sealed class GitHubTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private const string Timetable = "harbour-news/timetable", Archive = "harbour-news/archive";

    [Fact]
    public async Task Repositories_and_files_are_read()
    {
        var login = (await OkAsync("github_get_me", new { })).GetProperty("login").GetString();
        var first = await OkAsync("github_list_repos", new { limit = 3 });
        var rest = await OkAsync("github_list_repos", new { limit = 3, cursor = first.GetProperty("next_cursor").GetString() });
        Assert.Equal(5, first.GetProperty("repos").GetArrayLength() + rest.GetProperty("repos").GetArrayLength());
        Assert.Equal([$"{login}/notes"], (await OkAsync("github_list_repos", new { visibility = "private" })).GetProperty("repos").EnumerateArray().Select(repo => repo.GetProperty("name").GetString()));

        Assert.Contains("When ferries leave. ⛴", (await OkAsync("github_read_files", new { repo = Timetable, path = "README.md" })).GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(["README.md", "docs", "src"], await EntriesAsync(new { repo = Timetable }));
        Assert.Equal(["docs/hours.md", "docs/img", "docs/img/pier.png"], await EntriesAsync(new { repo = Timetable, path = "docs", recursive = true }));
        Assert.Equal(["docs/hours.md", "docs/img", "docs/img/pier.png"], await EntriesAsync(new { repo = $"{login}/harbour-site", path = "docs", recursive = true, @ref = "docs/spelling" }));
        Assert.True((await OkAsync("github_read_files", new { repo = Timetable, path = "docs/img/pier.png" })).GetProperty("binary").GetBoolean());
        Assert.True((await OkAsync("github_read_files", new { repo = Timetable, path = "src/ferry list.txt" })).TryGetProperty("next_cursor", out _));
        Assert.Equal("not_found", await KindAsync("github_read_files", new { repo = Timetable, path = "README.md", @ref = "nowhere" }));
        Assert.Equal("not_found", await KindAsync("github_read_files", new { repo = "harbour-news/nothing" }));
    }

    [Fact]
    public async Task An_issue_is_rehearsed_opened_commented_and_found_again()
    {
        await OkAsync("github_create_issue", new { repo = Archive, title = "A link is dead", labels = new[] { "bug" }, dry_run = true });
        var made = await OkAsync("github_create_issue", new { repo = Archive, title = "A link is dead", labels = new[] { "bug" } });

        Assert.Equal("label bug", made.GetProperty("left_out")[0].GetString());
        await OkAsync("github_add_comment", new { repo = Archive, number = made.GetProperty("number").GetInt32(), body = "It is the one to the pier." });
        var found = (await OkAsync("github_list_issues", new { repo = Archive })).GetProperty("issues")[0];
        Assert.Equal(("A link is dead", 1), (found.GetProperty("title").GetString(), found.GetProperty("comments").GetInt32()));
    }

    [Fact]
    public async Task A_pull_request_goes_from_a_branch_to_the_merge()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await OkAsync("github_create_pr", new { repo = Timetable, title = "Evenings", head = "evenings", @base = "main", dry_run = true }, key);
        var number = (await OkAsync("github_create_pr", new { repo = Timetable, title = "Evenings", head = "evenings", @base = "main" }, key)).GetProperty("number").GetInt32();
        Assert.Equal("refused", await KindAsync("github_create_pr", new { repo = Timetable, title = "Again", head = "evenings", @base = "main" }, key));
        Assert.Equal("Late evenings", (await OkAsync("github_update_pr", new { repo = Timetable, number, title = "Late evenings" }, key)).GetProperty("title").GetString());
        Assert.Equal("not_permitted_by_platform", await KindAsync("github_review_pr", new { repo = Timetable, number, @event = "approve" }, key));
        await OkAsync("github_review_pr", new { repo = Timetable, number, @event = "comment", body = "Mine.", comments = new[] { new { path = "docs/hours.md", line = 1, body = "Really?" } } }, key);
        Assert.Equal(1, (await OkAsync("github_list_pr_files", new { repo = Timetable, number }, key)).GetProperty("files").GetArrayLength());
        Assert.Equal("refused", await KindAsync("github_merge_pr", new { repo = Timetable, number, head_sha = new string('0', 40) }, key));

        var sha = (await OkAsync("github_get_pr", new { repo = Timetable, number }, key)).GetProperty("pr").GetProperty("head_sha").GetString();
        await OkAsync("github_merge_pr", new { repo = Timetable, number, head_sha = sha, method = "squash", dry_run = true }, key);
        await OkAsync("github_merge_pr", new { repo = Timetable, number, head_sha = sha, method = "squash" }, key);
        Assert.Equal("merged", (await OkAsync("github_list_prs", new { repo = Timetable, state = "closed" }, key)).GetProperty("prs")[0].GetProperty("state").GetString());
        Assert.Equal("refused", await KindAsync("github_merge_pr", new { repo = Timetable, number, head_sha = sha, idempotency_key = "again" }, key));
    }

    [Fact]
    public async Task What_stands_against_a_merge_is_told()
    {
        var login = (await OkAsync("github_get_me", new { })).GetProperty("login").GetString();
        var pr = await OkAsync("github_get_pr", new { repo = $"{login}/harbour-site", number = 6 });

        Assert.Equal(("dirty", false), (pr.GetProperty("mergeable_state").GetString(), pr.GetProperty("mergeable").GetBoolean()));
        Assert.Equal("refused", await KindAsync("github_merge_pr", new { repo = $"{login}/harbour-site", number = 6, head_sha = pr.GetProperty("pr").GetProperty("head_sha").GetString() }));
        Assert.Equal("not_permitted_by_platform", await KindAsync("github_create_issue", new { repo = $"{login}/old-site", title = "x" }));
    }

    [Fact]
    public async Task Tokens_are_renewed_and_one_that_was_used_elsewhere_breaks_the_connection()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        gateway.Pass(TimeSpan.FromHours(9));
        Assert.Equal(200, (await gateway.CallAsync("github_get_me", null, key)).Status);
        gateway.Pass(TimeSpan.FromHours(9));
        await gateway.FaultAsync("github", new { kind = "rotated_token" }, key);

        Assert.Equal("needs_reconnection", (await gateway.CallAsync("github_get_me", null, key)).Body.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("rate_limited", 30, "rate_limited")]
    [InlineData("server_error", null, "outcome_unknown")]
    [InlineData("truncated", null, "outcome_unknown")]
    [InlineData("lost_answer", null, "outcome_unknown")]
    public async Task It_fails_on_demand(string fault, int? retryAfter, string kind)
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.FaultAsync("github", new { kind = fault, retry_after = retryAfter }, key);

        Assert.Equal(kind, (await gateway.CallAsync("github_add_comment", new { repo = Timetable, number = 1, body = "x" }, key)).Body.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("POST", "repos/harbour-news/timetable/issues", """{"title":"x","assignee":"a"}""", 422)]
    [InlineData("POST", "repos/harbour-news/timetable/issues", """{"body":"x"}""", 422)]
    [InlineData("POST", "repos/harbour-news/timetable/issues", """{"title":5}""", 422)]
    [InlineData("POST", "repos/harbour-news/timetable/issues", """{"title":""", 400)]
    [InlineData("POST", "repos/harbour-news/timetable/pulls", """{"title":"x","head":"main","base":"main"}""", 422)]
    [InlineData("POST", "repos/harbour-news/timetable/pulls", """{"title":"x","head":"no","base":"main"}""", 422)]
    [InlineData("PATCH", "repos/harbour-news/timetable/pulls/2", """{"state":"merged"}""", 422)]
    [InlineData("GET", "user/repos?type=owner&visibility=all", "", 422)]
    [InlineData("GET", "user/repos?perpage=5", "", 422)]
    [InlineData("GET", "repos/harbour-news/timetable/issues/", "", 404)]
    [InlineData("GET", "user/emails", "", 404)]
    public async Task What_GitHub_does_not_know_the_simulator_refuses(string verb, string path, string body, int status)
    {
        var account = JsonElement.Parse(gateway.Simulators.Account("github", gateway.CustomerId).Settings);
        using var request = new HttpRequestMessage(new(verb), $"/sandbox/api.github.com/{path}") { Content = body.Length > 0 ? new StringContent(body, System.Text.Encoding.UTF8, "application/json") : null };
        request.Headers.Authorization = new("Bearer", account.GetProperty("tokens").GetProperty("access").GetString());
        request.Headers.UserAgent.ParseAdd("test");
        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
    }

    private async Task<IEnumerable<string?>> EntriesAsync(object arguments) => (await OkAsync("github_read_files", arguments)).GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("path").GetString());

    private async Task<string?> KindAsync(string tool, object arguments, string? key = null) => (await gateway.CallAsync(tool, arguments, key)).Body.GetProperty("kind").GetString();

    private async Task<JsonElement> OkAsync(string tool, object arguments, string? key = null)
    {
        var (status, body) = await gateway.CallAsync(tool, arguments, key);
        Assert.True(status == 200, $"{tool} answered {status}: {body}");
        return body;
    }
}
