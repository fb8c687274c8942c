using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Tests.Meta;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.Instagram;

public sealed class ToolTests : InstagramBench
{
    private const string Post = "instagram_create_post", Reel = "instagram_create_reel";

    private static readonly object One = new { images = new[] { new { url = "https://example.org/a.jpg", alt_text = "Bread" } }, caption = "Grüße #a" };
    private static readonly object Two = new { images = new[] { new { url = "https://example.org/a.jpg" }, new { url = "https://example.org/b.jpg" } }, caption = "Two" };

    public static TheoryData<string> Cassettes => [.. Tapes("Instagram")];

    [Theory]
    [MemberData(nameof(Cassettes))]
    public Task A_call_makes_its_requests_and_reads_the_answers(string tape) => PlayAsync(tape);

    [Fact]
    public void Every_tool_has_a_tape() => Assert.Empty(Connector.Platform.Tools.Select(tool => tool.Name).Except(Tapes("Instagram").Select(ToolOf)));

    [Fact]
    public async Task A_picture_is_prepared_waited_for_and_published()
    {
        Takes(looks: 2);
        var (result, steps, waits) = await PublishAsync(Post, One);

        Assert.Equal(["GET me/content_publishing_limit", "POST me/media", "GET 51", "GET 51", "GET 51", "POST me/media_publish", "GET 900"], Asked);
        Assert.Equal([15.0, 15.0], waits);
        Assert.Equal("image_url=https%3A%2F%2Fexample.org%2Fa.jpg&alt_text=Bread&caption=Gr%C3%BC%C3%9Fe+%23a", Graph.Requests.ElementAt(1).Body);
        Assert.Equal("creation_id=51", Graph.Requests.ElementAt(5).Body);
        Assert.Contains("https://www.instagram.com/p/C1/", result.Json, StringComparison.Ordinal);
        Assert.Equal("link", steps[^1]);
    }

    [Fact]
    public async Task An_album_has_the_caption_on_itself_and_its_pictures_in_their_order()
    {
        Takes();
        await PublishAsync(Post, Two);

        Assert.Equal(["GET me/content_publishing_limit", "POST me/media", "POST me/media", "GET 51", "GET 52", "POST me/media", "GET 53", "POST me/media_publish", "GET 900"], Asked);
        Assert.Equal(
            ["image_url=https%3A%2F%2Fexample.org%2Fa.jpg&is_carousel_item=true", "image_url=https%3A%2F%2Fexample.org%2Fb.jpg&is_carousel_item=true", "media_type=CAROUSEL&children=51%2C52&caption=Two", "creation_id=53"],
            Graph.Requests.Where(request => request.Verb == "POST").Select(request => request.Body));
    }

    [Fact]
    public async Task The_bytes_of_a_reel_go_where_Instagram_says()
    {
        Takes();
        await PublishAsync(Reel, new { video = GivenFile.Id, thumb_offset_ms = 500, share_to_feed = false });

        Assert.Equal("media_type=REELS&upload_type=resumable&thumb_offset=500&share_to_feed=false", Graph.Requests.ElementAt(1).Body);
        var (upload, headers) = (Graph.Requests.ElementAt(2), Graph.Headers.ElementAt(2));
        Assert.Equal(("/rupload.facebook.com/ig-api-upload/v26.0/51", $"OAuth {Token}", "0", "5", 5), (upload.Target, upload.Authorization, headers["offset"].ToString(), headers["file_size"].ToString(), upload.Body.Length));
    }

    [Fact]
    public async Task The_token_goes_to_nobody_but_Meta()
    {
        await using var stranger = await FakeGraph.StartAsync();
        Graph.Answer = request => GraphAnswer.Ok(request.Verb == "GET" ? """{"data":[]}""" : $$"""{"id":"51","uri":"{{stranger.Url}}upload"}""");

        Assert.Equal(ToolErrorKind.PlatformUnavailable, (await ErrorAsync(Reel, new { video = GivenFile.Id })).Kind);
        Assert.Empty(stranger.Requests);
        Assert.Equal(2, Graph.Requests.Count);
    }

    [Theory]
    [InlineData(Post)]
    [InlineData(Reel)]
    public void Only_the_publishing_must_not_be_repeated(string tool) => Assert.Equal("publish", Assert.Single(Of(tool).Publish!.Steps, step => !step.IsRepeatable).Name);

    [Fact]
    public async Task Who_has_published_all_of_a_day_is_told_before_anything_is_prepared()
    {
        Graph.Answer = _ => GraphAnswer.Ok("""{"data":[{"quota_usage":50,"config":{"quota_total":50}}]}""");

        foreach (var error in new[] { await ErrorAsync(Post, One), (await RehearseAsync(Reel, new { video = "https://example.org/a.mp4" })).Error! })
        {
            Assert.Equal(ToolErrorKind.Refused, error.Kind);
            Assert.Contains("the 50 posts", error.Message, StringComparison.Ordinal);
        }

        Assert.All(Graph.Requests, request => Assert.Equal("GET", request.Verb));
    }

    [Theory]
    [InlineData("ERROR", "Error: Media upload has failed with error code 2207026", ToolErrorKind.InvalidArgument, "H.264")]
    [InlineData("ERROR", "Error: something", ToolErrorKind.InvalidArgument, "something")]
    [InlineData("ERROR", "Error: 2207052", ToolErrorKind.InvalidArgument, "must be public")]
    [InlineData("EXPIRED", "Expired", ToolErrorKind.Refused, "Make the same call again")]
    public async Task What_Instagram_cannot_make_ready_is_told_with_its_reason(string code, string status, ToolErrorKind kind, string says)
    {
        Graph.Answer = request => GraphAnswer.Ok(request.Verb == "POST" ? """{"id":"51"}""" : $$"""{"data":[],"status_code":"{{code}}","status":"{{status}}"}""");

        var error = await ErrorAsync(Post, One);

        Assert.Equal(kind, error.Kind);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { Post, """{"images":[]}""", "images" },
        { Post, """{"images":[{"url":"http://example.org/a.jpg"}]}""", "images" },
        { Post, """{"images":[{"url":"fil_picture"}]}""", "images" },
        { Post, """{"images":[{"url":"https://127.0.0.1/a.jpg"}]}""", "images" },
        { Post, $$"""{"images":[{"url":"https://example.org/a.jpg"}],"caption":"{{string.Concat(Enumerable.Repeat("#a ", 31))}}"}""", "caption" },
        { Post, $$"""{"images":[{"url":"https://example.org/a.jpg"}],"caption":"{{string.Concat(Enumerable.Repeat("@a ", 21))}}"}""", "caption" },
        { Post, """{"images":[{"url":"https://example.org/a.jpg"}],"location_id":"here"}""", "location_id" },
        { Post, """{"images":[{"url":"https://example.org/a.jpg"}],"collaborators":["a","b","c","d"]}""", "collaborators" },
        { Post, """{"images":[{"url":"https://example.org/a.jpg"}],"collaborators":["a b"]}""", "collaborators" },
        { Reel, """{"video":"film.mp4"}""", "video" },
        { Reel, """{"video":"fil_gone"}""", "video" },
        { Reel, """{"video":"fil_video","cover_url":"http://example.org/a.jpg"}""", "cover_url" },
        { Reel, """{"video":"fil_video","cover_url":"https://example.org/a.jpg","thumb_offset_ms":5}""", "thumb_offset_ms" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_Instagram_would_refuse_is_refused_before_anything_leaves(string tool, string arguments, string argument)
    {
        Assert.Equal(argument, (await ErrorAsync(tool, JsonElement.Parse(arguments))).Argument);
        Assert.Equal(argument, (await RehearseAsync(tool, JsonElement.Parse(arguments))).Error!.Argument);
        Assert.Empty(Graph.Requests);
    }

    [Theory]
    [InlineData("image/png", 5)]
    [InlineData("video/mp4", 0)]
    [InlineData("video/mp4", 314_572_801)]
    public async Task A_file_that_is_no_reel_is_refused_before_anything_leaves(string type, long size)
    {
        Given(new GivenFile(size, type));

        Assert.Equal("video", (await ErrorAsync(Reel, new { video = GivenFile.Id })).Argument);
        Assert.Empty(Graph.Requests);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(901)]
    public async Task A_video_that_plays_too_short_or_too_long_is_refused(double seconds)
    {
        var film = Movie.Playing(seconds);
        Given(new GivenFile(film.Length, content: film));

        Assert.Contains("3 seconds to 15 minutes", (await ErrorAsync(Reel, new { video = GivenFile.Id })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rehearsal_tells_what_may_still_be_published_and_changes_nothing()
    {
        Takes();

        Assert.Contains("an album of 2 pictures as @harbourbakery, for everybody to see. Instagram takes 97 more", (await RehearseAsync(Post, Two)).Json, StringComparison.Ordinal);
        Assert.Equal(["GET me/content_publishing_limit"], Asked);
    }

    [Fact]
    public async Task Without_the_right_to_publish_nothing_is_begun()
    {
        Scopes = ["instagram_business_basic"];

        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync(Post, One)).Kind);
        Assert.Empty(Graph.Requests);
    }

    [Fact]
    public async Task An_answer_for_another_account_is_told()
    {
        Graph.Answer = _ => GraphAnswer.Ok("""{"id":"5","user_id":"1784","username":"somebody"}""");

        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync("instagram_get_profile", new { })).Kind);
    }
}
