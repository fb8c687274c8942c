using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms.LinkedIn;

/// <summary>A post with files that are uploaded first.</summary>
internal interface IMediaPost
{
    MediaKind Kind { get; }

    IReadOnlyList<string> Given { get; }

    /// <summary>What is posted, once its files are LinkedIn's.</summary>
    CreatePost Post { get; }

    /// <param name="urns">LinkedIn's names of the files, in the order of <see cref="Given"/>.</param>
    JsonObject Content(IReadOnlyList<string> urns);
}

internal sealed record UploadVideo(
    [property: Description("The video: the id of a file of this gateway (POST /api/v1/files), or a public https address. MP4, 75 KB to 500 MB, 3 seconds to 30 minutes."), StringLength(2048, MinimumLength = 5), Example("fil_01jc2m9v0h6c1w8s3f5k7q9x2z")] string Video,
    [property: Description("The post: plain text, 3,000 characters at most. #words become hashtags; mentions and formatting are not made."), StringLength(3_000, MinimumLength = 1), Example("The new timetable is out. #harbour")] string Text,
    [property: Description("The video's title."), StringLength(400, MinimumLength = 1), Example("A morning at the harbour")] string? Title = null,
    [property: Description("Who sees it: everybody (PUBLIC, when left out), the account's connections (CONNECTIONS), or whoever is signed in (LOGGED_IN)."), AllowedValues("PUBLIC", "CONNECTIONS", "LOGGED_IN"), Example("PUBLIC")] string? Visibility = null) : IMediaPost
{
    MediaKind IMediaPost.Kind => MediaKind.Video;

    IReadOnlyList<string> IMediaPost.Given => [Video];

    CreatePost IMediaPost.Post => new(Text, Visibility);

    JsonObject IMediaPost.Content(IReadOnlyList<string> urns) => MediaKind.One(urns[0], Title, null);
}

internal sealed record UploadImages(
    [property: Description("The pictures, 1 to 20: ids of files of this gateway (POST /api/v1/files), or public https addresses. JPEG, PNG or GIF."), Example("fil_01jc2m9v0h6c1w8s3f5k7q9x2z")] IReadOnlyList<string> Images,
    [property: Description("The post: plain text, 3,000 characters at most. #words become hashtags; mentions and formatting are not made."), StringLength(3_000, MinimumLength = 1), Example("The new timetable is out. #harbour")] string Text,
    [property: Description("What each picture shows, for people who do not see it; as many as there are images, in the same order."), Example("A ferry at the pier")] IReadOnlyList<string>? AltTexts = null,
    [property: Description("Who sees it: everybody (PUBLIC, when left out), the account's connections (CONNECTIONS), or whoever is signed in (LOGGED_IN)."), AllowedValues("PUBLIC", "CONNECTIONS", "LOGGED_IN"), Example("PUBLIC")] string? Visibility = null) : IMediaPost
{
    MediaKind IMediaPost.Kind => MediaKind.Image;

    IReadOnlyList<string> IMediaPost.Given => Images;

    CreatePost IMediaPost.Post => new(Text, Visibility);

    JsonObject IMediaPost.Content(IReadOnlyList<string> urns) => urns.Count == 1
        ? MediaKind.One(urns[0], null, AltTexts?[0])
        : new() { ["multiImage"] = new JsonObject { ["images"] = new JsonArray([.. urns.Select((urn, at) => MediaKind.Named(urn, null, AltTexts?[at]))]) } };
}

internal sealed record UploadDocument(
    [property: Description("The document: the id of a file of this gateway (POST /api/v1/files), or a public https address. PDF, Word or PowerPoint, 100 MB and 300 pages at most."), StringLength(2048, MinimumLength = 5), Example("fil_01jc2m9v0h6c1w8s3f5k7q9x2z")] string Document,
    [property: Description("The document's title, which people see above it."), StringLength(400, MinimumLength = 1), Example("Winter timetable")] string Title,
    [property: Description("The post: plain text, 3,000 characters at most. #words become hashtags; mentions and formatting are not made."), StringLength(3_000, MinimumLength = 1), Example("The new timetable is out. #harbour")] string Text,
    [property: Description("Who sees it: everybody (PUBLIC, when left out), the account's connections (CONNECTIONS), or whoever is signed in (LOGGED_IN)."), AllowedValues("PUBLIC", "CONNECTIONS", "LOGGED_IN"), Example("PUBLIC")] string? Visibility = null) : IMediaPost
{
    MediaKind IMediaPost.Kind => MediaKind.Document;

    IReadOnlyList<string> IMediaPost.Given => [Document];

    CreatePost IMediaPost.Post => new(Text, Visibility);

    JsonObject IMediaPost.Content(IReadOnlyList<string> urns) => MediaKind.One(urns[0], Title, null);
}

/// <summary>What one step of publishing files hands to the next.</summary>
internal sealed record MediaOnItsWay
{
    /// <summary>The customer's files, in their order.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>LinkedIn's names of those that are uploaded, in the same order; the last may be on its way.</summary>
    public IReadOnlyList<string> Urns { get; init; } = [];

    /// <summary>Where the rest of the file goes that is on its way; null between files.</summary>
    public UploadParts? Parts { get; init; }

    /// <summary>LinkedIn's receipts for the parts it has.</summary>
    public IReadOnlyList<string> Receipts { get; init; } = [];

    /// <summary>To be given back at the end, even when it is empty.</summary>
    public string Token { get; init; } = "";

    /// <summary>How many of the files LinkedIn has said are ready.</summary>
    public int Ready { get; init; }

    /// <summary>True once was waited for what LinkedIn does not let this app look at.</summary>
    public bool HasWaited { get; init; }
}

/// <summary>The parts that are still to be sent. The addresses of a long video differ in little, so what all begin with stands here once.</summary>
internal sealed record UploadParts(string Beginning, IReadOnlyList<UploadPart> Rest)
{
    internal static UploadParts Of(IReadOnlyList<UploadPart> parts)
    {
        var length = parts.Min(part => part.Address.Length);
        for (var at = 0; at < length; at++)
        {
            if (parts.Any(part => part.Address[at] != parts[0].Address[at]))
            {
                length = at;
            }
        }

        return new(parts[0].Address[..length], [.. parts.Select(part => part with { Address = part.Address[length..] })]);
    }
}

/// <param name="First">The first byte, and <paramref name="Last"/> the last, that belongs to it.</param>
internal sealed record UploadPart(string Address, long First, long Last);
