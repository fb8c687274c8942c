using Squaremcp.Platforms;

namespace Squaremcp.Tests.Figma;

/// <summary>Everything that can go wrong on the way to Figma and back, and that the token is in nothing that is told of it.</summary>
public sealed class TroubleTests : FigmaBench
{
    private static readonly object Comment = new { file = Key, message = "x" };

    [Theory]
    [InlineData(403, """{"status":403,"err":"Invalid token"}""", ToolErrorKind.NeedsReconnection, true, "connect the account again")]
    [InlineData(403, """{"error":true,"status":403,"message":"Token expired"}""", ToolErrorKind.NeedsReconnection, true, "connect the account again")]
    [InlineData(401, "", ToolErrorKind.NeedsReconnection, true, "connect the account again")]
    [InlineData(403, """{"status":403,"err":"Invalid scope(s): file_content:read. This endpoint requires the file_comments:read scope"}""", ToolErrorKind.NeedsReconnection, false, "connected without the right")]
    [InlineData(403, """{"status":403,"err":"You are not authorized to access this file"}""", ToolErrorKind.NotPermittedByPlatform, false, "must share it")]
    [InlineData(404, """{"status":404,"err":"Not found"}""", ToolErrorKind.NotFound, false, "may not see it")]
    [InlineData(400, """{"status":400,"err":"Request too large. If applicable, filter by query params."}""", ToolErrorKind.InvalidArgument, false, "smaller depth")]
    [InlineData(400, """{"error":true,"status":400,"message":"Invalid ids"}""", ToolErrorKind.InvalidArgument, false, "Invalid ids")]
    [InlineData(418, "<html>", ToolErrorKind.InvalidArgument, false, "status 418")]
    public async Task What_Figma_refuses_is_told_by_its_kind_to_readers_and_writers(int status, string body, ToolErrorKind kind, bool isTokenRefused, string says)
    {
        foreach (var (tool, arguments) in ((string, object)[])[("figma_get_comments", new { file = Key }), ("figma_add_comment", Comment)])
        {
            Fail(status, body);
            var error = await ErrorAsync(tool, arguments);

            Assert.Equal((kind, isTokenRefused), (error.Kind, error.IsTokenRefused));
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.Single(Platform.Requests);
            Platform.Requests.Clear();
        }
    }

    [Fact]
    public async Task A_month_that_is_used_up_is_told_with_its_days_and_what_helps()
    {
        Fail(429, """{"status":429,"err":"Rate limit exceeded"}""", ("Retry-After", "864000"), ("X-Figma-Rate-Limit-Type", "low"), ("X-Figma-Plan-Tier", "starter"));
        var error = await ErrorAsync("figma_read_file", new { file = Key });

        Assert.Equal((ToolErrorKind.RateLimited, TimeSpan.FromDays(10)), (error.Kind, error.RetryAfter));
        Assert.Contains("6 readings a month", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_refused_by_a_tier_is_not_asked_again_and_the_other_tiers_are()
    {
        Fail(429, "{}", ("Retry-After", "60"));
        await ErrorAsync("figma_read_file", new { file = Key });
        Platform.Answer = Well;

        Assert.Equal(ToolErrorKind.RateLimited, (await ErrorAsync("figma_export_assets", new { file = Key, node_ids = new[] { "1:2" } })).Kind);
        Assert.Equal(ToolErrorKind.RateLimited, (await ErrorAsync("figma_read_file", new { file = Key, node_ids = new[] { "1:2" } })).Kind);
        await AnswerAsync("figma_get_comments", new { file = Key });
        Assert.Equal(2, Platform.Requests.Count);

        Clock.Advance(TimeSpan.FromSeconds(61));
        await AnswerAsync("figma_read_file", new { file = Key });
    }

    [Theory]
    [InlineData(500, "<html>")]
    [InlineData(503, """{"status":503,"err":"Unavailable"}""")]
    [InlineData(200, """{"id":"23641""")]
    [InlineData(200, """{"message":"x"}""")]
    [InlineData(200, "")]
    public async Task A_comment_whose_answer_is_no_answer_is_sent_once_and_unknown(int status, string body)
    {
        Fail(status, body);
        var error = await ErrorAsync("figma_add_comment", Comment);

        Assert.Equal(ToolErrorKind.OutcomeUnknown, error.Kind);
        Assert.Contains("Look with figma_get_comments", error.Message, StringComparison.Ordinal);
        Assert.Single(Platform.Requests);
    }

    [Theory]
    [InlineData(500, "", 3)]
    [InlineData(504, "<html>", 3)]
    [InlineData(200, """{"name":"x","docu""", 1)]
    [InlineData(200, "<html>", 1)]
    [InlineData(200, "{}", 1)]
    public async Task A_read_that_fails_is_tried_again_only_where_that_may_help(int status, string body, int attempts)
    {
        foreach (var (tool, arguments) in ((string, object)[])[("figma_read_file", new { file = Key }), ("figma_get_comments", new { file = Key }), ("figma_export_assets", new { file = Key, image_fills = true })])
        {
            Fail(status, body);
            Assert.Equal((ToolErrorKind.PlatformUnavailable, attempts), ((await ErrorAsync(tool, arguments)).Kind, Platform.Requests.Count));
            Platform.Requests.Clear();
        }
    }

    [Fact]
    public async Task A_rendering_that_failed_whole_is_told()
    {
        Fail(200, """{"err":"Render timeout, try requesting fewer or smaller images","images":null}""");

        Assert.Contains("Render timeout", (await ErrorAsync("figma_export_assets", new { file = Key, node_ids = new[] { "1:2" } })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_in_nothing_that_is_told()
    {
        foreach (var status in (int[])[200, 400, 403, 404, 429, 500])
        {
            Fail(status, $$"""{"err":"x"}""");
            Assert.DoesNotContain(Token, (await InvokeAsync("figma_get_comments", new { file = Key })).Error!.Message, StringComparison.Ordinal);
        }
    }
}
