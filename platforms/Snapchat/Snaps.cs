using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Step = Squaremcp.Platforms.StepResult<Squaremcp.Platforms.Snapchat.SnapOnItsWay, Squaremcp.Platforms.Snapchat.CreatedSnap>;

namespace Squaremcp.Platforms.Snapchat;

/// <summary>Publishing on a public profile: the file is encrypted, announced with its key, added in parts, finalized, and only then put into a story or Spotlight. Until then nobody sees anything, so that each step but the last may be repeated.</summary>
internal static class Snaps
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromHours(1);

    private const string Argument = "media", Scope = "snapchat-profile-api";
    private const long MostBytes = 1024L * 1024 * 1024;
    private const int MostTries = 12;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10), Shortest = TimeSpan.FromSeconds(5), Longest = TimeSpan.FromSeconds(60);
    private static readonly string[] Pictures = ["image/jpeg", "image/png"];

    internal static IReadOnlyList<PublishStep<SnAccount, CreateSnap, SnapOnItsWay, CreatedSnap>> Steps { get; } =
    [
        new("take", "taking the file", true, TakeAsync),
        new("profile", "asking Snapchat for the public profile", true, ProfileAsync),
        new("create", "announcing the file to Snapchat", true, CreateAsync),
        new("add", "uploading to Snapchat", true, AddAsync),
        new("finalize", "ending the upload to Snapchat", true, FinalizeAsync),
        new("post", "publishing on Snapchat", false, PostAsync),
    ];

    internal static async Task<Rehearsal> RehearseAsync(SnAccount snapchat, CreateSnap input, ToolContext context, CancellationToken cancellationToken)
    {
        Rules(snapchat, input);
        if (snapchat.Files.Check(Argument, input.Media))
        {
            await CheckAsync(input, await snapchat.Files.FindAsync(Argument, input.Media, context, cancellationToken), cancellationToken);
        }

        var (_, name) = await FindProfileAsync(snapchat, cancellationToken);
        return new($"Publish the file as a {Kind(input).Replace('_', ' ')} on the public profile {name}.", Kind(input) == "spotlight" ? ["Snapchat looks a Spotlight over before people find it, and may refuse it then."] : null);
    }

    private static async Task<Step> TakeAsync(SnAccount snapchat, CreateSnap input, SnapOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        Rules(snapchat, input);
        var file = await snapchat.Files.TakeAsync(Argument, input.Media, context, cancellationToken);
        await CheckAsync(input, file, cancellationToken);
        return new Step.Next(at with { File = file.Id }, 5);
    }

    private static async Task<Step> ProfileAsync(SnAccount snapchat, CreateSnap input, SnapOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var (id, name) = await FindProfileAsync(snapchat, cancellationToken);

        // Made here, so that a repeat of the next step tells the same ones.
        return new Step.Next(at with { ProfileId = id, ProfileName = name, Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), Iv = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)) }, 8);
    }

    private static async Task<Step> CreateAsync(SnAccount snapchat, CreateSnap input, SnapOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var file = await FileAsync(snapchat, at, context, cancellationToken);
        var body = new JsonObject { ["type"] = Pictures.Contains(file.MediaType) ? "IMAGE" : "VIDEO", ["name"] = $"square-{context.CallId}", ["key"] = at.Key, ["iv"] = at.Iv };
        var made = await snapchat.Api.UploadAsync($"v1/public_profiles/{at.ProfileId}/media", SnApi.Json(body).ToContent, cancellationToken);
        return made.Id("media_id") is { } media && Relative(made.Words("add_path")) is { } add && Relative(made.Words("finalize_path")) is { } end
            ? new Step.Next(at with { Media = media, AddPath = add, FinalizePath = end, Chain = at.Iv }, 10)
            : throw new ToolException(SnErrors.Garbled);
    }

    private static async Task<Step> AddAsync(SnAccount snapchat, CreateSnap input, SnapOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var file = await FileAsync(snapchat, at, context, cancellationToken);
        var (size, count) = (SealedParts.SizeOf(file.Size), SealedParts.CountOf(file.Size));
        var isLast = at.Parts == count - 1;
        var part = SealedParts.Of(Convert.FromBase64String(at.Key!), Convert.FromBase64String(at.Chain!), (await file.ReadAsync(at.Parts * size, (int)size, cancellationToken)).Span, isLast);
        await snapchat.Api.UploadAsync(at.AddPath!, () => SnApi.Form("ADD", at.Parts + 1, part), cancellationToken);
        var next = at with { Parts = at.Parts + 1, Chain = Convert.ToBase64String(SealedParts.ChainOf(part)) };
        return isLast ? new Step.Next(next, 75) : new Step.Again(next, 10 + (65 * next.Parts / count));
    }

    private static async Task<Step> FinalizeAsync(SnAccount snapchat, CreateSnap input, SnapOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        await snapchat.Api.UploadAsync(at.FinalizePath!, () => SnApi.Form("FINALIZE"), cancellationToken);
        return new Step.Next(at, 80);
    }

    /// <summary>Snapchat refuses while it is still at work on the upload, and says so: then nothing was published, and it is asked again.</summary>
    private static async Task<Step> PostAsync(SnAccount snapchat, CreateSnap input, SnapOnItsWay at, ToolContext context, CancellationToken cancellationToken)
    {
        var kind = Kind(input);
        var (resource, body) = kind switch
        {
            "saved_story" => ("saved_stories", new JsonObject { ["saved_stories"] = new JsonArray(new JsonObject { ["title"] = input.Title, ["snap_sources"] = new JsonArray(new JsonObject { ["media_id"] = at.Media }) }) }),
            "spotlight" => ("spotlights", Spotlight(input, at.Media!)),
            _ => ("stories", new JsonObject { ["media_id"] = at.Media }),
        };
        if (await snapchat.Api.PublishAsync($"v1/public_profiles/{at.ProfileId}/{resource}", body, cancellationToken) is { } made)
        {
            return new Step.Done(new(Id(made, kind, resource) ?? at.Media!, kind, at.ProfileName, kind == "spotlight"));
        }

        return at.Tries < MostTries
            ? new Step.Later(at with { Tries = at.Tries + 1 }, Pause, "Snapchat to process the file", Math.Min(98, 82 + at.Tries))
            : throw new ToolException(new(ToolErrorKind.Refused, "Snapchat did not get the file processed in two minutes. Nothing was published; the call can be made again."));
    }

    private static JsonObject Spotlight(CreateSnap input, string media)
    {
        var body = new JsonObject { ["media_id"] = media, ["locale"] = input.Locale ?? "en_US", ["skip_save_to_profile"] = input.SkipSaveToProfile };
        if (input.Description is { } description)
        {
            body["description"] = description;
        }

        return body;
    }

    /// <summary>Where Snapchat writes it: by itself, in an object, or in a list of one.</summary>
    private static string? Id(JsonElement made, string kind, string resource)
    {
        var item = made.Each(resource).FirstOrDefault();
        return made.Id($"{kind}_id") ?? made.Inside(kind).Id("id") ?? item.Id($"{kind}_id", "id") ?? item.Inside(kind).Id("id");
    }

    private static async Task<(string Id, string? Name)> FindProfileAsync(SnAccount snapchat, CancellationToken cancellationToken)
    {
        var said = await snapchat.Api.ReadProfileAsync("v1/public_profiles/my_profile", cancellationToken);
        var profile = said.Inside("public_profile") is { ValueKind: JsonValueKind.Object } own ? own : said.Each("public_profiles").FirstOrDefault().Inside("public_profile");
        return profile.Id("id") is { Length: > 0 and < 100 } id && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            ? (id, profile.Words("display_name", "snap_user_name"))
            : throw new ToolException(new(ToolErrorKind.NotFound, "The account has no public profile on Snapchat, and there is no way to publish on any other. The person can make one in Snapchat."));
    }

    /// <summary>Without its slash, for it goes below the API's own host; null where it would go elsewhere.</summary>
    private static string? Relative(string? path) =>
        path is ['/', not '/', ..] && path.Length < 2_000 && !path.Contains("..", StringComparison.Ordinal) && !path.Contains('\\') && !path.Contains(':') ? path[1..] : null;

    private static string Kind(CreateSnap input) => input.Kind ?? "story";

    private static async Task CheckAsync(CreateSnap input, CustomerFile file, CancellationToken cancellationToken)
    {
        var isPicture = Pictures.Contains(file.MediaType, StringComparer.OrdinalIgnoreCase);
        if (!isPicture && file.MediaType != "video/mp4")
        {
            throw Wrong(Argument, $"The file is {file.MediaType}; Snapchat takes {string.Join(", ", Pictures)}, video/mp4.");
        }

        if (isPicture && Kind(input) == "spotlight")
        {
            throw Wrong(Argument, "A Spotlight is a video: Snapchat takes no pictures there.");
        }

        if (file.Size is 0 or > MostBytes)
        {
            throw Wrong(Argument, $"The file has {file.Size.ToString(CultureInfo.InvariantCulture)} bytes; Snapchat takes 1 to {MostBytes.ToString(CultureInfo.InvariantCulture)} (1 GB).");
        }

        if (!isPicture && await MovieLength.OfAsync(file, cancellationToken) is { } length && (length < Shortest || length > Longest))
        {
            throw Wrong(Argument, string.Create(CultureInfo.InvariantCulture, $"The video plays {length.TotalSeconds:0.#} seconds; Snapchat takes {Shortest.TotalSeconds} to {Longest.TotalSeconds}."));
        }
    }

    private static void Rules(SnAccount snapchat, CreateSnap input)
    {
        snapchat.Granted(Scope);
        if ((input.Title is not null) != (Kind(input) == "saved_story"))
        {
            throw Wrong("title", "`title` belongs to a saved_story, and a saved_story needs one.");
        }

        if (Kind(input) != "spotlight" && (input.Description is not null || input.Locale is not null || input.SkipSaveToProfile))
        {
            throw Wrong("kind", "`description`, `locale` and `skip_save_to_profile` belong to a spotlight: leave them out, or give `kind` as spotlight.");
        }

        if (input.Locale is { } locale && !(char.IsAsciiLetterLower(locale[0]) && char.IsAsciiLetterLower(locale[1]) && locale[2] == '_' && char.IsAsciiLetterUpper(locale[3]) && char.IsAsciiLetterUpper(locale[4])))
        {
            throw Wrong("locale", "`locale` must be a language and a country, for example en_US.");
        }
    }

    private static Task<CustomerFile> FileAsync(SnAccount snapchat, SnapOnItsWay at, ToolContext context, CancellationToken cancellationToken) => snapchat.Files.FindAsync(Argument, at.File!, context, cancellationToken);

    private static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });
}
