using Squaremcp.Platforms;

namespace Squaremcp.Tests.Gmail;

/// <summary>Everything that can go wrong on the way to Gmail and back, for every tool, and that the token is in nothing that is told of it.</summary>
public sealed class TroubleTests : GmailBench
{
    public static TheoryData<string> Tools => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Each_tool_tells_each_trouble_by_its_kind(string tool)
    {
        var isWrite = !ToolOf(tool).ReadOnly;
        await TellsAsync(tool, 401, Refusal(401, "authError", "Invalid Credentials"), ToolErrorKind.NeedsReconnection);
        await TellsAsync(tool, 403, Refusal(403, "insufficientPermissions", "Insufficient Permission"), ToolErrorKind.NeedsReconnection, "leave all rights in");
        await TellsAsync(tool, 403, """{"error":{"code":403,"message":"x","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}""", ToolErrorKind.NeedsReconnection, "leave all rights in");
        await TellsAsync(tool, 403, Refusal(403, "accessNotConfigured", "Gmail API has not been used in project 1 before or it is disabled."), ToolErrorKind.NotPermittedByPlatform, "console.cloud.google.com");
        await TellsAsync(tool, 403, Refusal(403, "domainPolicy", "x"), ToolErrorKind.NotPermittedByPlatform, "administrators");
        await TellsAsync(tool, 403, Refusal(403, "dailyLimitExceeded", "x"), ToolErrorKind.NotPermittedByPlatform, "for a day");
        await TellsAsync(tool, 403, Refusal(403, "forbidden", "Delegation denied"), ToolErrorKind.NotPermittedByPlatform, "Delegation denied");
        await TellsAsync(tool, 403, "<html>", ToolErrorKind.NotPermittedByPlatform, "no reason given");
        await TellsAsync(tool, 400, Refusal(400, "failedPrecondition", "Mail service not enabled"), ToolErrorKind.NotPermittedByPlatform, "Mail service not enabled");
        await TellsAsync(tool, 400, Refusal(400, "invalidArgument", "Invalid To header"), ToolErrorKind.InvalidArgument, "Invalid To header");
        await TellsAsync(tool, 404, Refusal(404, "notFound", "Requested entity was not found."), ToolErrorKind.NotFound, "gmail_search_messages");
        await TellsAsync(tool, 413, "", ToolErrorKind.InvalidArgument, "larger than Gmail takes");
        await TellsAsync(tool, 302, "", ToolErrorKind.PlatformUnavailable, "Gmail__BaseUrl");
        await TellsAsync(tool, 500, Refusal(500, "backendError", "Backend Error"), isWrite ? ToolErrorKind.OutcomeUnknown : ToolErrorKind.PlatformUnavailable);
        await TellsAsync(tool, 503, "<html>", isWrite ? ToolErrorKind.OutcomeUnknown : ToolErrorKind.PlatformUnavailable);
        await TellsAsync(tool, 200, """{"id":"19a""", isWrite ? ToolErrorKind.OutcomeUnknown : ToolErrorKind.PlatformUnavailable);
        await TellsAsync(tool, 200, "{}", isWrite ? ToolErrorKind.OutcomeUnknown : ToolErrorKind.PlatformUnavailable);
    }

    [Theory]
    [InlineData(403, "rateLimitExceeded", "Too many concurrent requests for user", 30)]
    [InlineData(403, "userRateLimitExceeded", "User Rate Limit Exceeded", 30)]
    [InlineData(429, "rateLimitExceeded", "x", 30)]
    [InlineData(429, "rateLimitExceeded", "User-rate limit exceeded.  Retry after 2026-01-01T00:10:00.000Z", 600)]
    public async Task Too_many_calls_wait_as_long_as_Gmail_says_and_nothing_more_is_asked(int status, string reason, string says, int seconds)
    {
        Fail(status, Refusal(status, reason, says));
        var error = await ErrorAsync("gmail_send_message", Arguments("gmail_send_message"));
        Assert.Equal((ToolErrorKind.RateLimited, seconds), (error.Kind, (int)error.RetryAfter!.Value.TotalSeconds));

        Platform.Answer = Well;
        Assert.Equal(ToolErrorKind.RateLimited, (await ErrorAsync("gmail_list_messages", new { })).Kind);
        Assert.Single(Platform.Requests);
        Clock.Advance(TimeSpan.FromSeconds(seconds + 1));
        await AnswerAsync("gmail_list_messages", new { });
    }

    [Theory]
    [InlineData("gmail_send_message", "label SENT")]
    [InlineData("gmail_create_draft", "label DRAFT")]
    public async Task A_write_whose_answer_never_comes_is_sent_once_and_unknown(string tool, string look)
    {
        Platform.Answer = _ => null;
        var error = await ErrorAsync(tool, Arguments(tool));

        Assert.Equal(ToolErrorKind.OutcomeUnknown, error.Kind);
        Assert.Contains(look, error.Message, StringComparison.Ordinal);
        Assert.Single(Platform.Requests);
    }

    [Fact]
    public async Task Another_mailbox_than_was_connected_is_noticed()
    {
        Fail(200, """{"emailAddress":"bert@gmail.com"}""");

        Assert.Contains(await Connector.CheckAsync(Account, TestContext.Current.CancellationToken), step => step is { Name: "account", Ok: false });
    }

    private async Task TellsAsync(string tool, int status, string body, ToolErrorKind kind, string says = "")
    {
        Fail(status, body);
        var error = await ErrorAsync(tool, Arguments(tool));

        Assert.Equal((kind, status == 401), (error.Kind, error.IsTokenRefused));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 20, 800);
        Assert.DoesNotContain(Token, $"{error}", StringComparison.Ordinal);
        Assert.InRange(Platform.Requests.Count, 1, kind == ToolErrorKind.PlatformUnavailable && status >= 500 ? 3 : 1);
        Platform.Requests.Clear();
    }
}
