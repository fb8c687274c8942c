using System.Text.Json;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.GitHub;

public sealed class ToolTests : GitHubBench
{
    [Fact]
    public async Task Repositories_page_by_GitHubs_own_links_each_once()
    {
        Platform.Answer = request =>
        {
            var page = request.Query.TryGetValue("page", out var number) ? int.Parse(number) : 1;
            var repos = Enumerable.Range((page - 1) * 2, 2).Select(i => $$"""{"full_name":"anna/r{{i}}"}""");
            (string, string)[] links = page == 3 ? [("Link", $"<{Platform.Url}api.github.com/user/repos?page=1>; rel=\"first\"")]
                : [("Link", $"<{Platform.Url}api.github.com/user/repos?page=1>; rel=\"prev\", <{Platform.Url}api.github.com/user/repos?per_page=2&opaque=%2B&page={page + 1}>; rel=\"next\", <{Platform.Url}x>; rel=\"last\"")];
            return new(200, $"[{string.Join(',', repos)}]", links);
        };
        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await AnswerAsync("github_list_repos", cursor is null ? new { limit = 2 } : new { limit = 2, cursor });
            seen.AddRange(page.GetProperty("repos").EnumerateArray().Select(repo => repo.GetProperty("name").GetString()!));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 6).Select(i => $"anna/r{i}"), seen);
        Assert.Equal("/api.github.com/user/repos?per_page=2&opaque=%2B&page=3", Platform.Requests.Last().Target);
    }

    [Fact]
    public async Task A_link_that_leads_elsewhere_is_not_followed()
    {
        Fail(200, "[]", ("Link", "<https://elsewhere.example/user/repos?page=2>; rel=\"next\""));

        Assert.Equal(ToolErrorKind.PlatformUnavailable, (await ErrorAsync("github_list_repos", new { })).Kind);
    }

    [Fact]
    public async Task A_cursor_is_for_the_same_question_only()
    {
        Fail(200, "[]", ("Link", $"<{Platform.Url}api.github.com/repositories/5/issues?page=2>; rel=\"next\""));
        var cursor = (await AnswerAsync("github_list_issues", new { repo = "o/r" })).GetProperty("next_cursor").GetString();

        await AnswerAsync("github_list_issues", new { repo = "o/r", cursor });
        Assert.Equal("cursor", (await ErrorAsync("github_list_issues", new { repo = "o/other", cursor })).Argument);
        Assert.Equal("cursor", (await ErrorAsync("github_list_prs", new { repo = "o/r", cursor })).Argument);
        Assert.Equal("/api.github.com/repositories/5/issues?page=2", Platform.Requests.Last().Target);
    }

    [Fact]
    public async Task A_long_file_comes_in_pieces_that_make_the_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 9_000).Select(i => $"line {i} 😀\n"));
        Fail(200, JsonSerializer.Serialize(new { type = "file", path = "a.txt", sha = "1", size = 200_000, encoding = "base64", content = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks) }));
        var (seen, cursor) = ("", (string?)null);
        do
        {
            var result = await AnswerAsync("github_read_files", cursor is null ? new { repo = "o/r", path = "a.txt" } : new { repo = "o/r", path = "a.txt", cursor });
            Assert.InRange(result.GetRawText().Length, 2, 48_000);
            seen += result.GetProperty("text").GetString();
            cursor = result.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(text, seen);
    }

    [Fact]
    public async Task A_file_that_changed_between_its_pieces_is_begun_anew()
    {
        Fail(200, JsonSerializer.Serialize(new { type = "file", path = "a.txt", sha = "1", size = 60_000, encoding = "base64", content = Convert.ToBase64String(new byte[60_000].Select(_ => (byte)'x').ToArray()) }));
        var cursor = (await AnswerAsync("github_read_files", new { repo = "o/r", path = "a.txt" })).GetProperty("next_cursor").GetString();
        Fail(200, """{"type":"file","path":"a.txt","sha":"2","size":1,"encoding":"base64","content":"eA=="}""");

        Assert.Equal("cursor", (await ErrorAsync("github_read_files", new { repo = "o/r", path = "a.txt", cursor })).Argument);
    }

    [Theory]
    [InlineData("""{"type":"file","path":"a.png","sha":"1","size":4,"encoding":"base64","content":"iVBORwA="}""", "\"binary\":true")]
    [InlineData("""{"type":"file","path":"a","sha":"1","size":2,"encoding":"base64","content":"//4="}""", "\"binary\":true")]
    [InlineData("""{"type":"file","path":"a","sha":"1","size":0,"encoding":"base64","content":""}""", "\"text\":\"\"")]
    [InlineData("""{"type":"file","path":"a","sha":"1","size":4,"encoding":"base64","content":"77u/eA=="}""", "\"text\":\"x\"")]
    [InlineData("""{"type":"symlink","path":"a","sha":"1","size":4,"target":"docs/x"}""", "\"kind\":\"symlink\",\"path\":\"a\",\"sha\":\"1\",\"target\":\"docs/x\"")]
    [InlineData("""{"type":"submodule","path":"a","sha":"1","size":0,"submodule_git_url":"https://example.org/x"}""", "\"target\":\"https://example.org/x\"")]
    public async Task What_is_no_text_is_told_and_not_shown(string body, string told)
    {
        Fail(200, body);

        Assert.Contains(told, (await AnswerAsync("github_read_files", new { repo = "o/r", path = "a" })).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_beyond_reading_is_not_fetched()
    {
        Fail(200, """{"type":"file","path":"a","sha":"1","size":50000000,"encoding":"none","content":""}""");

        Assert.Equal(ToolErrorKind.NotPermittedByPlatform, (await ErrorAsync("github_read_files", new { repo = "o/r", path = "a" })).Kind);
        Assert.Single(Platform.Requests);
    }

    [Theory]
    [InlineData("github_read_files", """{"repo":"octo"}""", "repo")]
    [InlineData("github_read_files", """{"repo":"o/r/x"}""", "repo")]
    [InlineData("github_read_files", """{"repo":"o/.."}""", "repo")]
    [InlineData("github_read_files", """{"repo":"o/r?x"}""", "repo")]
    [InlineData("github_read_files", """{"repo":"o/r","path":"a/../../../user"}""", "path")]
    [InlineData("github_read_files", """{"repo":"o/r","ref":"a..b"}""", "ref")]
    [InlineData("github_read_files", """{"repo":"o/r","ref":".","recursive":true}""", "ref")]
    [InlineData("github_read_files", """{"repo":"o/r","ref":"a b"}""", "ref")]
    [InlineData("github_list_issues", """{"repo":"o/r","labels":[]}""", "labels")]
    [InlineData("github_list_prs", """{"repo":"o/r","head":"fix"}""", "head")]
    [InlineData("github_create_issue", """{"repo":"o/r","title":"  "}""", "title")]
    [InlineData("github_create_issue", """{"repo":"o/r","title":"x","labels":["a","A"]}""", "labels")]
    [InlineData("github_create_issue", """{"repo":"o/r","title":"x","assignees":["1","2","3","4","5","6","7","8","9","10","11"]}""", "assignees")]
    [InlineData("github_add_comment", """{"repo":"o/r","number":1,"body":" "}""", "body")]
    [InlineData("github_create_pr", """{"repo":"o/r","title":"x","head":"a:b:c","base":"main"}""", "head")]
    [InlineData("github_create_pr", """{"repo":"o/r","title":"x","head":"a","base":"main.lock"}""", "base")]
    [InlineData("github_update_pr", """{"repo":"o/r","number":1}""", "title")]
    [InlineData("github_merge_pr", """{"repo":"o/r","number":1,"head_sha":"6dcb09b5b57875f334f61aebed695e2e4193db5z"}""", "head_sha")]
    [InlineData("github_review_pr", """{"repo":"o/r","number":1,"event":"comment"}""", "body")]
    [InlineData("github_review_pr", """{"repo":"o/r","number":1,"event":"approve","comments":[]}""", "comments")]
    [InlineData("github_review_pr", """{"repo":"o/r","number":1,"event":"approve","comments":[{"path":"a","line":2,"body":"x","start_line":2}]}""", "comments")]
    public async Task What_GitHub_would_refuse_is_refused_before_anything_leaves(string tool, string arguments, string argument)
    {
        var error = await ErrorAsync(tool, JsonElement.Parse(arguments));

        Assert.Equal((ToolErrorKind.InvalidArgument, argument), (error.Kind, error.Argument));
        if (!ToolOf(tool).ReadOnly)
        {
            Assert.Equal(error, (await RehearseAsync(tool, JsonElement.Parse(arguments))).Error);
        }

        Assert.Empty(Platform.Requests);
    }

    [Fact]
    public async Task A_rehearsal_looks_and_changes_nothing()
    {
        Platform.Answer = Well;
        foreach (var (tool, arguments) in Intents.Where(intent => !ToolOf(intent.Tool).ReadOnly))
        {
            Assert.Contains("as @anna", (await RehearsedAsync(tool, arguments)).GetProperty("would").GetString(), StringComparison.Ordinal);
        }

        Assert.All(Platform.Requests, request => Assert.Equal("GET", request.Verb));
    }

    [Theory]
    [InlineData("github_create_issue", "repos/o/r", """{"full_name":"o/r","archived":true}""", ToolErrorKind.NotPermittedByPlatform, "archived")]
    [InlineData("github_create_issue", "repos/o/r", """{"full_name":"o/r","has_issues":false}""", ToolErrorKind.NotPermittedByPlatform, "switched off")]
    [InlineData("github_create_pr", "repos/o/r/pulls", """[{"number":7,"html_url":"https://github.com/o/r/pull/7"}]""", ToolErrorKind.Refused, "o/r#7")]
    [InlineData("github_update_pr", "repos/o/r/pulls/1", """{"merged":true}""", ToolErrorKind.Refused, "is merged")]
    [InlineData("github_merge_pr", "repos/o/r/pulls/1", """{"state":"closed"}""", ToolErrorKind.Refused, "it is closed")]
    [InlineData("github_merge_pr", "repos/o/r/pulls/1", """{"draft":true}""", ToolErrorKind.Refused, "a draft")]
    [InlineData("github_merge_pr", "repos/o/r/pulls/1", """{"mergeable":false}""", ToolErrorKind.Refused, "conflicts")]
    [InlineData("github_merge_pr", "repos/o/r/pulls/1", """{"head":{"ref":"fix","sha":"0000000000000000000000000000000000000000"}}""", ToolErrorKind.Refused, "newest commit is 0000")]
    public async Task A_rehearsal_tells_what_would_fail(string tool, string at, string change, ToolErrorKind kind, string says)
    {
        Platform.Answer = request => request.Path != $"{Api}/{at}" ? Well(request) : new(200, at.EndsWith("/1", StringComparison.Ordinal) ? Changed(change) : change);
        var error = (await RehearseAsync(tool, Intents.First(intent => intent.Tool == tool).Arguments)).Error!;

        Assert.Equal(kind, error.Kind);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_approves_their_own_pull_request()
    {
        Platform.Answer = _ => new(200, Changed($$$"""{"user":{"id":{{{Anna}}},"login":"anna"}}"""));

        Assert.Equal(ToolErrorKind.NotPermittedByPlatform, (await RehearseAsync("github_review_pr", new { repo = "o/r", number = 1, @event = "approve" })).Error!.Kind);
        Assert.Null((await RehearseAsync("github_review_pr", new { repo = "o/r", number = 1, @event = "comment", body = "x" })).Error);
    }

    [Fact]
    public void Safe_and_unsafe_are_never_in_one_tool()
    {
        var tools = Connector.Platform.Tools;
        Assert.Equal(["github_update_pr", "github_merge_pr"], tools.Where(tool => tool.Destructive).Select(tool => tool.Name));
        Assert.All(tools.Where(tool => tool.ReadOnly && tool.Name != "github_get_me"), tool => Assert.True(tool.Untrusted));
        Assert.Equal(["github_create_issue", "github_add_comment", "github_create_pr", "github_review_pr"], tools.Where(tool => tool.Sends).Select(tool => tool.Name));
        Assert.False(ToolOf("github_get_me").InputSchema.ContainsKey("required"));
    }

    private static string Changed(string change)
    {
        var pr = System.Text.Json.Nodes.JsonNode.Parse(Pr)!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject())
        {
            pr[name] = value?.DeepClone();
        }

        return pr.ToJsonString();
    }
}
