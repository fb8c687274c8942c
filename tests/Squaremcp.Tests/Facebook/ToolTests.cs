using Squaremcp.Platforms;
using Squaremcp.Tests.Meta;
using Squaremcp.Tests.Twitter;

namespace Squaremcp.Tests.Facebook;

public sealed class ToolTests : FacebookBench
{
    private const string Video = "facebook_create_video_post";

    public static TheoryData<string> Cassettes => [.. Tapes("Facebook")];

    [Theory]
    [MemberData(nameof(Cassettes))]
    public Task A_call_makes_its_requests_and_reads_the_answers(string tape) => PlayAsync(tape);

    [Fact]
    public void Every_tool_has_a_tape() => Assert.Empty(Connector.Platform.Tools.Select(tool => tool.Name).Except(Tapes("Facebook").Select(ToolOf)));

    [Fact]
    public async Task Each_page_is_called_with_its_own_token_and_proof()
    {
        HasTwoPages = true;
        Graph.Answer = _ => GraphAnswer.Ok("""{"id":"202","name":"Harbour News"}""");

        await AnswerAsync("facebook_get_page", new { page_id = Other });

        var request = Assert.Single(Graph.Requests);
        Assert.Equal(("Bearer planted-other-token", "otherproof"), (request.Authorization, request.Query["appsecret_proof"]));
    }

    [Fact]
    public async Task Without_arguments_the_first_page_is_told_and_all_are_named()
    {
        HasTwoPages = true;
        Graph.Answer = _ => GraphAnswer.Ok("""{"id":"101","name":"Harbour Bakery"}""");

        Assert.Equal(["101", "202"], (await AnswerAsync("facebook_get_page", new { })).GetProperty("connected_pages").EnumerateArray().Select(page => page.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("facebook_get_posts", "{}")]
    [InlineData("facebook_create_post", """{"message":"x"}""")]
    [InlineData("facebook_create_photo_post", """{"photo":"https://example.org/a.jpg"}""")]
    [InlineData("facebook_create_video_post", """{"video":"https://example.org/a.mp4"}""")]
    public async Task With_several_pages_none_is_guessed(string tool, string arguments)
    {
        HasTwoPages = true;

        var error = await ErrorAsync(tool, System.Text.Json.JsonElement.Parse(arguments));

        Assert.Equal((ToolErrorKind.InvalidArgument, "page_id"), (error.Kind, error.Argument));
        Assert.Contains("202 (Harbour News)", error.Message, StringComparison.Ordinal);
        Assert.Empty(Graph.Requests);
    }

    [Fact]
    public async Task A_page_that_is_not_connected_is_not_found() => Assert.Equal(ToolErrorKind.NotFound, (await ErrorAsync("facebook_get_posts", new { page_id = "5" })).Kind);

    [Fact]
    public async Task Posts_are_paged_by_what_the_answer_has_room_for_and_by_Facebooks_cursor()
    {
        Graph.Answer = request => GraphAnswer.Ok(request.Query.ContainsKey("after")
            ? """{"data":[{"id":"101_3","message":"c"}],"paging":{"cursors":{"after":"END"}}}"""
            : $$$"""{"data":[{"id":"101_1","message":"{{{new string('a', 9_000)}}}"},{"id":"101_2","message":"b"}],"paging":{"cursors":{"after":"QQ"},"next":"https://graph.facebook.com/next"}}""");
        var first = await Connector.InvokeAsync("facebook_get_posts", Account, System.Text.Json.JsonElement.Parse("{}"), Context(16_500), Stop);
        var page = System.Text.Json.JsonElement.Parse(first.Json!);
        Assert.Single(page.GetProperty("posts").EnumerateArray());

        var rest = await AnswerAsync("facebook_get_posts", new { cursor = page.GetProperty("next_cursor").GetString() });
        Assert.Equal("101_2", rest.GetProperty("posts")[0].GetProperty("id").GetString());
        var last = await AnswerAsync("facebook_get_posts", new { cursor = rest.GetProperty("next_cursor").GetString() });
        Assert.Equal("101_3", last.GetProperty("posts")[0].GetProperty("id").GetString());
        Assert.False(last.TryGetProperty("next_cursor", out _));
        Assert.Equal("cursor", (await ErrorAsync("facebook_get_posts", new { limit = 5, cursor = rest.GetProperty("next_cursor").GetString() })).Argument);
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { "facebook_create_post", "{}", "message" },
        { "facebook_create_post", """{"message":"  "}""", "message" },
        { "facebook_create_post", """{"message":"x","link":"ftp://example.org"}""", "link" },
        { "facebook_create_post", """{"link":"https://example.org/","photo_ids":["5"]}""", "photo_ids" },
        { "facebook_create_post", """{"photo_ids":[]}""", "photo_ids" },
        { "facebook_create_post", """{"photo_ids":["5","5"]}""", "photo_ids" },
        { "facebook_create_post", """{"photo_ids":["5\"}"]}""", "photo_ids" },
        { "facebook_create_post", """{"message":"x","scheduled_at":"tomorrow-ish"}""", "scheduled_at" },
        { "facebook_create_post", """{"message":"x","scheduled_at":"2020-01-01T00:00:00Z"}""", "scheduled_at" },
        { "facebook_create_post", """{"message":"x","scheduled_at":"2040-01-01T00:00:00Z"}""", "scheduled_at" },
        { "facebook_create_photo_post", """{"photo":"photo.jpg"}""", "photo" },
        { "facebook_create_photo_post", """{"photo":"https://10.0.0.1/photo.jpg"}""", "photo" },
        { "facebook_create_photo_post", """{"photo":"fil_gone"}""", "photo" },
        { "facebook_create_photo_post", """{"photo":"fil_video"}""", "photo" },
        { "facebook_create_photo_post", """{"photo":"https://example.org/a.jpg","publish":false,"scheduled_at":"2026-11-30T00:00:00Z"}""", "scheduled_at" },
        { "facebook_create_video_post", """{"video":"film.mp4"}""", "video" },
        { "facebook_create_video_post", """{"video":"fil_gone"}""", "video" },
        { "facebook_create_video_post", """{"video":"https://example.org/a.mp4","scheduled_at":"2020-01-01T00:00:00Z"}""", "scheduled_at" },
        { "facebook_get_posts", """{"since":"last week!"}""", "since" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_Facebook_would_refuse_is_refused_before_anything_leaves(string tool, string arguments, string argument)
    {
        Assert.Equal(argument, (await ErrorAsync(tool, System.Text.Json.JsonElement.Parse(arguments))).Argument);
        if (!Of(tool).ReadOnly)
        {
            Assert.Equal(argument, (await RehearseAsync(tool, System.Text.Json.JsonElement.Parse(arguments))).Error!.Argument);
        }

        Assert.Empty(Graph.Requests);
    }

    [Theory]
    [InlineData("facebook_create_post", """{"message":"Gr\u00fc\u00dfe","link":"https://example.org/"}""", "Publish a post of 5 characters, with a link, on the page Harbour Bakery")]
    [InlineData("facebook_create_photo_post", """{"photo":"https://example.org/a.jpg","publish":false}""", "nobody sees it until a post names it")]
    [InlineData("facebook_create_video_post", """{"video":"fil_video"}""", "Upload the video. Publish it on the page Harbour Bakery")]
    public async Task A_rehearsal_tells_what_would_be_done_and_sends_nothing(string tool, string arguments, string would)
    {
        Assert.Contains(would, (await RehearseAsync(tool, System.Text.Json.JsonElement.Parse(arguments))).Json, StringComparison.Ordinal);
        Assert.Empty(Graph.Requests);
    }

    [Fact]
    public async Task A_photo_of_a_file_is_sent_as_a_part_of_a_form()
    {
        Given(new GivenFile(5, "image/png"));
        Graph.Answer = _ => GraphAnswer.Ok("""{"id":"55","post_id":"101_56"}""");

        var made = await AnswerAsync("facebook_create_photo_post", new { photo = GivenFile.Id, caption = "Grüße", alt_text = "A counter" });

        var request = Assert.Single(Graph.Requests);
        Assert.Equal(("/graph.facebook.com/v26.0/101/photos", "Grüße", "A counter", "5 bytes"), (request.Path, request.Form["caption"], request.Form["alt_text_custom"], request.Form["source"]));
        Assert.Equal(("101_56", "55"), (made.GetProperty("id").GetString(), made.GetProperty("photo_id").GetString()));
    }

    [Fact]
    public async Task A_video_is_uploaded_in_the_persons_name_and_posted_in_the_pages()
    {
        Upload();
        var (result, steps, waits) = await PublishAsync(Video, new { video = GivenFile.Id, description = "Look" });

        Assert.Equal(["take", "announce", "upload", "upload", "post", "status", "status"], steps);
        Assert.Equal([10.0], waits);
        Assert.Equal($"OAuth {User}", Graph.Requests.ElementAt(2).Authorization);
        Assert.Equal("0", Graph.Headers.ElementAt(2)["file_offset"]);
        Assert.Equal(($"Bearer {PageToken}", "fbuploader_video_file_chunk=handle&description=Look"), (Graph.Requests.ElementAt(3).Authorization, Graph.Requests.ElementAt(3).Body));
        Assert.Contains("https://www.facebook.com/reel/77", result.Json, StringComparison.Ordinal);
        Assert.Equal("post", Assert.Single(Of(Video).Publish!.Steps, step => !step.IsRepeatable).Name);
    }

    [Fact]
    public async Task An_upload_that_broke_off_goes_on_where_Facebook_has_it()
    {
        Upload(has: 3);
        await PublishAsync(Video, new { video = GivenFile.Id });

        Assert.Equal(("3", 2), (Graph.Headers.ElementAt(2)["file_offset"].ToString(), Graph.Requests.ElementAt(2).Body.Length));
    }

    [Fact]
    public async Task A_video_that_Facebook_cannot_process_fails_with_its_reason()
    {
        Upload(status: """{"status":{"video_status":"error","processing_phase":{"status":"error","errors":[{"code":1,"message":"Bad codec"}]}}}""");

        var error = await ErrorAsync(Video, new { video = GivenFile.Id });

        Assert.Equal((ToolErrorKind.InvalidArgument, "video"), (error.Kind, error.Argument));
        Assert.Contains("Bad codec", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_persons_own_access_ended_only_uploads_are_lost()
    {
        Graph.Answer = _ => GraphAnswer.Error(400, 190, 463);

        var error = await ErrorAsync(Video, new { video = GivenFile.Id });

        Assert.Equal((ToolErrorKind.NeedsReconnection, false), (error.Kind, error.IsTokenRefused));
        Assert.Contains("https address", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("facebook_create_post", """{"message":"x"}""")]
    [InlineData("facebook_create_video_post", """{"video":"fil_video"}""")]
    public async Task Without_the_right_to_publish_nothing_is_begun(string tool, string arguments)
    {
        Scopes = ["pages_show_list", "pages_read_engagement"];

        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync(tool, System.Text.Json.JsonElement.Parse(arguments))).Kind);
        Assert.Empty(Graph.Requests);
    }

    private void Upload(int has = 0, string? status = null)
    {
        var asked = 0;
        Graph.Answer = request => GraphAnswer.Ok(request switch
        {
            { Verb: "POST" } when request.Path.EndsWith("/uploads", StringComparison.Ordinal) => """{"id":"upload:abc?sig=x"}""",
            { Verb: "GET" } when request.Path.Contains("upload:", StringComparison.Ordinal) => $$"""{"id":"upload:abc","file_offset":{{has}}}""",
            { Verb: "POST" } when request.Path.Contains("upload:", StringComparison.Ordinal) => """{"h":"handle"}""",
            { Verb: "POST" } => """{"id":"77"}""",
            _ => status ?? (asked++ == 0 ? """{"status":{"video_status":"processing","processing_progress":50}}""" : """{"status":{"video_status":"ready"},"permalink_url":"/reel/77/"}"""),
        });
    }
}
