using Squaremcp.Platforms;

namespace Squaremcp.Tests.TikTok;

/// <summary>Everything that can go wrong on the way to TikTok and back, for every tool, and that the token is in nothing that is told of it.</summary>
public sealed class TroubleTests : TtBench
{
    public static TheoryData<string> Tools => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Each_tool_tells_each_trouble_by_its_kind(string tool)
    {
        await TellsAsync(tool, 401, Error("access_token_invalid"), ToolErrorKind.NeedsReconnection);
        await TellsAsync(tool, 401, Error("scope_not_authorized"), ToolErrorKind.NeedsReconnection);
        await TellsAsync(tool, 400, Error("invalid_params"), ToolErrorKind.InvalidArgument, "words of TikTok");
        await TellsAsync(tool, 400, Error("invalid_param"), ToolErrorKind.InvalidArgument);
        await TellsAsync(tool, 200, Error("internal_error"), ToolErrorKind.PlatformUnavailable);
        await TellsAsync(tool, 500, "<html>", ToolErrorKind.PlatformUnavailable);
        await TellsAsync(tool, 200, """{"data":{"status":"PUBL""", ToolErrorKind.PlatformUnavailable);
        await TellsAsync(tool, 200, """{"data":{"status":"PUBLISH_COMPLETE","creator_username":"a","user":{"open_id":"x"}}}""", ToolErrorKind.PlatformUnavailable);
        await TellsAsync(tool, 302, "", ToolErrorKind.PlatformUnavailable, "TikTok__BaseUrl");
        Fail(429, Error("rate_limit_exceeded"));
        Assert.Equal((ToolErrorKind.RateLimited, true), await ErrorAsync(tool, Arguments(tool)) is var limited ? (limited.Kind, limited.RetryAfter >= TimeSpan.FromSeconds(30)) : default);
        Assert.Single(Platform.Requests);
        Fail(429, Error("rate_limit_exceeded"), ("Retry-After", "17"));
        Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(TimeSpan.FromSeconds(17), (await ErrorAsync(tool, Arguments(tool))).RetryAfter);
    }

    [Theory]
    [InlineData(403, "unaudited_client_can_only_post_to_private_accounts", ToolErrorKind.NotPermittedByPlatform, "SELF_ONLY")]
    [InlineData(403, "reached_active_user_cap", ToolErrorKind.NotPermittedByPlatform, "tomorrow")]
    [InlineData(403, "spam_risk_too_many_posts", ToolErrorKind.NotPermittedByPlatform, "tomorrow")]
    [InlineData(403, "spam_risk_user_banned_from_posting", ToolErrorKind.NotPermittedByPlatform, "banned")]
    [InlineData(403, "spam_risk_too_many_pending_share", ToolErrorKind.NotPermittedByPlatform, "inbox")]
    [InlineData(403, "privacy_level_option_mismatch", ToolErrorKind.InvalidArgument, "tiktok_get_creator_info")]
    [InlineData(403, "url_ownership_unverified", ToolErrorKind.NotPermittedByPlatform, "url_ownership_unverified")]
    [InlineData(400, "invalid_file_upload", ToolErrorKind.InvalidArgument, "words of TikTok")]
    [InlineData(400, "app_version_check_failed", ToolErrorKind.InvalidArgument, "app_version_check_failed")]
    [InlineData(400, "scope_permission_missed", ToolErrorKind.NeedsReconnection, "consent")]
    public async Task What_TikTok_refuses_to_publish_is_told_by_its_kind(int status, string code, ToolErrorKind kind, string says)
    {
        Platform.Answer = asked => asked.Target.EndsWith("video/init/", StringComparison.Ordinal) ? new(status, Error(code)) : Well(asked);
        var error = await ErrorAsync("tiktok_create_video", Arguments("tiktok_create_video"));

        Assert.Equal(kind, error.Kind);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Platform.Requests, request => request.Verb == "PUT");
    }

    [Theory]
    [InlineData("invalid_publish_id")]
    [InlineData("token_not_authorized_for_specified_publish_id")]
    public async Task A_publish_that_TikTok_does_not_know_is_not_found(string code)
    {
        Fail(400, Error(code));

        Assert.Equal((ToolErrorKind.NotFound, "tiktok_publish_id"), await ErrorAsync("tiktok_get_video_status", Arguments("tiktok_get_video_status")) is var error ? (error.Kind, error.Argument) : default);
    }

    [Fact]
    public async Task More_than_TikTok_takes_in_a_minute_is_not_asked_for()
    {
        Platform.Answer = asked => Well(asked);
        for (var i = 0; i < 20; i++)
        {
            await AnswerAsync("tiktok_get_creator_info", new { });
        }

        Assert.Equal((ToolErrorKind.RateLimited, TimeSpan.FromMinutes(1)), await ErrorAsync("tiktok_get_creator_info", new { }) is var error ? (error.Kind, error.RetryAfter) : default);
        Assert.Equal(20, Platform.Requests.Count);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await AnswerAsync("tiktok_get_creator_info", new { });
    }

    [Fact]
    public async Task Another_account_than_was_connected_is_noticed()
    {
        Fail(200, "{\"data\":{\"user\":{\"open_id\":\"other\",\"display_name\":\"Bert\"}}," + Fine + "}");

        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync("tiktok_get_profile", new { })).Kind);
        Assert.Contains(await Connector.CheckAsync(Account, TestContext.Current.CancellationToken), step => step is { Name: "account", Ok: false });
    }

    [Fact]
    public async Task Only_what_was_granted_is_asked_for()
    {
        Fail(200, "{\"data\":{\"user\":{\"open_id\":\"" + Anna + "\",\"display_name\":\"Anna\"}}," + Fine + "}");
        await AnswerAsync("tiktok_get_profile", new { });
        Assert.Equal("open_id,union_id,avatar_url,display_name", Platform.Requests.Last().Query["fields"]);
        Scopes = ["user.info.basic", "user.info.stats"];
        await AnswerAsync("tiktok_get_profile", new { });
        Assert.EndsWith("display_name,follower_count,following_count,likes_count,video_count", Platform.Requests.Last().Query["fields"], StringComparison.Ordinal);
        Platform.Requests.Clear();
        foreach (var tool in (string[])["tiktok_get_creator_info", "tiktok_create_video", "tiktok_get_video_status"])
        {
            Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync(tool, Arguments(tool))).Kind);
        }

        Assert.Empty(Platform.Requests);
    }

    internal static string Error(string code) => $$$"""{"data":{},"error":{"code":"{{{code}}}","message":"words of TikTok","log_id":"20260101"}}""";

    private async Task TellsAsync(string tool, int status, string body, ToolErrorKind kind, string says = "")
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        Fail(status, body);
        var error = await ErrorAsync(tool, Arguments(tool));

        Assert.Equal((kind, body.Contains("access_token_invalid", StringComparison.Ordinal)), (error.Kind, error.IsTokenRefused));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 20, 800);
        Assert.DoesNotContain(Token, $"{error}", StringComparison.Ordinal);
        Assert.InRange(Platform.Requests.Count, 1, status >= 500 ? 3 : 1);
        Platform.Requests.Clear();
    }
}
