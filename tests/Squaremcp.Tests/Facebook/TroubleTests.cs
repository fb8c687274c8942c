using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Tests.Meta;

namespace Squaremcp.Tests.Facebook;

/// <summary>What can go wrong on the way to Facebook and back, by Meta's codes, whatever the status says.</summary>
public sealed class TroubleTests : FacebookBench
{
    public static TheoryData<int, int, int?, ToolErrorKind, string> Refusals => new()
    {
        { 400, 190, 463, ToolErrorKind.NeedsReconnection, "it has ended" },
        { 400, 190, 460, ToolErrorKind.NeedsReconnection, "changed their password" },
        { 401, 190, null, ToolErrorKind.NeedsReconnection, "connect it again" },
        { 400, 102, null, ToolErrorKind.NeedsReconnection, "connect it again" },
        { 400, 104, null, ToolErrorKind.NotPermittedByPlatform, "appsecret_proof" },
        { 403, 200, null, ToolErrorKind.NotPermittedByPlatform, "App Review" },
        { 500, 10, null, ToolErrorKind.NotPermittedByPlatform, "App Review" },
        { 400, 3, null, ToolErrorKind.NotPermittedByPlatform, "App Review" },
        { 400, 368, null, ToolErrorKind.NotPermittedByPlatform, "Do not try again today" },
        { 400, 100, 33, ToolErrorKind.NotFound, "knows no such thing" },
        { 400, 100, null, ToolErrorKind.InvalidArgument, "Planted words" },
        { 400, 506, null, ToolErrorKind.Refused, "very same" },
        { 400, 1609005, null, ToolErrorKind.InvalidArgument, "behind the link" },
        { 400, 324, null, ToolErrorKind.InvalidArgument, "cannot read the photo" },
        { 400, 4711, 5, ToolErrorKind.InvalidArgument, "code 4711/5" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_Facebook_refuses_is_told_by_its_code_to_readers_and_writers(int status, int code, int? subcode, ToolErrorKind kind, string says)
    {
        Graph.Answer = _ => GraphAnswer.Error(status, code, subcode);
        foreach (var (tool, arguments) in Calls)
        {
            var error = await ErrorAsync(tool, arguments);
            Assert.Equal((kind, code is 190 or 102), (error.Kind, error.IsTokenRefused));
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("planted-", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(400, 4)]
    [InlineData(403, 17)]
    [InlineData(429, 32)]
    [InlineData(400, 613)]
    [InlineData(400, 80001)]
    public async Task Who_is_too_fast_is_told_how_long_to_wait_and_does_not_ask_before(int status, int code)
    {
        Graph.Answer = _ => GraphAnswer.Error(status, code) with { Headers = [("X-Business-Use-Case-Usage", """{"101":[{"type":"pages","call_count":101,"total_cputime":5,"total_time":5,"estimated_time_to_regain_access":7}]}""")] };

        var error = await ErrorAsync("facebook_create_post", new { message = "x" });
        var again = await ErrorAsync("facebook_get_page", new { });

        Assert.Equal((ToolErrorKind.RateLimited, TimeSpan.FromMinutes(7)), (error.Kind, error.RetryAfter));
        Assert.Equal(ToolErrorKind.RateLimited, again.Kind);
        Assert.Single(Graph.Requests);
        Clock.Advance(TimeSpan.FromMinutes(8));
        Graph.Answer = _ => GraphAnswer.Ok("""{"id":"101"}""");
        await AnswerAsync("facebook_get_page", new { });
    }

    [Theory]
    [InlineData(500, "<html>")]
    [InlineData(503, "")]
    [InlineData(200, """{"id":"101_""")]
    [InlineData(200, "{}")]
    [InlineData(200, "[]")]
    [InlineData(500, """{"error":{"message":"An unknown error occurred","type":"OAuthException","code":1}}""")]
    [InlineData(400, """{"error":{"message":"Service temporarily unavailable","type":"OAuthException","code":2,"is_transient":true}}""")]
    public async Task A_post_whose_answer_is_no_answer_is_sent_once_and_unknown(int status, string body)
    {
        Graph.Answer = _ => new(status, body);
        foreach (var (tool, arguments) in Calls.Skip(2))
        {
            Graph.Requests.Clear();
            var error = await ErrorAsync(tool, arguments);

            Assert.Equal(ToolErrorKind.OutcomeUnknown, error.Kind);
            Assert.Contains("facebook_get_posts", error.Message, StringComparison.Ordinal);
            Assert.Single(Graph.Requests);
        }
    }

    [Theory]
    [InlineData(500, "", 3)]
    [InlineData(200, """{"data":[{"id":""", 1)]
    [InlineData(400, """{"error":{"message":"x","code":2,"is_transient":true}}""", 1)]
    public async Task A_read_that_fails_is_told_as_not_available(int status, string body, int times)
    {
        Graph.Answer = _ => new(status, body);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, (await ErrorAsync("facebook_get_posts", new { })).Kind);
        Assert.Equal(times, Graph.Requests.Count);
    }

    [Fact]
    public async Task The_check_tells_each_step()
    {
        Graph.Answer = _ => GraphAnswer.Ok("""{"id":"101","name":"Harbour Bakery"}""");
        Assert.Equal([("reachable", true), ("page", true)], (await Connector.CheckAsync(Account, Stop)).Select(one => (one.Name, one.Ok)));

        Graph.Answer = _ => GraphAnswer.Error(400, 190);
        Assert.Equal([("reachable", true), ("page", false)], (await Connector.CheckAsync(Account, Stop)).Select(one => (one.Name, one.Ok)));

        Graph.Answer = _ => new(503, "");
        Assert.Equal([("reachable", false)], (await Connector.CheckAsync(Account, Stop)).Select(one => (one.Name, one.Ok)));
    }

    private static (string Tool, object Arguments)[] Calls =>
    [
        ("facebook_get_page", new { }), ("facebook_get_posts", new { }), ("facebook_create_post", new { message = "x", link = "https://example.org/" }), ("facebook_create_photo_post", new { photo = "https://example.org/a.jpg" }),
        ("facebook_create_video_post", JsonElement.Parse("""{"video":"https://example.org/a.mp4"}""")),
    ];
}
