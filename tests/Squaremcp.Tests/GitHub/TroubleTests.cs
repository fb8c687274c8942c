using Squaremcp.Platforms;

namespace Squaremcp.Tests.GitHub;

/// <summary>Everything that can go wrong on the way to GitHub and back, and that the token is in nothing that is told of it.</summary>
public sealed class TroubleTests : GitHubBench
{
    private static readonly object Issue = new { repo = "o/r", title = "x" };

    [Theory]
    [InlineData(401, """{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest","status":"401"}""", ToolErrorKind.NeedsReconnection, "connect the account again")]
    [InlineData(400, """{"message":"The requested API version is not supported."}""", ToolErrorKind.PlatformUnavailable, "SQUAREMCP__Platforms__Github__ApiVersion")]
    [InlineData(400, """{"message":"Problems parsing JSON"}""", ToolErrorKind.InvalidArgument, "Problems parsing JSON")]
    [InlineData(403, """{"message":"Resource not accessible by integration"}""", ToolErrorKind.NotPermittedByPlatform, "not accessible by integration")]
    [InlineData(403, "", ToolErrorKind.NotPermittedByPlatform, "no reason given")]
    [InlineData(404, """{"message":"Not Found"}""", ToolErrorKind.NotFound, "may not see it")]
    [InlineData(301, """{"message":"Moved Permanently"}""", ToolErrorKind.NotFound, "has moved")]
    [InlineData(405, """{"message":"Pull Request is not mergeable"}""", ToolErrorKind.Refused, "is not mergeable")]
    [InlineData(409, """{"message":"Head branch was modified. Review and try the merge again."}""", ToolErrorKind.Refused, "changed it in between|changed in between")]
    [InlineData(410, """{"message":"Issues are disabled for this repo"}""", ToolErrorKind.NotPermittedByPlatform, "switched off")]
    [InlineData(422, """{"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"A pull request already exists for anna:fix."}]}""", ToolErrorKind.Refused, "already exists for anna:fix")]
    [InlineData(422, """{"message":"Unprocessable Entity","errors":["Review Can not approve your own pull request"]}""", ToolErrorKind.NotPermittedByPlatform, "A comment is allowed")]
    [InlineData(451, "{}", ToolErrorKind.NotPermittedByPlatform, "legal reasons")]
    [InlineData(418, "<html>", ToolErrorKind.InvalidArgument, "status 418")]
    public async Task What_GitHub_refuses_is_told_by_its_kind_to_readers_and_writers(int status, string body, ToolErrorKind kind, string says)
    {
        foreach (var (tool, arguments) in ((string, object)[])[("github_list_repos", new { }), ("github_create_issue", Issue)])
        {
            Fail(status, body);
            var error = await ErrorAsync(tool, arguments);

            Assert.Equal((kind, status == 401), (error.Kind, error.IsTokenRefused));
            Assert.Contains(says.Split('|'), word => error.Message.Contains(word, StringComparison.Ordinal));
            Assert.Single(Platform.Requests);
            Platform.Requests.Clear();
        }
    }

    [Theory]
    [InlineData("title", "title")]
    [InlineData("base", "base")]
    [InlineData("path", "comments")]
    [InlineData("elsewhere", null)]
    public async Task A_field_GitHub_finds_wrong_is_told_by_our_name(string field, string? argument)
    {
        Fail(422, $$"""{"message":"Validation Failed","errors":[{"resource":"Issue","field":"{{field}}","code":"missing_field"}]}""");
        var error = await ErrorAsync("github_create_issue", Issue);

        Assert.Equal((ToolErrorKind.InvalidArgument, argument), (error.Kind, error.Argument));
        Assert.Contains($"{field}: missing_field", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Accepted-GitHub-Permissions", "issues=write", "GitHub wants: issues=write.")]
    [InlineData("X-Accepted-OAuth-Scopes", "repo", "GitHub wants: repo.")]
    [InlineData("X-GitHub-SSO", "required; url=https://github.com/orgs/o/sso?x=1", "single sign-on")]
    public async Task What_is_missing_is_told_where_GitHub_tells_it(string header, string value, string says)
    {
        Fail(403, """{"message":"Resource not accessible by personal access token"}""", (header, value));
        var error = await ErrorAsync("github_create_issue", Issue);

        Assert.Equal(ToolErrorKind.NotPermittedByPlatform, error.Kind);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "Retry-After", "77", 77)]
    [InlineData(429, "Retry-After", "77", 77)]
    [InlineData(403, "x-ratelimit-remaining", "0", 900)]
    [InlineData(429, "x-ratelimit-remaining", "0", 900)]
    [InlineData(403, "x", "", 60)]
    [InlineData(429, "x", "", 60)]
    public async Task Too_many_calls_wait_as_long_as_GitHub_says_and_nothing_more_is_asked(int status, string header, string value, int seconds)
    {
        Fail(
            status, """{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}""",
            (header, value), ("x-ratelimit-reset", $"{(Clock.GetUtcNow() + TimeSpan.FromMinutes(15)).ToUnixTimeSeconds()}"));
        var error = await ErrorAsync("github_create_issue", Issue);
        Assert.Equal((ToolErrorKind.RateLimited, seconds), (error.Kind, (int)Math.Ceiling(error.RetryAfter!.Value.TotalSeconds)));

        Platform.Answer = Well;
        Assert.Equal(ToolErrorKind.RateLimited, (await ErrorAsync("github_list_repos", new { })).Kind);
        Assert.Single(Platform.Requests);
        Clock.Advance(TimeSpan.FromSeconds(seconds + 1));
        await AnswerAsync("github_list_repos", new { });
    }

    [Fact]
    public async Task An_hour_that_is_used_up_is_not_asked_further()
    {
        Fail(200, "[]", ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{(Clock.GetUtcNow() + TimeSpan.FromMinutes(40)).ToUnixTimeSeconds()}"));
        await AnswerAsync("github_list_repos", new { });

        Assert.Equal(TimeSpan.FromMinutes(40), (await ErrorAsync("github_create_issue", Issue)).RetryAfter);
        Assert.Single(Platform.Requests);
    }

    [Theory]
    [InlineData(500, "<html>")]
    [InlineData(502, """{"message":"Server Error"}""")]
    [InlineData(201, """{"number":13""")]
    [InlineData(201, """{"title":"x"}""")]
    [InlineData(201, "[]")]
    [InlineData(200, "")]
    public async Task A_write_whose_answer_is_no_answer_is_sent_once_and_unknown(int status, string body)
    {
        foreach (var (tool, arguments) in Intents.Where(intent => !ToolOf(intent.Tool).ReadOnly))
        {
            Fail(status, body);
            var error = await ErrorAsync(tool, arguments);

            Assert.Equal(ToolErrorKind.OutcomeUnknown, error.Kind);
            Assert.Contains("look", error.Message, StringComparison.Ordinal);
            Assert.Single(Platform.Requests);
            Platform.Requests.Clear();
        }
    }

    [Theory]
    [InlineData(500, "", 3)]
    [InlineData(504, "<html>", 3)]
    [InlineData(200, """[{"full_name":"o/""", 1)]
    [InlineData(200, "<html>", 1)]
    [InlineData(200, "{}", 1)]
    public async Task A_read_that_fails_is_tried_again_only_where_that_may_help(int status, string body, int attempts)
    {
        Fail(status, body);

        Assert.Equal((ToolErrorKind.PlatformUnavailable, attempts), ((await ErrorAsync("github_list_repos", new { })).Kind, Platform.Requests.Count));
    }

    [Fact]
    public async Task A_merge_that_GitHub_did_not_make_is_not_told_as_made()
    {
        Fail(200, """{"merged":false,"message":"Base branch was modified"}""");

        Assert.Equal(ToolErrorKind.Refused, (await ErrorAsync("github_merge_pr", new { repo = "o/r", number = 1, head_sha = Sha })).Kind);
    }

    [Fact]
    public async Task The_token_is_in_nothing_that_is_told()
    {
        foreach (var status in (int[])[200, 400, 401, 403, 404, 422, 429, 500])
        {
            Fail(status, "{}");
            Assert.DoesNotContain(Token, (await InvokeAsync("github_list_repos", new { })).Error!.Message, StringComparison.Ordinal);
        }
    }
}
