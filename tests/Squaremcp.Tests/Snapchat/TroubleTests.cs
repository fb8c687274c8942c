using Squaremcp.Platforms;

namespace Squaremcp.Tests.Snapchat;

/// <summary>Everything that can go wrong on the way to Snapchat and back, for every tool, and that the token is in nothing that is told of it.</summary>
public sealed class TroubleTests : SnBench
{
    public static TheoryData<string> Tools => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Each_tool_tells_each_trouble_by_its_kind(string tool)
    {
        await TellsAsync(tool, 401, Error("E3002"), ToolErrorKind.NeedsReconnection);
        await TellsAsync(tool, 400, Error("E1001"), ToolErrorKind.InvalidArgument, "words of Snapchat");
        await TellsAsync(tool, 200, Error("E1001"), ToolErrorKind.InvalidArgument, "E1001");
        await TellsAsync(tool, 403, Error("E1008"), ToolErrorKind.NotPermittedByPlatform, tool == "snapchat_create_snap" ? "on its list" : "Business Manager");
        await TellsAsync(tool, 404, "", ToolErrorKind.NotFound, "no reason given");
        await TellsAsync(tool, 500, "<html>", ToolErrorKind.PlatformUnavailable);
        await TellsAsync(tool, 200, """{"request_status":"SUCC""", ToolErrorKind.PlatformUnavailable);
        await TellsAsync(tool, 302, "", ToolErrorKind.PlatformUnavailable, "Snapchat__BaseUrl");
        Fail(429, Error("E2009"));
        Assert.Equal((ToolErrorKind.RateLimited, TimeSpan.FromSeconds(30)), await ErrorAsync(tool, Arguments(tool)) is var limited ? (limited.Kind, limited.RetryAfter) : default);
        Assert.Single(Platform.Requests);
        Clock.Advance(TimeSpan.FromMinutes(20));
        Fail(429, Error("E2009"), ("Retry-After", "17"));
        Assert.Equal(TimeSpan.FromSeconds(17), (await ErrorAsync(tool, Arguments(tool))).RetryAfter);
    }

    [Theory]
    [InlineData(400, "MEDIA_EXPIRED", ToolErrorKind.Refused)]
    [InlineData(400, "MEDIA_POSTING_ALREADY_IN_PROGRESS", ToolErrorKind.OutcomeUnknown)]
    [InlineData(403, "E1008", ToolErrorKind.NotPermittedByPlatform)]
    [InlineData(500, "E5000", ToolErrorKind.OutcomeUnknown)]
    public async Task What_Snapchat_says_to_the_last_step_is_told_by_its_kind(int status, string code, ToolErrorKind kind)
    {
        Platform.Answer = asked => asked.Target.EndsWith("/stories", StringComparison.Ordinal) ? new(status, Error(code)) : Well(asked);

        Assert.Equal(kind, (await ErrorAsync("snapchat_create_snap", Arguments("snapchat_create_snap"))).Kind);
        Assert.Single(Platform.Requests, request => request.Target.EndsWith("/stories", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"request_status":"SUCC""")]
    [InlineData(null)]
    public async Task A_story_whose_answer_is_lost_is_unknown_and_sent_once(string? body)
    {
        Platform.Answer = asked => asked.Target.EndsWith("/stories", StringComparison.Ordinal) ? body is null ? null : new(200, body) : Well(asked);

        Assert.Equal(ToolErrorKind.OutcomeUnknown, (await ErrorAsync("snapchat_create_snap", Arguments("snapchat_create_snap"))).Kind);
        Assert.Single(Platform.Requests, request => request.Target.EndsWith("/stories", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_than_ten_calls_a_second_are_spread()
    {
        Fail(200, """{"request_status":"SUCCESS","me":{"id":"2f5dd7f6-c0b3-4f5e-9d8e-0f3a1c9d2b11"}}""");
        var began = Clock.GetUtcNow();
        for (var i = 0; i < 21; i++)
        {
            await AnswerAsync("snapchat_get_me", new { });
        }

        Assert.InRange(Clock.GetUtcNow() - began, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        Assert.Equal(21, Platform.Requests.Count);
    }

    [Fact]
    public async Task Another_account_than_was_connected_is_noticed()
    {
        Fail(200, """{"request_status":"SUCCESS","me":{"id":"other","display_name":"Bert"}}""");

        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync("snapchat_get_me", new { })).Kind);
        Assert.Contains(await Connector.CheckAsync(Account, TestContext.Current.CancellationToken), step => step is { Name: "account", Ok: false });
    }

    private static string Error(string code) => $$"""{"request_status":"ERROR","request_id":"1","debug_message":"d","display_message":"words of Snapchat","error_code":"{{code}}"}""";

    private async Task TellsAsync(string tool, int status, string body, ToolErrorKind kind, string says = "")
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        Fail(status, body);
        var error = await ErrorAsync(tool, Arguments(tool));

        Assert.Equal((kind, status == 401), (error.Kind, error.IsTokenRefused));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 20, 800);
        Assert.DoesNotContain(Token, $"{error}", StringComparison.Ordinal);
        Assert.InRange(Platform.Requests.Count, 1, status >= 500 ? 3 : 1);
        Platform.Requests.Clear();
    }
}
