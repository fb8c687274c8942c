using Squaremcp.Platforms.Meta;
using Step = Squaremcp.Platforms.StepResult<Squaremcp.Platforms.Instagram.MediaOnItsWay, Squaremcp.Platforms.Instagram.Published>;

namespace Squaremcp.Platforms.Instagram;

/// <summary>
/// Publishing on Instagram (https://developers.facebook.com/docs/instagram-platform/content-publishing): containers are made, Instagram makes them ready, and only then is one published. Nobody sees a container,
/// so that each step but the publishing may be repeated. What pictures and reels have in common.
/// </summary>
internal static class Publishing
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromHours(1);

    internal static PublishStep<InstagramAccount, TIn, MediaOnItsWay, Published> Settle<TIn>(TimeSpan pause) => new(
        "settle", "having Instagram make it ready", true, (instagram, _, at, _, ct) => WaitAsync(instagram, at, pause, 90, ct));

    internal static PublishStep<InstagramAccount, TIn, MediaOnItsWay, Published> Publish<TIn>() => new("publish", "publishing it on Instagram", false, async (instagram, _, at, _, ct) =>
    {
        var made = await instagram.Api.WriteAsync($"{instagram.Id}/media_publish", GraphApi.Form([new("creation_id", at.Items[0])]), ct);
        return new Step.Next(at with { Media = made.Id("id") ?? throw new ToolException(instagram.Api.Unreadable) }, 95);
    });

    internal static PublishStep<InstagramAccount, TIn, MediaOnItsWay, Published> Link<TIn>() => new("link", "asking for its address", true, async (instagram, _, at, _, ct) =>
        new Step.Done(new(at.Media!, (await instagram.Api.ReadAsync($"{at.Media}?fields=permalink", ct)).Words("permalink"))));

    /// <summary>Looks at the next container that is not known to be ready.</summary>
    internal static async Task<Step> WaitAsync(InstagramAccount instagram, MediaOnItsWay at, TimeSpan pause, int percent, CancellationToken cancellationToken)
    {
        if (at.Ready >= at.Items.Count)
        {
            return new Step.Next(at, percent);
        }

        var container = await instagram.Api.ReadAsync($"{at.Items[at.Ready]}?fields=status_code,status", cancellationToken);
        return container.Words("status_code") switch
        {
            "FINISHED" => new Step.Again(at with { Ready = at.Ready + 1 }, percent),
            "ERROR" => throw new ToolException(InstagramErrors.OfStatus(container.Words("status"))),
            "EXPIRED" => throw new ToolException(InstagramErrors.Expired),
            _ => new Step.Later(at, pause, "Instagram to make it ready", percent),
        };
    }
}
