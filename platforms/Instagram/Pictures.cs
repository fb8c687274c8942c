using Step = Squaremcp.Platforms.StepResult<Squaremcp.Platforms.Instagram.MediaOnItsWay, Squaremcp.Platforms.Instagram.Published>;

namespace Squaremcp.Platforms.Instagram;

/// <summary>Publishing one picture, or several as an album: each picture's container first, then the album's, which names them.</summary>
internal static class Pictures
{
    /// <summary>Pictures are ready at once, or soon.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    internal static IReadOnlyList<PublishStep<InstagramAccount, CreatePost, MediaOnItsWay, Published>> Steps { get; } =
    [
        new("check", "asking what may still be published today", true, CheckAsync),
        new("prepare", "having Instagram fetch the pictures", true, PrepareAsync),
        new("wait", "having Instagram make the pictures ready", true, (instagram, _, at, _, ct) => Publishing.WaitAsync(instagram, at, Pause, 60, ct)),
        new("album", "putting the album together", true, AlbumAsync),
        Publishing.Settle<CreatePost>(Pause),
        Publishing.Publish<CreatePost>(),
        Publishing.Link<CreatePost>(),
    ];

    internal static async Task<Rehearsal> RehearseAsync(InstagramAccount instagram, CreatePost input, ToolContext context, CancellationToken cancellationToken)
    {
        instagram.Granted();
        InstagramRules.Check(input);
        var left = await instagram.MayPublishAsync(cancellationToken);
        var what = input.Images.Count == 1 ? "a picture" : $"an album of {input.Images.Count} pictures";
        return new($"Publish {what} as {instagram.Name}, for everybody to see.{(left is { } more ? $" Instagram takes {more} more from this account within 24 hours." : "")} Whether Instagram can fetch the pictures is known when it tries.");
    }

    private static async Task<Step> CheckAsync(InstagramAccount instagram, CreatePost input, MediaOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        instagram.Granted();
        InstagramRules.Check(input);
        await instagram.MayPublishAsync(cancellationToken);
        return new Step.Next(at, 5);
    }

    private static async Task<Step> PrepareAsync(InstagramAccount instagram, CreatePost input, MediaOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var fields = input.Images.Count == 1 ? InstagramRules.Single(input) : InstagramRules.Child(input.Images[at.Items.Count]);
        var made = at with { Items = [.. at.Items, (await instagram.ContainAsync(fields, cancellationToken)).Id("id")!] };
        var percent = 5 + (45 * made.Items.Count / input.Images.Count);
        return made.Items.Count == input.Images.Count ? new Step.Next(made, percent) : new Step.Again(made, percent);
    }

    private static async Task<Step> AlbumAsync(InstagramAccount instagram, CreatePost input, MediaOnItsWay at, ToolContext context, CancellationToken cancellationToken) => input.Images.Count == 1
        ? new Step.Next(at, 70)
        : new Step.Next(at with { Items = [(await instagram.ContainAsync(InstagramRules.Album(input, at.Items), cancellationToken)).Id("id")!], Ready = 0 }, 70);
}
