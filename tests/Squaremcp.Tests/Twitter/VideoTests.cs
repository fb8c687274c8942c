using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Twitter;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Twitter;

/// <summary>Posting a video, step by step as the gateway does it.</summary>
public sealed class VideoTests : XBench
{
    private const string Tool = "twitter_upload_video";
    private const int Size = MediaUploads.SegmentBytes + 3;

    private readonly GivenFile file = new(Size);
    private TwitterConnector connector = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        connector = new(saysPost: false, Http, new HastyTime(Clock), file);
    }

    [Fact]
    public async Task A_video_is_announced_uploaded_in_segments_processed_and_only_then_posted()
    {
        var (told, waits) = await PublishAsync(new { video = GivenFile.Id, text = "Look" });

        var requests = X.Requests.Select(request => $"{request.Verb} {request.Target["/api.x.com/2/".Length..]}").ToList();
        var id = requests[1].Split('/')[2];
        Assert.Equal(
            ["POST media/upload/initialize", $"POST media/upload/{id}/append", $"POST media/upload/{id}/append", $"POST media/upload/{id}/finalize", $"GET media/upload?media_id={id}&command=STATUS", "POST tweets"], requests);
        Assert.Equal([$"{MediaUploads.SegmentBytes} bytes", "3 bytes"], X.Requests.Where(request => request.Path.EndsWith("append", StringComparison.Ordinal)).Select(request => request.Form["media"]));
        Assert.Equal("{\"text\":\"Look\",\"media\":{\"media_ids\":[\"" + id + "\"]}}", X.Requests.Last().Body);
        Assert.Equal("Look", told.Output!.Value.GetProperty("text").GetString());
        Assert.Equal([1.0], waits);
    }

    [Fact]
    public async Task Every_request_of_it_is_one_that_X_describes()
    {
        var oracle = XOracle.Required;
        await PublishAsync(new { video = GivenFile.Id, text = "Look" });

        Assert.Empty(X.Requests.SelectMany(request => oracle.Offences(request with { Target = request.Target["/api.x.com".Length..] })));
    }

    [Fact]
    public async Task Only_the_step_that_makes_the_post_must_not_be_repeated() =>
        Assert.Equal("post", Assert.Single(await Task.FromResult(Plan.Steps), step => !step.IsRepeatable).Name);

    [Theory]
    [InlineData(141)]
    [InlineData(0.4)]
    public async Task A_video_that_plays_too_long_or_too_short_for_X_is_refused_before_anything_is_uploaded(double seconds)
    {
        var film = Movie.Playing(seconds);
        connector = new(saysPost: false, Http, new HastyTime(Clock), new GivenFile(film.Length, content: film));

        var error = (await StepAsync("take", null, new { video = GivenFile.Id })).Error!;

        Assert.Equal((ToolErrorKind.InvalidArgument, "video"), (error.Kind, error.Argument));
        Assert.Contains("0.5 to 140", error.Message, StringComparison.Ordinal);
        Assert.Empty(X.Requests);
    }

    [Fact]
    public async Task A_file_that_is_gone_in_the_middle_is_told()
    {
        var told = Told(await StepAsync("take", null, new { video = GivenFile.Id }));
        file.IsGone = true;

        Assert.Equal(ToolErrorKind.NotFound, (await StepAsync("initialize", told.State, new { video = GivenFile.Id })).Error!.Kind);
    }

    [Fact]
    public async Task What_X_cannot_process_fails_with_its_reason()
    {
        var state = Told(await StepAsync("take", null, new { video = GivenFile.Id })).State;
        state = Told(await StepAsync("initialize", state, new { video = GivenFile.Id })).State;
        state = Told(await StepAsync("finalize", state, new { video = GivenFile.Id })).State;
        state = Told(await StepAsync("status", state, new { video = GivenFile.Id })).State;
        Fail(200, """{"data":{"id":"1880028106020515840","processing_info":{"state":"failed","error":{"message":"Bad codec"}}}}""");

        var error = (await StepAsync("status", state, new { video = GivenFile.Id })).Error!;
        Assert.Equal((ToolErrorKind.InvalidArgument, "X could not process the video: Bad codec. It takes H.264 with AAC sound, 0.5 to 140 seconds."), (error.Kind, error.Message));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(201, """{"data":{"id":""")]
    public async Task A_post_whose_answer_is_lost_is_unknown(int status, string body)
    {
        var state = Told(await StepAsync("take", null, new { video = GivenFile.Id })).State;
        state = Told(await StepAsync("initialize", state, new { video = GivenFile.Id })).State;
        Fail(status, body);

        Assert.Equal(ToolErrorKind.OutcomeUnknown, (await StepAsync("post", state, new { video = GivenFile.Id, text = "Look" })).Error!.Kind);
    }

    [Fact]
    public async Task A_picture_is_no_video()
    {
        connector = new(saysPost: false, Http, new HastyTime(Clock), new GivenFile(3, "image/png"));

        Assert.Contains("which is no video", (await StepAsync("take", null, new { video = GivenFile.Id })).Error!.Message, StringComparison.Ordinal);
        Assert.Empty(X.Requests);
    }

    [Theory]
    [InlineData("https://127.0.0.1/film.mp4")]
    [InlineData("http://example.org/film.mp4")]
    [InlineData("film.mp4")]
    public async Task An_address_that_may_not_be_fetched_is_refused_before_anything_leaves(string video)
    {
        Assert.Equal("video", (await StepAsync("take", null, new { video })).Error!.Argument);
        Assert.Equal("video", (await RehearsedAsync(new { video })).Error!.Argument);
        Assert.Empty(X.Requests);
    }

    [Fact]
    public async Task Without_the_right_to_upload_nothing_is_begun()
    {
        Scopes = ["tweet.read", "tweet.write", "users.read"];

        Assert.Equal(ToolErrorKind.NeedsReconnection, (await StepAsync("take", null, new { video = GivenFile.Id })).Error!.Kind);
    }

    [Fact]
    public async Task A_rehearsal_applies_the_rules_and_sends_nothing()
    {
        Assert.Contains("Upload the video. Post 4 of 280", (await RehearsedAsync(new { video = GivenFile.Id, text = "Look" })).Json, StringComparison.Ordinal);
        Assert.Equal("text", (await RehearsedAsync(new { video = GivenFile.Id, text = new string('a', 281) })).Error!.Argument);
        Assert.Empty(X.Requests);
    }

    private PublishPlan Plan => connector.Platform.Tools.Single(tool => tool.Name == Tool).Publish!;

    private async Task<(StepTold Told, List<double> Waits)> PublishAsync(object arguments)
    {
        var (step, state, waits) = (Plan.First, (string?)null, new List<double>());
        while (true)
        {
            var told = Told(await StepAsync(step.Name, state, arguments));
            if (told.Output is not null)
            {
                return (told, waits);
            }

            (step, state) = (told.IsOver ? Plan.After(step.Name)! : step, told.State);
            waits.AddRange(told.WaitSeconds is { } wait ? [wait] : []);
        }
    }

    private static StepTold Told(ToolResult result) => result.Error is { } error ? throw new InvalidOperationException(error.Message) : StepTold.Of(result.Json!);

    private Task<ToolResult> StepAsync(string step, string? state, object arguments) =>
        connector.InvokeAsync(Tool, Account, JsonSerializer.SerializeToElement(arguments), Context() with { Step = new(step, state) }, TestContext.Current.CancellationToken);

    private Task<ToolResult> RehearsedAsync(object arguments) =>
        connector.RehearseAsync(Tool, Account, JsonSerializer.SerializeToElement(arguments), Context(), TestContext.Current.CancellationToken);
}
