using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Squaremcp.Sandbox.Snapchat;

/// <summary>The Public Profile API: media with their keys, parts of what is encrypted, and stories and Spotlights of what can be decrypted.</summary>
internal static class SnPublishing
{
    private const int MostPart = 32 * 1024 * 1024;

    internal static Answer Create(SnWorld world, JsonElement body, DateTimeOffset now)
    {
        body.Members("", SnErrors.Invalid, ["type", "name", "key", "iv"]);
        _ = body.Text("name", SnErrors.Invalid);
        var (key, iv) = (Bytes(body, "key", 32), Bytes(body, "iv", 16));
        var media = world.Begin(body.Text("type", SnErrors.Invalid, "VIDEO", "IMAGE")!, key, iv, now);
        return SnErrors.Ok(new()
        {
            ["media_id"] = media.Id,
            ["add_path"] = $"/v1/public_profiles/{world.Profile}/media/{media.Id}/multipart-upload?step=add",
            ["finalize_path"] = $"/v1/public_profiles/{world.Profile}/media/{media.Id}/multipart-upload?step=finalize",
        });
    }

    internal static async Task<(IFormCollection Form, byte[]? File)> FormAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.ContentType != "multipart/form-data")
        {
            throw SnErrors.Invalid("The request must be multipart/form-data");
        }

        var form = await request.Context.Request.ReadFormAsync(new() { MultipartBodyLengthLimit = MostPart, BufferBody = true }, cancellationToken);
        if (form.Keys.Concat(form.Files.Select(file => file.Name)).FirstOrDefault(name => name is not ("action" or "part_number" or "file")) is { } unknown)
        {
            throw SnErrors.Invalid($"Unknown field {unknown}");
        }

        if (form.Files["file"] is not { } part)
        {
            return (form, null);
        }

        using var bytes = new MemoryStream();
        await part.CopyToAsync(bytes, cancellationToken);
        return (form, bytes.ToArray());
    }

    internal static Answer Upload(SnWorld world, string id, IFormCollection form, byte[]? file, DateTimeOffset now)
    {
        var media = world.Media.GetValueOrDefault(id) ?? throw SnErrors.NotFound;
        if (form["action"] == "FINALIZE" && file is null)
        {
            if (media.Parts.Count == 0 || !media.Parts.Keys.SequenceEqual(Enumerable.Range(1, media.Parts.Count)))
            {
                throw SnErrors.Invalid("Parts are missing");
            }

            media.FinishedAt ??= now;
            return SnErrors.Ok(new());
        }

        if (form["action"] != "ADD" || file is not { Length: > 0 } || !int.TryParse(form["part_number"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 35 || media.FinishedAt is not null)
        {
            throw SnErrors.Invalid("A part needs action ADD, a part_number from 1 to 35 and a file");
        }

        media.Parts[number] = file;
        return SnErrors.Ok(new());
    }

    internal static Answer Story(SnWorld world, JsonElement body, DateTimeOffset now)
    {
        body.Members("", SnErrors.Invalid, ["media_id"], "customized_ttl");
        _ = body.Text("customized_ttl", SnErrors.Invalid);
        Usable(world, body, now, "VIDEO", "IMAGE");
        return SnErrors.Ok(new() { ["story_id"] = Published(world) });
    }

    internal static Answer SavedStory(SnWorld world, JsonElement body, DateTimeOffset now)
    {
        body.Members("", SnErrors.Invalid, ["saved_stories"]);
        if (body.List("saved_stories", SnErrors.Invalid) is not [var story])
        {
            throw SnErrors.Invalid("saved_stories must have one item");
        }

        story.Members("/saved_stories/0", SnErrors.Invalid, ["title", "snap_sources"]);
        if (story.Text("title", SnErrors.Invalid)!.Length is 0 or > 45 || story.List("snap_sources", SnErrors.Invalid) is not [var source])
        {
            throw SnErrors.Invalid("A saved story has a title of 1 to 45 characters and a snap");
        }

        source.Members("/saved_stories/0/snap_sources/0", SnErrors.Invalid, ["media_id"]);
        Usable(world, source, now, "VIDEO", "IMAGE");
        return SnErrors.Ok(new() { ["saved_stories"] = new JsonArray(new JsonObject { ["sub_request_status"] = "success", ["saved_story"] = new JsonObject { ["id"] = Published(world) } }) });
    }

    internal static Answer Spotlight(SnWorld world, JsonElement body, DateTimeOffset now)
    {
        body.Members("", SnErrors.Invalid, ["media_id", "locale"], "description", "skip_save_to_profile");
        _ = (body.Text("locale", SnErrors.Invalid), body.Flag("skip_save_to_profile", SnErrors.Invalid));
        if (body.Text("description", SnErrors.Invalid)?.Length > 160)
        {
            throw SnErrors.Invalid("description is longer than 160");
        }

        Usable(world, body, now, "VIDEO");
        return SnErrors.Ok(new() { ["spotlight_id"] = Published(world) });
    }

    private static string Published(SnWorld world)
    {
        world.Published++;
        return world.Next();
    }

    /// <summary>Uploaded whole, processed, and what the key it was announced with opens.</summary>
    private static void Usable(SnWorld world, JsonElement owner, DateTimeOffset now, params string[] types)
    {
        var media = world.Media.GetValueOrDefault(owner.Text("media_id", SnErrors.Invalid) ?? "") ?? throw SnErrors.NotFound;
        if (now >= media.Ends)
        {
            throw new RefusedException(SnErrors.Of(400, "MEDIA_EXPIRED", "The media has expired"));
        }

        if (!media.IsProcessed(now))
        {
            throw new RefusedException(SnErrors.Of(400, "MEDIA_PROCESSING", "The media is still processing"));
        }

        if (!types.Contains(media.Type) || !Opens(media))
        {
            throw SnErrors.Invalid("The media cannot be used here");
        }
    }

    private static bool Opens(SnMedia media)
    {
        using var aes = Aes.Create();
        aes.Key = media.Key;
        try
        {
            var plain = aes.DecryptCbc(media.Parts.Values.SelectMany(part => part).ToArray(), media.Iv, PaddingMode.PKCS7);
            return media.Type == "IMAGE" || plain.AsSpan(0, Math.Min(16, plain.Length)).IndexOf("ftyp"u8) == 4;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] Bytes(JsonElement body, string name, int length) =>
        body.GetProperty(name) is { ValueKind: JsonValueKind.String } text && text.TryGetBytesFromBase64(out var bytes) && bytes.Length == length ? bytes : throw SnErrors.Invalid($"{name} must be {length} bytes in base64");
}
