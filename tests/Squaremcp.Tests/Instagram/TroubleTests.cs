using Squaremcp.Platforms;
using Squaremcp.Tests.Meta;

namespace Squaremcp.Tests.Instagram;

/// <summary>What can go wrong on the way to Instagram and back, by code and subcode.</summary>
public sealed class TroubleTests : InstagramBench
{
    private static readonly object One = new { images = new[] { new { url = "https://example.org/a.jpg" } } };

    [Theory]
    [InlineData(400, 190, 463, ToolErrorKind.NeedsReconnection, "it has ended")]
    [InlineData(403, 10, null, ToolErrorKind.NotPermittedByPlatform, "App Review")]
    [InlineData(400, 24, 2207006, ToolErrorKind.NotFound, "knows no such post")]
    [InlineData(400, -2, 2207020, ToolErrorKind.Refused, "Make the same call again")]
    [InlineData(400, 24, 2207008, ToolErrorKind.Refused, "Make the same call again")]
    [InlineData(400, 9, 2207042, ToolErrorKind.Refused, "within 24 hours")]
    [InlineData(400, 4, 2207051, ToolErrorKind.NotPermittedByPlatform, "spam")]
    [InlineData(400, 25, 2207050, ToolErrorKind.NotPermittedByPlatform, "restricted")]
    [InlineData(400, 9004, 2207052, ToolErrorKind.InvalidArgument, "must be public")]
    [InlineData(400, 36000, 2207004, ToolErrorKind.InvalidArgument, "8 MB")]
    [InlineData(400, 36001, 2207005, ToolErrorKind.InvalidArgument, "JPEG")]
    [InlineData(400, 36003, 2207009, ToolErrorKind.InvalidArgument, "shape")]
    [InlineData(400, 36004, 2207010, ToolErrorKind.InvalidArgument, "caption")]
    [InlineData(400, 100, 2207028, ToolErrorKind.InvalidArgument, "album")]
    [InlineData(400, 100, 2207040, ToolErrorKind.InvalidArgument, "tags")]
    [InlineData(400, 352, 2207026, ToolErrorKind.InvalidArgument, "H.264")]
    public async Task What_Instagram_refuses_is_told_by_its_subcode(int status, int code, int? subcode, ToolErrorKind kind, string says)
    {
        foreach (var step in (string[])["POST me/media", "POST me/media_publish"])
        {
            Takes();
            var usual = Graph.Answer;
            Graph.Requests.Clear();
            Graph.Answer = request => Asked.Last() == step ? GraphAnswer.Error(status, code, subcode) : usual(request);

            var error = await ErrorAsync("instagram_create_post", One);

            Assert.Equal(kind, error.Kind);
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("planted", error.Message, StringComparison.Ordinal);
            Assert.Equal(step, Asked.Last());
        }
    }

    [Fact]
    public async Task What_is_not_ready_yet_may_be_published_later_for_nothing_was_done()
    {
        Takes();
        var usual = Graph.Answer;
        Graph.Answer = request => Asked.Last().EndsWith("media_publish", StringComparison.Ordinal) ? GraphAnswer.Error(400, 9007, 2207027) : usual(request);

        var error = await ErrorAsync("instagram_create_post", One);

        Assert.Equal((ToolErrorKind.RateLimited, TimeSpan.FromSeconds(30)), (error.Kind, error.RetryAfter));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, """{"id":"9""")]
    [InlineData(200, "{}")]
    [InlineData(400, """{"error":{"message":"x","code":-1,"error_subcode":2207001,"is_transient":true}}""")]
    [InlineData(400, """{"error":{"message":"x","code":-2,"error_subcode":2207003}}""")]
    public async Task A_publishing_whose_answer_is_no_answer_is_sent_once_and_unknown(int status, string body)
    {
        Takes();
        var usual = Graph.Answer;
        Graph.Answer = request => Asked.Last().EndsWith("media_publish", StringComparison.Ordinal) ? new(status, body) : usual(request);

        var error = await ErrorAsync("instagram_create_post", One);

        Assert.Equal(ToolErrorKind.OutcomeUnknown, error.Kind);
        Assert.Contains("instagram_get_media", error.Message, StringComparison.Ordinal);
        Assert.Single(Asked, asked => asked.EndsWith("media_publish", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_container_that_Instagram_stumbles_over_may_be_made_again()
    {
        Graph.Answer = request => request.Verb == "POST" ? GraphAnswer.Error(400, -2, 2207003) : GraphAnswer.Ok("""{"data":[]}""");

        Assert.Equal(ToolErrorKind.PlatformUnavailable, (await ErrorAsync("instagram_create_post", One)).Kind);
    }

    [Fact]
    public async Task Who_is_too_fast_is_told_how_long_to_wait()
    {
        Graph.Answer = _ => GraphAnswer.Error(400, 80002) with { Headers = [("X-Business-Use-Case-Usage", """{"17841400000000001":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":12}]}""")] };

        Assert.Equal(TimeSpan.FromMinutes(12), (await ErrorAsync("instagram_get_profile", new { })).RetryAfter);
        Assert.Equal(ToolErrorKind.RateLimited, (await ErrorAsync("instagram_get_media", new { })).Kind);
        Assert.Single(Graph.Requests);
    }

    [Theory]
    [InlineData(500, "", 3)]
    [InlineData(200, """{"user_id":""", 1)]
    public async Task A_read_that_fails_is_told_as_not_available(int status, string body, int times)
    {
        Graph.Answer = _ => new(status, body);

        Assert.Equal(ToolErrorKind.PlatformUnavailable, (await ErrorAsync("instagram_get_profile", new { })).Kind);
        Assert.Equal(times, Graph.Requests.Count);
    }
}
