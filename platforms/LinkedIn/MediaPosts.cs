using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Step = Squaremcp.Platforms.StepResult<Squaremcp.Platforms.LinkedIn.MediaOnItsWay, Squaremcp.Platforms.LinkedIn.CreatedPost>;

namespace Squaremcp.Platforms.LinkedIn;

/// <summary>
/// Publishing files on LinkedIn: each is announced, sent in the parts that LinkedIn names, and processed; only then comes the post that shows them. Until then nobody sees anything, so that each step but the last may be repeated.
/// </summary>
internal static class MediaPosts
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromHours(1);

    /// <summary>Between looks at what LinkedIn processes; it names no time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>How long a video is given where LinkedIn does not let the app look.</summary>
    private static readonly TimeSpan Blind = TimeSpan.FromSeconds(30);

    internal static IReadOnlyList<PublishStep<LiAccount, TIn, MediaOnItsWay, CreatedPost>> Steps<TIn>()
        where TIn : class, IMediaPost =>
    [
        new("take", "taking the files", true, TakeAsync),
        new("upload", "uploading to LinkedIn", true, UploadAsync),
        new("finalize", "ending the upload to LinkedIn", true, FinalizeAsync),
        new("status", "having LinkedIn process it", true, StatusAsync),
        new("post", "posting on LinkedIn", false, PostAsync),
    ];

    internal static async Task<Rehearsal> RehearseAsync(LiAccount li, IMediaPost input, ToolContext context, CancellationToken cancellationToken)
    {
        Rules(li, input);
        foreach (var given in input.Given)
        {
            if (li.Files.Check(input.Kind.Argument, given))
            {
                await input.Kind.CheckAsync(await li.Files.FindAsync(input.Kind.Argument, given, context, cancellationToken), cancellationToken);
            }
        }

        var rehearsed = await li.RehearseAsync(input.Post);
        return rehearsed with { Would = $"Upload {input.Given.Count.ToString(CultureInfo.InvariantCulture)} {input.Kind.Name}{(input.Given.Count == 1 ? "" : "s")}. {rehearsed.Would}" };
    }

    private static async Task<Step> TakeAsync(LiAccount li, IMediaPost input, MediaOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        Rules(li, input);
        var file = await li.Files.TakeAsync(input.Kind.Argument, input.Given[at.Files.Count], context, cancellationToken);
        await input.Kind.CheckAsync(file, cancellationToken);
        var next = at with { Files = [.. at.Files, file.Id] };
        return next.Files.Count == input.Given.Count ? new Step.Next(next, 5) : new Step.Again(next, 3);
    }

    /// <summary>Announces a file, or sends the next part of the one that is announced.</summary>
    private static async Task<Step> UploadAsync(LiAccount li, IMediaPost input, MediaOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        if (at.Parts is not { } parts)
        {
            return new Step.Again(await AnnounceAsync(li, input.Kind, at, await FileAsync(li, input, at.Files[at.Urns.Count], context, cancellationToken), cancellationToken), 5);
        }

        var (file, part) = (await FileAsync(li, input, at.Files[at.Urns.Count - 1], context, cancellationToken), parts.Rest[0]);
        var receipt = await li.Api.PutAsync(parts.Beginning + part.Address, () => Body(file, part), cancellationToken);
        var left = parts.Rest.Skip(1).ToList();
        var next = at with { Receipts = receipt is null ? at.Receipts : [.. at.Receipts, receipt], Parts = left.Count == 0 ? null : parts with { Rest = left } };
        var percent = 8 + (int)(62 * (at.Urns.Count - 1 + ((part.Last + 1) / (double)file.Size)) / at.Files.Count);
        return left.Count == 0 && at.Urns.Count == at.Files.Count ? new Step.Next(next, 70) : new Step.Again(next, Math.Min(percent, 70));
    }

    private static async Task<Step> FinalizeAsync(LiAccount li, IMediaPost input, MediaOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        if (input.Kind == MediaKind.Video)
        {
            await li.Api.RepeatAsync("rest/videos?action=finalizeUpload", new()
            {
                ["finalizeUploadRequest"] = new JsonObject { ["video"] = at.Urns[0], ["uploadToken"] = at.Token, ["uploadedPartIds"] = new JsonArray([.. at.Receipts.Select(receipt => JsonValue.Create(receipt))]) },
            }, cancellationToken);
        }

        return new Step.Next(at with { Receipts = [] }, 72);
    }

    private static async Task<Step> StatusAsync(LiAccount li, IMediaPost input, MediaOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        JsonElement media;
        try
        {
            media = await li.Api.ReadAsync("get", $"rest/{input.Kind.Resource}/{Uri.EscapeDataString(at.Urns[at.Ready])}", cancellationToken);
        }
        catch (ToolException refused) when (refused.Error.Kind == ToolErrorKind.NotPermittedByPlatform)
        {
            // Some apps may upload and not look.
            return at.HasWaited ? new Step.Next(at, 95) : new Step.Later(at with { HasWaited = true }, input.Kind == MediaKind.Video ? Blind : Pause, "LinkedIn to process it", 80);
        }

        return media.Words("status") switch
        {
            "AVAILABLE" when at.Ready + 1 == at.Urns.Count => new Step.Next(at, 95),
            "AVAILABLE" => new Step.Again(at with { Ready = at.Ready + 1 }, 80),
            "PROCESSING_FAILED" => throw new ToolException(new(ToolErrorKind.InvalidArgument, $"LinkedIn could not process the {input.Kind.Name}: {media.Words("processingFailureReason") ?? "no reason given"}. Nothing was posted.") { Argument = input.Kind.Argument }),
            _ => new Step.Later(at, Pause, "LinkedIn to process it", 80),
        };
    }

    private static async Task<Step> PostAsync(LiAccount li, IMediaPost input, MediaOnItsWay at, ToolContext context, CancellationToken cancellationToken) =>
        new Step.Done(await li.PublishAsync(PostRules.Body(li.Author, input.Post, input.Content(at.Urns)), cancellationToken));

    private static async Task<MediaOnItsWay> AnnounceAsync(LiAccount li, MediaKind kind, MediaOnItsWay at, CustomerFile file, CancellationToken cancellationToken)
    {
        var announced = new JsonObject { ["owner"] = li.Author };
        if (kind == MediaKind.Video)
        {
            (announced["fileSizeBytes"], announced["uploadCaptions"], announced["uploadThumbnail"]) = (file.Size, false, false);
        }

        var answer = await li.Api.RepeatAsync($"rest/{kind.Resource}?action=initializeUpload", new() { ["initializeUploadRequest"] = announced }, cancellationToken);
        var value = (LooseJson.Parse(answer.Body) ?? default).Inside("value");
        var parts = value.Words("uploadUrl") is { } whole
            ? [new(whole, 0, file.Size - 1)]
            : value.Each("uploadInstructions").Select(part => new UploadPart(part.Words("uploadUrl") ?? "", part.Count("firstByte") ?? -1, part.Count("lastByte") ?? -1)).ToList();
        return value.Words(kind.Name) is { } urn && urn.StartsWith($"urn:li:{kind.Name}:", StringComparison.Ordinal) && Covers(parts, file.Size) && parts.TrueForAll(part => li.Api.Gave(part.Address))
            ? at with { Urns = [.. at.Urns, urn], Parts = UploadParts.Of(parts), Token = value.Words("uploadToken") ?? "" }
            : throw new ToolException(LiErrors.Garbled);
    }

    /// <summary>All of the file, in order, once.</summary>
    private static bool Covers(List<UploadPart> parts, long size)
    {
        var next = 0L;
        foreach (var part in parts)
        {
            if (part.First != next || part.Last < part.First)
            {
                return false;
            }

            next = part.Last + 1;
        }

        return next == size;
    }

    private static FileContent Body(CustomerFile file, UploadPart part) => new(file, part.First, part.Last - part.First + 1) { Headers = { ContentType = new("application/octet-stream") } };

    private static Task<CustomerFile> FileAsync(LiAccount li, IMediaPost input, string file, ToolContext context, CancellationToken cancellationToken) => li.Files.FindAsync(input.Kind.Argument, file, context, cancellationToken);

    private static void Rules(LiAccount li, IMediaPost input)
    {
        li.Granted("w_member_social");
        PostRules.Check(input);
        _ = PostRules.Body(li.Author, input.Post);
    }
}
