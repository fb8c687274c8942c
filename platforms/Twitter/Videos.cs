using Step = Squaremcp.Platforms.StepResult<Squaremcp.Platforms.Twitter.VideoOnItsWay, Squaremcp.Platforms.Twitter.CreatedTweet>;

namespace Squaremcp.Platforms.Twitter;

/// <summary>Publishing a video on X: initialize, append in segments, finalize, wait until X has processed it, and only then the post that names it. Until then nobody sees anything, so that each step but the last may be repeated.</summary>
internal static class Videos
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromHours(1);

    private const string Argument = "video";

    /// <summary>Where X does not say how long to wait.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    internal static IReadOnlyList<PublishStep<XAccount, UploadVideo, VideoOnItsWay, CreatedTweet>> Steps { get; } =
    [
        new("take", "taking the video", true, TakeAsync),
        new("initialize", "announcing the video to X", true, InitializeAsync),
        new("append", "uploading the video to X", true, AppendAsync),
        new("finalize", "ending the upload to X", true, FinalizeAsync),
        new("status", "having X process the video", true, StatusAsync),
        new("post", "posting the video on X", false, PostAsync),
    ];

    internal static async Task<Rehearsal> RehearseAsync(XAccount x, UploadVideo input, ToolContext context, CancellationToken cancellationToken)
    {
        var post = Rules(x, input);
        if (x.Files.Check(Argument, input.Video))
        {
            await CheckAsync(await x.Files.FindAsync(Argument, input.Video, context, cancellationToken), cancellationToken);
        }

        var rehearsed = await x.RehearseAsync(post, cancellationToken);
        return rehearsed with { Would = $"Upload the video. {rehearsed.Would}" };
    }

    private static async Task<Step> TakeAsync(XAccount x, UploadVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        Rules(x, input);
        var file = await x.Files.TakeAsync(Argument, input.Video, context, cancellationToken);
        await CheckAsync(file, cancellationToken);
        return new Step.Next(at with { File = file.Id }, 5);
    }

    private static async Task<Step> InitializeAsync(XAccount x, UploadVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var file = await x.Files.FindAsync(Argument, at.File!, context, cancellationToken);
        var upload = await x.Uploads.InitializeAsync(Kind(file), file.MediaType, file.Size, cancellationToken);
        return new Step.Next(at with { Media = upload.Id }, 8);
    }

    private static async Task<Step> AppendAsync(XAccount x, UploadVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var file = await x.Files.FindAsync(Argument, at.File!, context, cancellationToken);
        var offset = (long)at.Segments * MediaUploads.SegmentBytes;
        await x.Uploads.AppendAsync(at.Media!, at.Segments, await file.ReadAsync(offset, MediaUploads.SegmentBytes, cancellationToken), cancellationToken);
        var (next, sent) = (at with { Segments = at.Segments + 1 }, Math.Min(offset + MediaUploads.SegmentBytes, file.Size));
        return sent == file.Size ? new Step.Next(next, 70) : new Step.Again(next, 8 + (int)(62 * sent / file.Size));
    }

    private static async Task<Step> FinalizeAsync(XAccount x, UploadVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var processing = (await x.Uploads.FinalizeAsync(at.Media!, cancellationToken)).Processing;
        return new Step.Next(at with { CheckAfter = processing is null or { IsReady: true } ? 0 : (processing.CheckAfter ?? Pause).TotalSeconds }, 72);
    }

    private static async Task<Step> StatusAsync(XAccount x, UploadVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        if (at.CheckAfter is { } first)
        {
            return first == 0 ? new Step.Next(at, 95) : new Step.Later(at with { CheckAfter = null }, TimeSpan.FromSeconds(first), "X to process the video", 72);
        }

        var processing = (await x.Uploads.StatusAsync(at.Media!, cancellationToken)).Processing;
        return processing switch
        {
            null or { IsReady: true } => new Step.Next(at, 95),
            { IsFailed: true } => throw new ToolException(new(ToolErrorKind.InvalidArgument, $"X could not process the video: {processing.Error ?? "no reason given"}. It takes H.264 with AAC sound, 0.5 to 140 seconds.") { Argument = Argument }),
            _ => new Step.Later(at, processing.CheckAfter ?? Pause, "X to process the video", 72 + Math.Clamp(processing.Percent ?? 0, 0, 100) * 22 / 100),
        };
    }

    private static async Task<Step> PostAsync(XAccount x, UploadVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken) =>
        new Step.Done(await x.CreateAsync(input.Post(at.Media!), cancellationToken));

    private static CreateTweet Rules(XAccount x, UploadVideo input)
    {
        x.Granted("media.write");
        x.Granted("tweet.write");
        var post = input.Post("1");
        PostRules.Body(post);
        return post;
    }

    private static async Task CheckAsync(CustomerFile file, CancellationToken cancellationToken)
    {
        Kind(file);
        Kind(file, await MovieLength.OfAsync(file, cancellationToken));
    }

    private static MediaKind Kind(CustomerFile file, TimeSpan? duration = null) => MediaKind.Of(Argument, file.MediaType, file.Size, duration) is { Category: "tweet_video" } video
        ? video
        : throw new ToolException(new(ToolErrorKind.InvalidArgument, $"The file is {file.MediaType}, which is no video.") { Argument = Argument });
}
