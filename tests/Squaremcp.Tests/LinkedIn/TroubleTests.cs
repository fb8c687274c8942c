using Squaremcp.Platforms;

namespace Squaremcp.Tests.LinkedIn;

/// <summary>Everything that can go wrong on the way to LinkedIn and back, for every tool, and that the token is in nothing that is told of it.</summary>
public sealed class TroubleTests : LiBench
{
    private static readonly string[] Once = ["linkedin_create_post", "linkedin_send_message"];

    public static TheoryData<string> Tools => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Each_tool_tells_each_trouble_by_its_kind(string tool)
    {
        Fit(tool);
        var isWrite = Once.Contains(tool);
        await TellsAsync(tool, 401, """{"status":401,"serviceErrorCode":65602,"code":"EXPIRED_ACCESS_TOKEN","message":"The token used in the request has expired"}""", ToolErrorKind.NeedsReconnection);
        await TellsAsync(tool, 500, "<html>", isWrite ? ToolErrorKind.OutcomeUnknown : ToolErrorKind.PlatformUnavailable);
        await TellsAsync(tool, 403, """{"serviceErrorCode":100,"message":"Not enough permissions to access: X","status":403}""", ToolErrorKind.NotPermittedByPlatform);
        await TellsAsync(tool, 426, """{"status":426,"code":"NONEXISTENT_VERSION","message":"Requested version 20241101 is not active"}""", ToolErrorKind.NotPermittedByPlatform, "LinkedIn__Version");
        await TellsAsync(tool, 302, "", ToolErrorKind.PlatformUnavailable, "LinkedIn__BaseUrl");
        if (tool != "linkedin_send_message")
        {
            await TellsAsync(tool, tool == "linkedin_create_post" ? 201 : 200, """{"value":{"upl""", isWrite ? ToolErrorKind.OutcomeUnknown : ToolErrorKind.PlatformUnavailable);
        }

        Fail(429, """{"status":429,"message":"x"}""", ("Retry-After", "17"));
        var limited = await ErrorAsync(tool, Arguments(tool));
        Assert.Equal((ToolErrorKind.RateLimited, 17), (limited.Kind, (int)limited.RetryAfter!.Value.TotalSeconds));
        Assert.Single(Platform.Requests);
    }

    [Theory]
    [InlineData(400, """{"status":400,"code":"MISSING_FIELD","message":"Field author is missing"}""", ToolErrorKind.InvalidArgument, "Field author is missing")]
    [InlineData(422, """{"status":422,"message":"Content is a duplicate of urn:li:share:7045020441609936898"}""", ToolErrorKind.Refused, "urn:li:share:7045020441609936898")]
    [InlineData(422, """{"status":422,"message":"ReadOnly field present"}""", ToolErrorKind.InvalidArgument, "ReadOnly")]
    [InlineData(400, """{"status":400,"message":"Requested version 20250101 is not active"}""", ToolErrorKind.NotPermittedByPlatform, "LinkedIn__Version")]
    [InlineData(404, "", ToolErrorKind.NotFound, "no reason given")]
    public async Task What_LinkedIn_refuses_is_told_by_its_kind(int status, string body, ToolErrorKind kind, string says) => await TellsAsync("linkedin_create_post", status, body, kind, says);

    [Fact]
    public async Task A_quota_of_the_day_is_whole_again_at_midnight_UTC()
    {
        Clock.Advance(TimeSpan.FromHours(22.5));
        Fail(429, """{"status":429,"message":"Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached."}""");

        Assert.Equal(TimeSpan.FromMinutes(90), (await ErrorAsync("linkedin_get_profile", new { })).RetryAfter);
        Assert.Single(Platform.Requests);
    }

    [Theory]
    [InlineData("linkedin_search_connections", "r_1st_connections")]
    [InlineData("linkedin_send_message", "Nothing was sent")]
    public async Task What_LinkedIn_keeps_for_partners_is_told_with_the_reason_and_what_to_ask_for(string tool, string says)
    {
        Fail(403, """{"serviceErrorCode":100,"message":"Not enough permissions to access: GET-viewer /connections","status":403}""");
        var error = await ErrorAsync(tool, Arguments(tool));

        Assert.Equal((ToolErrorKind.NotPermittedByPlatform, false), (error.Kind, error.IsTokenRefused));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains("approved as partners", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linkedin_create_post")]
    [InlineData("linkedin_send_message")]
    public async Task A_write_whose_answer_never_comes_is_sent_once_and_unknown(string tool)
    {
        Platform.Answer = _ => null;

        Assert.Equal(ToolErrorKind.OutcomeUnknown, (await ErrorAsync(tool, Arguments(tool))).Kind);
        Assert.Single(Platform.Requests);
    }

    [Fact]
    public async Task Another_account_than_was_connected_is_noticed()
    {
        Fail(200, """{"sub":"other","name":"Bert"}""");

        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync("linkedin_get_profile", new { })).Kind);
        Assert.Contains(await Connector.CheckAsync(Account, TestContext.Current.CancellationToken), step => step is { Name: "account", Ok: false });
    }

    [Fact]
    public async Task Without_the_right_to_post_nothing_is_sent()
    {
        Scopes = ["openid", "profile"];
        foreach (var tool in Calls.Keys.Where(tool => tool is "linkedin_create_post" || ToolOf(tool).Publish is not null))
        {
            Fit(tool);
            Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync(tool, Arguments(tool))).Kind);
            Assert.Equal(ToolErrorKind.NeedsReconnection, (await RehearseAsync(tool, Arguments(tool))).Error!.Kind);
        }

        Assert.Empty(Platform.Requests);
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
