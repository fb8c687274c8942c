using Step = Squaremcp.Platforms.StepResult<Squaremcp.Platforms.Instagram.MediaOnItsWay, Squaremcp.Platforms.Instagram.Published>;

namespace Squaremcp.Platforms.Instagram;

/// <summary>Publishing a reel: Instagram fetches the video, or is sent its bytes.</summary>
internal static class Reels
{
    private const string Argument = "video";

    /// <summary>Meta asks for about one look a minute, for five minutes; two a minute are taken.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    internal static IReadOnlyList<PublishStep<InstagramAccount, CreateReel, MediaOnItsWay, Published>> Steps { get; } =
    [
        new("check", "looking at the video", true, CheckAsync),
        new("prepare", "announcing the video to Instagram", true, PrepareAsync),
        new("upload", "uploading the video to Instagram", true, UploadAsync),
        Publishing.Settle<CreateReel>(Pause),
        Publishing.Publish<CreateReel>(),
        Publishing.Link<CreateReel>(),
    ];

    internal static async Task<Rehearsal> RehearseAsync(InstagramAccount instagram, CreateReel input, ToolContext context, CancellationToken cancellationToken)
    {
        await TakeAsync(instagram, input, context, cancellationToken);
        var left = await instagram.MayPublishAsync(cancellationToken);
        return new($"Publish a reel as {instagram.Name}, for everybody to see.{(left is { } more ? $" Instagram takes {more} more from this account within 24 hours." : "")}");
    }

    private static async Task<Step> CheckAsync(InstagramAccount instagram, CreateReel input, MediaOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var file = await TakeAsync(instagram, input, context, cancellationToken);
        await instagram.MayPublishAsync(cancellationToken);
        return new Step.Next(at with { File = file }, 5);
    }

    private static async Task<Step> PrepareAsync(InstagramAccount instagram, CreateReel input, MediaOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var made = await instagram.ContainAsync(InstagramRules.Reel(input, at.File is null ? input.Video : null), cancellationToken);
        return at.File is not null && made.Words("uri") is null
            ? throw new ToolException(InstagramErrors.All.Garbled)
            : new Step.Next(at with { Items = [made.Id("id")!], UploadTo = at.File is null ? null : made.Words("uri") }, 10);
    }

    private static async Task<Step> UploadAsync(InstagramAccount instagram, CreateReel input, MediaOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        if (at is { File: { } file, UploadTo: { } address })
        {
            await instagram.UploadAsync(address, await instagram.Files.FindAsync(Argument, file, context, cancellationToken), cancellationToken);
        }

        return new Step.Next(at, 70);
    }

    /// <returns>The file's id; null where Instagram fetches the video itself.</returns>
    private static async Task<string?> TakeAsync(InstagramAccount instagram, CreateReel input, ToolContext context, CancellationToken cancellationToken)
    {
        instagram.Granted();
        InstagramRules.Check(input);
        if (!instagram.Files.Check(Argument, input.Video))
        {
            return null;
        }

        var file = await instagram.Files.FindAsync(Argument, input.Video, context, cancellationToken);
        await InstagramRules.CheckAsync(file, cancellationToken);
        return file.Id;
    }
}
