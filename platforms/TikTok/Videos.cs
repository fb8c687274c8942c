using System.Globalization;
using Step = Squaremcp.Platforms.StepResult<Squaremcp.Platforms.TikTok.VideoOnItsWay, Squaremcp.Platforms.TikTok.CreatedVideo>;

namespace Squaremcp.Platforms.TikTok;

/// <summary>
/// Publishing a video on TikTok: what the account allows now, the beginning of the publish, the parts, and how TikTok gets on with it. The last part is what publishes: TikTok goes on by itself from there. A publish without all its
/// parts comes to nothing, and a part that comes twice does not publish twice.
/// </summary>
internal static class Videos
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromHours(2);

    private const string Argument = "video";
    private const int MostBeginnings = 3;

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(5), LaterLook = TimeSpan.FromSeconds(20), Breath = TimeSpan.FromSeconds(30);

    internal static IReadOnlyList<PublishStep<TtAccount, CreateVideo, VideoOnItsWay, CreatedVideo>> Steps { get; } =
    [
        new("take", "taking the video", true, TakeAsync),
        new("allow", "asking TikTok what the account allows", true, AllowAsync),
        new("initialize", "announcing the video to TikTok", true, InitializeAsync),
        new("append", "uploading the video to TikTok", true, AppendAsync),
        new("finish", "uploading the end of the video to TikTok", false, FinishAsync),
        new("status", "having TikTok process the video", true, StatusAsync),
    ];

    internal static async Task<Rehearsal> RehearseAsync(TtAccount tiktok, CreateVideo input, ToolContext context, CancellationToken cancellationToken)
    {
        Rules(tiktok, input);
        var file = tiktok.Files.Check(Argument, input.Video) ? await tiktok.Files.FindAsync(Argument, input.Video, context, cancellationToken) : null;
        if (file is not null)
        {
            await VideoRules.CheckAsync(file, null, cancellationToken);
        }

        if (input.AsDraft)
        {
            return new($"Put the video into the TikTok inbox of {tiktok.Name}, for the person to finish and publish.");
        }

        var creator = await tiktok.CreatorAsync(cancellationToken);
        VideoRules.Check(input, creator);
        if (file is not null)
        {
            await VideoRules.CheckAsync(file, creator.MaxVideoSeconds, cancellationToken);
        }

        return new(
            $"Publish the video as {creator.Username} with {(input.Title?.Length ?? 0).ToString(CultureInfo.InvariantCulture)} of 2200 characters of caption; {input.PrivacyLevel}.",
            input.PrivacyLevel == "SELF_ONLY" ? null : ["Until TikTok has audited this installation's app it publishes with SELF_ONLY alone; whether it has is known when it is published."]);
    }

    private static async Task<Step> TakeAsync(TtAccount tiktok, CreateVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        Rules(tiktok, input);
        var file = await tiktok.Files.TakeAsync(Argument, input.Video, context, cancellationToken);
        await VideoRules.CheckAsync(file, null, cancellationToken);
        return new Step.Next(at with { File = file.Id }, 5);
    }

    /// <summary>TikTok wants to be asked before every publish.</summary>
    private static async Task<Step> AllowAsync(TtAccount tiktok, CreateVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        if (input.AsDraft)
        {
            return new Step.Next(at, 8);
        }

        var creator = await tiktok.CreatorAsync(cancellationToken);
        VideoRules.Check(input, creator);
        await VideoRules.CheckAsync(await FileAsync(tiktok, at, context, cancellationToken), creator.MaxVideoSeconds, cancellationToken);
        return new Step.Next(at with { Username = creator.Username }, 8);
    }

    private static async Task<Step> InitializeAsync(TtAccount tiktok, CreateVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var file = await FileAsync(tiktok, at, context, cancellationToken);
        try
        {
            var begun = await tiktok.Api.PostAsync(input.AsDraft ? TtPaths.Draft : TtPaths.Direct, VideoRules.Body(input, file.Size), cancellationToken);
            return begun.Words("publish_id") is { Length: > 0 } id && begun.Words("upload_url") is { } address && tiktok.Api.Gave(address)
                ? new Step.Next(at with { PublishId = id, Address = address, Tries = 0 }, 10)
                : throw new ToolException(TtErrors.Garbled);
        }
        catch (ToolException failed) when (failed.Error.Kind == ToolErrorKind.PlatformUnavailable)
        {
            // Each beginning may count among the few that wait.
            return at.Tries + 1 < MostBeginnings
                ? new Step.Later(at with { Tries = at.Tries + 1 }, Breath, "TikTok to take the announcement", 8)
                : throw new ToolException(new(ToolErrorKind.Refused, $"TikTok failed {MostBeginnings} times to begin. Try again later."));
        }
    }

    /// <summary>All parts but the last.</summary>
    private static async Task<Step> AppendAsync(TtAccount tiktok, CreateVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var file = await FileAsync(tiktok, at, context, cancellationToken);
        var last = VideoPart.CountOf(file.Size) - 1;
        if (at.Parts >= last)
        {
            return new Step.Next(at, 70);
        }

        var parts = await tiktok.Api.PutAsync(at.Address!, file, VideoPart.Of(file.Size, at.Parts), cancellationToken) == PartAnswer.OutOfStep
            ? (int)Math.Min(last, ((await tiktok.StatusAsync(at.PublishId!, cancellationToken)).UploadedBytes ?? 0) / VideoPart.Size)
            : at.Parts + 1;
        return new Step.Again(at with { Parts = parts }, 10 + (60 * parts / (last + 1)));
    }

    /// <summary>Where its answer is lost, the status tells whether it came.</summary>
    private static async Task<Step> FinishAsync(TtAccount tiktok, CreateVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var file = await FileAsync(tiktok, at, context, cancellationToken);
        try
        {
            await tiktok.Api.PutAsync(at.Address!, file, VideoPart.Of(file.Size, at.Parts), cancellationToken);
        }
        catch (ToolException lost) when (lost.Error.Kind == ToolErrorKind.PlatformUnavailable)
        {
            return new Step.Next(at with { Tries = 0 }, 75);
        }

        return new Step.Next(at with { Tries = 0 }, 75);
    }

    private static async Task<Step> StatusAsync(TtAccount tiktok, CreateVideo input, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        if (at.Tries == 0)
        {
            return new Step.Later(at with { Tries = 1 }, FirstLook, "TikTok to process the video", 80);
        }

        var status = await tiktok.StatusAsync(at.PublishId!, cancellationToken);
        switch (status.Status)
        {
            case "FAILED":
                throw new ToolException(TtErrors.Failed(status.FailReason));
            case "PUBLISH_COMPLETE" or "SEND_TO_USER_INBOX":
                var post = status.PostIds?[0];
                return new Step.Done(new(at.PublishId!, status.Status, post, post is not null && at.Username is { } name ? $"https://www.tiktok.com/{name}/video/{post}" : null));
            case "PROCESSING_UPLOAD" when status.UploadedBytes is { } has && await FileAsync(tiktok, at, context, cancellationToken) is var file && has < file.Size:
                await tiktok.Api.PutAsync(at.Address!, file, VideoPart.Of(file.Size, at.Parts), cancellationToken);
                break;
        }

        return new Step.Later(at with { Tries = at.Tries + 1 }, at.Tries < 6 ? FirstLook : LaterLook, "TikTok to process the video", Math.Min(98, 80 + at.Tries));
    }

    private static Task<CustomerFile> FileAsync(TtAccount tiktok, VideoOnItsWay at, ToolContext context, CancellationToken cancellationToken) => tiktok.Files.FindAsync(Argument, at.File!, context, cancellationToken);

    private static void Rules(TtAccount tiktok, CreateVideo input)
    {
        tiktok.Granted(input.AsDraft ? "video.upload" : "video.publish");
        VideoRules.Check(input);
    }
}
