using Squaremcp.Platforms;
using Squaremcp.Platforms.TikTok;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.TikTok;

/// <summary>Publishing a video, step by step as the gateway does it.</summary>
public sealed class VideoTests : TtBench
{
    private const string Tool = "tiktok_create_video";
    private const int Part = 8 * 1024 * 1024;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        File = new((2 * Part) + 3);
        Platform.Answer = asked => Well(asked, more: ",\"publicaly_available_post_id\":[7390123456789012345]");
    }

    [Fact]
    public async Task A_video_goes_in_parts_the_last_of_which_takes_what_is_left()
    {
        var made = await AnswerAsync(Tool, Arguments(Tool));

        Assert.Equal(
            [$"POST {Api}post/publish/creator_info/query/", $"POST {Api}post/publish/video/init/", "PUT /open-upload.tiktokapis.com/video/?upload_id=1&upload_token=secret", "PUT /open-upload.tiktokapis.com/video/?upload_id=1&upload_token=secret",
                $"POST {Api}post/publish/status/fetch/"],
            Platform.Requests.Select(request => $"{request.Verb} {request.Target}"));
        Assert.Equal(
            [($"bytes 0-{Part - 1}/{(2 * Part) + 3}", "video/mp4", null, Part), ($"bytes {Part}-{(2 * Part) + 2}/{(2 * Part) + 3}", "video/mp4", (string?)null, Part + 3)],
            Platform.Requests.Where(request => request.Verb == "PUT").Select(put => (put.Header("content-range")!, put.Header("content-type")!, put.Header("authorization"), put.Bytes.Length)));
        Assert.Equal(("7390123456789012345", "https://www.tiktok.com/@anna/video/7390123456789012345"), (made.GetProperty("post_id").GetString(), made.GetProperty("link").GetString()));
    }

    /// <summary>TikTok's own examples (media transfer guide), with our size of a part.</summary>
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(5_000_000, 5_000_000, 1, 5_000_000)]
    [InlineData(Part - 1, Part - 1, 1, Part - 1)]
    [InlineData(Part, Part, 1, Part)]
    [InlineData(Part + 1, Part, 1, Part + 1)]
    [InlineData(50_000_123, Part, 5, 50_000_123 - (4 * Part))]
    [InlineData(4L * 1024 * 1024 * 1024, Part, 512, Part)]
    public void Parts_are_counted_rounded_down(long file, long size, int count, long last)
    {
        Assert.Equal((size, count), (VideoPart.SizeOf(file), VideoPart.CountOf(file)));
        Assert.Equal(new(file - last, last), VideoPart.Of(file, count - 1));
        Assert.Equal(file, Enumerable.Range(0, count).Sum(index => VideoPart.Of(file, index).Length));
    }

    [Fact]
    public async Task A_part_out_of_step_goes_on_where_TikTok_says_it_is()
    {
        File = new(3 * Part);
        var answers = new Queue<int>([206, 416, 206, 201]);
        Platform.Answer = asked => asked.Verb == "PUT" ? new(answers.Dequeue(), "") : Well(asked, more: $",\"uploaded_bytes\":{(answers.Count > 0 ? Part : 3 * Part)}");
        await AnswerAsync(Tool, Arguments(Tool));

        Assert.Equal([0, Part, Part, 2 * Part], Platform.Requests.Where(request => request.Verb == "PUT").Select(put => int.Parse(put.Header("content-range")!.Split(' ', '-')[1])));
    }

    [Fact]
    public async Task Where_the_answer_to_the_last_part_is_lost_TikTok_says_whether_it_came()
    {
        var looks = 0;
        Platform.Answer = asked => asked.Verb == "PUT" && asked.Header("content-range")!.StartsWith("bytes 8388608-", StringComparison.Ordinal) ? (looks == 0 ? new(500, "") : new(201, ""))
            : asked.Target.EndsWith("status/fetch/", StringComparison.Ordinal) && looks++ == 0 ? Well(asked, "PROCESSING_UPLOAD", $",\"uploaded_bytes\":{Part}")
            : Well(asked);

        Assert.Equal("PUBLISH_COMPLETE", (await AnswerAsync(Tool, Arguments(Tool))).GetProperty("status").GetString());
        Assert.Equal(2, looks);
        Assert.Single(Platform.Requests, request => request.Target.EndsWith("video/init/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_beginning_that_fails_is_tried_three_times_and_no_more()
    {
        Platform.Answer = asked => asked.Target.EndsWith("video/init/", StringComparison.Ordinal) ? new(200, TroubleTests.Error("internal_error")) : Well(asked);
        var error = await ErrorAsync(Tool, Arguments(Tool));

        Assert.Equal((ToolErrorKind.Refused, 3), (error.Kind, Platform.Requests.Count(request => request.Target.EndsWith("video/init/", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task No_byte_goes_where_TikTok_is_not()
    {
        Platform.Answer = asked => asked.Target.EndsWith("video/init/", StringComparison.Ordinal) ? new(200, "{\"data\":{\"publish_id\":\"1\",\"upload_url\":\"https://elsewhere.example/x\"}," + Fine + "}") : Well(asked);
        await ErrorAsync(Tool, Arguments(Tool));

        Assert.DoesNotContain(Platform.Requests, request => request.Verb == "PUT");
        Assert.True(PlatformHosts.Official.Owns("https://open-upload.tiktokapis.com/video/?x=1", "tiktokapis.com"));
        Assert.True(PlatformHosts.Official.Owns("https://upload.us.tiktokapis.com/video/?x=1", "tiktokapis.com"));
    }

    [Fact]
    public async Task An_upload_whose_hour_is_over_is_told()
    {
        Platform.Answer = asked => asked.Verb == "PUT" ? new(403, "") : Well(asked);

        Assert.Contains("The hour that TikTok gives", (await ErrorAsync(Tool, Arguments(Tool))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file_format_check_failed", ToolErrorKind.InvalidArgument)]
    [InlineData("duration_check_failed", ToolErrorKind.InvalidArgument)]
    [InlineData("frame_rate_check_failed", ToolErrorKind.InvalidArgument)]
    [InlineData("picture_size_check_failed", ToolErrorKind.InvalidArgument)]
    [InlineData("auth_removed", ToolErrorKind.NotPermittedByPlatform)]
    [InlineData("spam_risk_text", ToolErrorKind.NotPermittedByPlatform)]
    [InlineData("spam_risk", ToolErrorKind.NotPermittedByPlatform)]
    [InlineData("publish_cancelled", ToolErrorKind.Refused)]
    [InlineData("internal", ToolErrorKind.Refused)]
    public async Task What_TikTok_does_not_publish_in_the_end_is_told_with_its_reason(string reason, ToolErrorKind kind)
    {
        Platform.Answer = asked => Well(asked, "FAILED", $",\"fail_reason\":\"{reason}\"");

        Assert.Equal(kind, (await ErrorAsync(Tool, Arguments(Tool))).Kind);
    }

    [Fact]
    public async Task A_draft_goes_to_the_inbox_and_asks_nothing_of_the_creator()
    {
        File = new(100);
        Platform.Answer = asked => Well(asked, "SEND_TO_USER_INBOX");
        var made = await AnswerAsync(Tool, new { video = OneFile.Id, as_draft = true });

        Assert.Equal("SEND_TO_USER_INBOX", made.GetProperty("status").GetString());
        Assert.Equal((Api + "post/publish/inbox/video/init/", """{"source_info":{"source":"FILE_UPLOAD","video_size":100,"chunk_size":100,"total_chunk_count":1}}"""), (Platform.Requests.First().Target, Platform.Requests.First().Body));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { """{"video":"fil_video"}""", "privacy_level" },
        { """{"video":"fil_video","privacy_level":"PUBLIC_TO_EVERYONE"}""", "privacy_level" },
        { """{"video":"fil_video","as_draft":true,"title":"x"}""", "as_draft" },
        { """{"video":"fil_video","as_draft":true,"privacy_level":"SELF_ONLY"}""", "as_draft" },
        { """{"video":"fil_video","privacy_level":"SELF_ONLY","paid_partnership":true}""", "paid_partnership" },
        { """{"video":"https://127.0.0.1/film.mp4","privacy_level":"SELF_ONLY"}""", "video" },
        { """{"video":"fil_other","privacy_level":"SELF_ONLY"}""", "video" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_TikTok_would_refuse_is_refused_before_it_is_begun(string arguments, string argument)
    {
        var given = System.Text.Json.JsonElement.Parse(arguments);

        Assert.Equal(argument, (await ErrorAsync(Tool, given)).Argument);
        Assert.Equal(argument, (await RehearseAsync(Tool, given)).Error!.Argument);
        Assert.DoesNotContain(Platform.Requests, request => request.Target.EndsWith("init/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("video/x-matroska", 1.0)]
    [InlineData("video/mp4", 61.0)]
    public async Task A_video_that_the_account_may_not_publish_is_refused_before_it_is_begun(string mediaType, double seconds)
    {
        var film = Twitter.Movie.Playing(seconds);
        File = new(film.Length, mediaType, film);

        Assert.Equal("video", (await ErrorAsync(Tool, Arguments(Tool))).Argument);
        Assert.Equal("video", (await RehearseAsync(Tool, Arguments(Tool))).Error!.Argument);
        Assert.DoesNotContain(Platform.Requests, request => request.Target.EndsWith("init/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rehearsal_asks_what_the_account_allows_and_begins_nothing()
    {
        Assert.Contains("Publish the video as @anna with 13 of 2200", (await RehearseAsync(Tool, Arguments(Tool))).Json, StringComparison.Ordinal);
        Assert.Equal(Api + "post/publish/creator_info/query/", Assert.Single(Platform.Requests).Target);
        Assert.Contains("inbox", (await RehearseAsync(Tool, new { video = OneFile.Id, as_draft = true })).Json, StringComparison.Ordinal);
        Assert.Single(Platform.Requests);
    }

    [Fact]
    public void Only_the_last_part_publishes() => Assert.Equal("finish", Assert.Single(ToolOf(Tool).Publish!.Steps, step => !step.IsRepeatable).Name);
}
