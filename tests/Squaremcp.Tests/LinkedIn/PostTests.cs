using Squaremcp.Platforms;

namespace Squaremcp.Tests.LinkedIn;

/// <summary>What is checked before anything leaves, by the call and by its rehearsal alike.</summary>
public sealed class PostTests : LiBench
{
    public static TheoryData<string, string, string> Wrong => new()
    {
        { "linkedin_create_post", """{"text":" \n"}""", "text" },
        { "linkedin_create_post", """{"text":"x","link_url":"https://example.org"}""", "link_title" },
        { "linkedin_create_post", """{"text":"x","link_title":"T"}""", "link_url" },
        { "linkedin_create_post", """{"text":"x","link_url":"javascript:alert(1)","link_title":"T"}""", "link_url" },
        { "linkedin_send_message", """{"recipients":[],"text":"x"}""", "recipients" },
        { "linkedin_send_message", """{"recipients":["a","urn:li:person:a"],"text":"x"}""", "recipients" },
        { "linkedin_send_message", """{"recipients":["urn:li:organization:5"],"text":"x"}""", "recipients" },
        { "linkedin_send_message", """{"recipients":["a"],"text":" "}""", "text" },
        { "linkedin_upload_images", """{"images":[],"text":"x"}""", "images" },
        { "linkedin_upload_images", """{"images":["fil_video"],"text":"x","alt_texts":["a","b"]}""", "alt_texts" },
        { "linkedin_upload_images", """{"images":["fil_other"],"text":"x"}""", "images" },
        { "linkedin_upload_video", """{"video":"http://example.org/film.mp4","text":"x"}""", "video" },
        { "linkedin_upload_video", """{"video":"https://127.0.0.1/film.mp4","text":"x"}""", "video" },
        { "linkedin_upload_document", """{"document":"fil_video","title":"x","text":" "}""", "text" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_LinkedIn_would_refuse_is_refused_before_anything_leaves(string tool, string arguments, string argument)
    {
        Fit(tool);
        var given = System.Text.Json.JsonElement.Parse(arguments);

        Assert.Equal(argument, (await ErrorAsync(tool, given)).Argument);
        Assert.Equal(argument, (await RehearseAsync(tool, given)).Error!.Argument);
        Assert.Empty(Platform.Requests);
    }

    [Theory]
    [InlineData("linkedin_upload_video", "image/png", 100_000, 0)]
    [InlineData("linkedin_upload_video", "video/mp4", 76_799, 0)]
    [InlineData("linkedin_upload_video", "video/mp4", 524_288_001, 0)]
    [InlineData("linkedin_upload_video", "video/mp4", 100_000, 2.9)]
    [InlineData("linkedin_upload_video", "video/mp4", 100_000, 1_801)]
    [InlineData("linkedin_upload_images", "image/webp", 10, 0)]
    [InlineData("linkedin_upload_images", "image/png", 0, 0)]
    [InlineData("linkedin_upload_document", "text/plain", 10, 0)]
    [InlineData("linkedin_upload_document", "application/pdf", 104_857_601, 0)]
    public async Task A_file_that_LinkedIn_would_refuse_is_refused_before_anything_leaves(string tool, string mediaType, long size, double seconds)
    {
        var film = seconds > 0 ? (byte[])[.. Twitter.Movie.Playing(seconds), .. Twitter.Movie.Box("free", new byte[size])] : null;
        File = new(film?.Length ?? size, mediaType, film);

        var error = await ErrorAsync(tool, Arguments(tool));
        Assert.Equal((ToolErrorKind.InvalidArgument, Connector.Platform.Tools.Single(one => one.Name == tool).InputSchema["properties"]!.AsObject().First().Key), (error.Kind, error.Argument));
        Assert.Equal(error.Message, (await RehearseAsync(tool, Arguments(tool))).Error!.Message);
        Assert.Empty(Platform.Requests);
    }

    [Theory]
    [InlineData("linkedin_create_post", "Post 1 of 3000")]
    [InlineData("linkedin_upload_video", "Upload 1 video. Post 1 of 3000")]
    [InlineData("linkedin_upload_images", "Upload 2 images. Post 1 of 3000")]
    [InlineData("linkedin_send_message", "to 1 people")]
    public async Task A_rehearsal_says_what_would_be_done_and_does_nothing(string tool, string says)
    {
        Fit(tool);

        Assert.Contains(says, (await RehearseAsync(tool, Arguments(tool))).Json, StringComparison.Ordinal);
        Assert.Empty(Platform.Requests);
    }

    [Fact]
    public async Task Connections_are_paged_to_their_end()
    {
        Platform.Answer = asked => new(200, System.Text.Json.JsonSerializer.Serialize(new
        {
            elements = Enumerable.Range(0, asked.Query["start"] == "0" ? 2 : 1).Select(at => new { to = $"urn:li:person:{asked.Query["start"]}{at}" }),
            paging = new { start = 0, count = 2 },
        }));
        var first = await AnswerAsync("linkedin_search_connections", new { limit = 2 });
        var second = await AnswerAsync("linkedin_search_connections", new { limit = 2, cursor = first.GetProperty("next_cursor").GetString() });

        Assert.Equal((2, 1, false), (first.GetProperty("connections").GetArrayLength(), second.GetProperty("connections").GetArrayLength(), second.TryGetProperty("next_cursor", out _)));
        Assert.Equal("cursor", (await ErrorAsync("linkedin_search_connections", new { limit = 3, cursor = first.GetProperty("next_cursor").GetString() })).Argument);
    }
}
