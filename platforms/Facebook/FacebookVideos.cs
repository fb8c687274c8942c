using System.Text.Json;
using Squaremcp.Platforms.Meta;
using Step = Squaremcp.Platforms.StepResult<Squaremcp.Platforms.Facebook.VideoOnItsWay, Squaremcp.Platforms.Facebook.CreatedVideo>;

namespace Squaremcp.Platforms.Facebook;

/// <summary>
/// Publishing a video on a page (https://developers.facebook.com/docs/video-api/guides/publishing): the file goes to the Resumable Upload API, or Facebook fetches it itself; the post names it; then Facebook processes it.
/// Nobody sees anything before the post, so that only that step may not be repeated.
/// </summary>
internal static class FacebookVideos
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromHours(2);

    private const string Argument = "video";

    /// <summary>Facebook does not say how long to wait.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    internal static IReadOnlyList<PublishStep<FacebookAccount, CreateVideoPost, VideoOnItsWay, CreatedVideo>> Steps { get; } =
    [
        new("take", "taking the video", true, TakeAsync),
        new("announce", "announcing the video to Facebook", true, AnnounceAsync),
        new("upload", "uploading the video to Facebook", true, UploadAsync),
        new("post", "posting the video on Facebook", false, PostAsync),
        new("status", "having Facebook process the video", true, StatusAsync),
    ];

    internal static async Task<Rehearsal> RehearseAsync(FacebookAccount facebook, CreateVideoPost input, ToolContext context, CancellationToken cancellationToken)
    {
        var page = facebook.Publishing(input.PageId);
        FacebookRules.Fields(input, facebook.Now);
        if (facebook.Files.Check(Argument, input.Video))
        {
            Check(await facebook.Files.FindAsync(Argument, input.Video, context, cancellationToken));
        }

        return new($"Upload the video. {FacebookAccount.When(input.ScheduledAt)} it on the page {page.Name}, for everybody to see.");
    }

    private static async Task<Step> TakeAsync(FacebookAccount facebook, CreateVideoPost input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        facebook.Publishing(input.PageId);
        FacebookRules.Fields(input, facebook.Now);
        if (!facebook.Files.Check(Argument, input.Video))
        {
            return new Step.Next(at, 5);
        }

        var file = await facebook.Files.FindAsync(Argument, input.Video, context, cancellationToken);
        Check(file);
        return new Step.Next(at with { File = file.Id }, 5);
    }

    private static async Task<Step> AnnounceAsync(FacebookAccount facebook, CreateVideoPost input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        if (at.File is null)
        {
            return new Step.Next(at, 10);
        }

        var file = await facebook.Files.FindAsync(Argument, at.File, context, cancellationToken);
        var (app, token) = facebook.Uploader;
        var session = await UserAsync(() => facebook.Graph.With(token).RepeatAsync(
            HttpMethod.Post, $"{app}/uploads", GraphApi.Form([new("file_name", "video"), new("file_length", $"{file.Size}"), new("file_type", file.MediaType)]), cancellationToken));
        return session.Words("id") is { } id && id.StartsWith("upload:", StringComparison.Ordinal) ? new Step.Next(at with { Session = id }, 10) : throw new ToolException(facebook.Graph.Errors.Garbled);
    }

    /// <summary>Everything from where Facebook is on; where that breaks off, it is asked how much came.</summary>
    private static async Task<Step> UploadAsync(FacebookAccount facebook, CreateVideoPost input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        if (at.File is null)
        {
            return new Step.Next(at, 70);
        }

        if (!at.HasBegun)
        {
            return new Step.Again(at with { HasBegun = true }, 12);
        }

        var file = await facebook.Files.FindAsync(Argument, at.File, context, cancellationToken);
        var token = facebook.Uploader.Token;
        var has = (await UserAsync(() => facebook.Graph.Uploading(token).ReadAsync(at.Session!, cancellationToken))).Count("file_offset") ?? 0;
        var offset = has >= 0 && has < file.Size ? has : 0;
        var sent = await UserAsync(() => facebook.Graph.Uploading(token, ("file_offset", $"{offset}")).RepeatAsync(HttpMethod.Post, at.Session!, () => new FileContent(file, offset, file.Size - offset), cancellationToken));
        return sent.Words("h") is { Length: > 0 } handle ? new Step.Next(at with { Handle = handle }, 70) : throw new ToolException(facebook.Graph.Errors.Garbled);
    }

    private static async Task<Step> PostAsync(FacebookAccount facebook, CreateVideoPost input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var source = at.Handle is { } handle ? KeyValuePair.Create("fbuploader_video_file_chunk", handle) : KeyValuePair.Create("file_url", input.Video);
        var made = await facebook.WriteAsync(facebook.Publishing(input.PageId), "videos", [source, .. FacebookRules.Fields(input, facebook.Now)], cancellationToken);
        return new Step.Next(at with { Video = made.Id("id") }, 75);
    }

    private static async Task<Step> StatusAsync(FacebookAccount facebook, CreateVideoPost input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var video = await facebook.Graph.With(facebook.Publishing(input.PageId).Token).ReadAsync($"{at.Video}?fields=status,permalink_url,published", cancellationToken);
        var status = video.Inside("status");
        var scheduled = FacebookRules.Scheduled(input.ScheduledAt);
        return status.Words("video_status") switch
        {
            "error" or "expired" or "upload_failed" => throw new ToolException(new(ToolErrorKind.InvalidArgument, $"Facebook could not process the video ({Reason(status)}). Nobody sees it. MP4 with H.264 and AAC is best.") { Argument = Argument }),
            "ready" => new Step.Done(new(at.Video!, scheduled, scheduled is null ? Link(video, at.Video!) : null)),
            _ => new Step.Later(at, Pause, "Facebook to process the video", 75 + ((int)Math.Clamp(status.Count("processing_progress") ?? 0, 0, 100) / 5)),
        };
    }

    private static string Reason(JsonElement status) =>
        ((string[])["uploading_phase", "processing_phase", "publishing_phase"]).SelectMany(phase => status.Inside(phase).Each("errors")).Select(error => error.Words("message")).FirstOrDefault(words => words is not null) ?? "no reason given";

    private static string Link(JsonElement video, string id) => video.Words("permalink_url") is { } path ? path.StartsWith('/') ? $"https://www.facebook.com{path}" : path : FacebookReading.Link(id);

    /// <summary>Uploads need the person's own token, which ends after about 60 days where the pages' do not: then only uploads are lost, and the connection is not broken.</summary>
    private static async Task<JsonElement> UserAsync(Func<Task<JsonElement>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ToolException refused) when (refused.Error.IsTokenRefused)
        {
            throw new ToolException(new(ToolErrorKind.NeedsReconnection, "Facebook takes uploads only while the person's own access lives, about 60 days, and that has ended; the pages still work. Nothing was posted. Give the video as a public https address, or ask the person you work for to connect Facebook again (square_connect_platform)."));
        }
    }

    private static void Check(CustomerFile file)
    {
        if (!file.MediaType.StartsWith("video/", StringComparison.OrdinalIgnoreCase) || file.Size == 0)
        {
            throw FacebookRules.Wrong(Argument, file.Size == 0 ? "The file is empty." : $"The file is {file.MediaType}, which is no video.");
        }
    }
}
