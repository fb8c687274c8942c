using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Squaremcp.Sandbox.X;

/// <summary>Uploads in pieces: initialize, append, finalize, and asking how the processing goes.</summary>
internal static class XMedia
{
    private const int MostPiece = 5 * 1024 * 1024, MostBody = MostPiece + (64 * 1024);
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private static readonly Dictionary<string, (string[] Types, long Most)> Categories = new()
    {
        ["tweet_image"] = (["image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff", "image/pjpeg"], 5 * 1024 * 1024),
        ["tweet_gif"] = (["image/gif"], 15 * 1024 * 1024),
        ["tweet_video"] = (["video/mp4", "video/quicktime", "video/webm", "video/mp2t"], 512L * 1024 * 1024),
    };

    internal static async Task<Answer> InitializeAsync(XCall call, CancellationToken cancellationToken)
    {
        var body = await XBody.ReadAsync(call.Request, 64 * 1024, cancellationToken);
        XBody.Only(body, "$", "media_type", "total_bytes", "media_category", "additional_owners", "shared");
        _ = (XBody.Flag(body, "shared"), XBody.Texts(body, "additional_owners", 0, 100));
        var type = XBody.Text(body, "media_type") ?? throw XErrors.Invalid("$.media_type: is missing but it is required", "media_type");
        var category = XBody.Word(body, "media_category", [.. Categories.Keys]) ?? throw XErrors.Invalid("$.media_category: is missing but it is required", "media_category");
        var total = XBody.Number(body, "total_bytes", 1, 17_179_869_184) ?? throw XErrors.Invalid("$.total_bytes: is missing but it is required", "total_bytes");
        var (types, most) = Categories[category];
        if (!types.Contains(type))
        {
            throw XErrors.Invalid($"media type unrecognized: {type} does not go with {category}", "media_type", type);
        }

        if (total > most)
        {
            throw XErrors.Invalid($"File size exceeds {most} bytes.", "total_bytes", $"{total}");
        }

        lock (call.World.Gate)
        {
            var upload = new XUpload(call.World.NextId(), type, category, total, call.Now + Life);
            call.World.Keep(upload);
            return Data(new() { ["id"] = upload.Id, ["media_key"] = upload.Key, ["expires_after_secs"] = (int)Life.TotalSeconds });
        }
    }

    internal static async Task<Answer> AppendAsync(XCall call, CancellationToken cancellationToken)
    {
        var (index, piece) = call.Request.ContentType switch
        {
            "multipart/form-data" => await FormAsync(call.Request, cancellationToken),
            "application/json" => Json(await XBody.ReadAsync(call.Request, MostBody * 4 / 3, cancellationToken)),
            _ => throw new RefusedException(XErrors.Of(415, "Unsupported Media Type", "Content-Type must be multipart/form-data or application/json.")),
        };
        if (piece.Length is 0 or > MostPiece)
        {
            throw XErrors.Invalid($"A segment has 1 to {MostPiece} bytes", "media", $"{piece.Length}");
        }

        lock (call.World.Gate)
        {
            var upload = Upload(call, call.Path[2]);
            if (upload.FinishedAt is not null)
            {
                throw XErrors.Invalid("The upload is finalized already", "id", upload.Id);
            }

            upload.Add(index, piece);
            return Data(new() { ["expires_at"] = upload.Ends.ToUnixTimeSeconds() });
        }
    }

    internal static async Task<Answer> FinalizeAsync(XCall call, CancellationToken cancellationToken)
    {
        if ((await call.Request.BodyAsync(1024, cancellationToken)).Length > 2)
        {
            throw XErrors.Invalid("Finalizing takes no body");
        }

        lock (call.World.Gate)
        {
            var upload = Upload(call, call.Path[2]);
            if (!upload.IsComplete)
            {
                throw XErrors.Invalid("Segments do not add up to provided total file size.", "total_bytes", $"{upload.Size}");
            }

            upload.Finish(call.Now);
            return Data(Told(call, upload));
        }
    }

    internal static Answer Status(XCall call)
    {
        var query = new XQuery(call.Request, "media_id", "command");
        if (query["command"] is not (null or "STATUS"))
        {
            throw XErrors.Invalid($"The `command` query parameter value [{query["command"]}] is not one of [STATUS]", "command", query["command"]);
        }

        lock (call.World.Gate)
        {
            return Data(Told(call, Upload(call, query["media_id"] ?? throw XErrors.Invalid("The `media_id` query parameter is required", "media_id"))));
        }
    }

    private static XUpload Upload(XCall call, string id) => !XBody.IsId(id) ? throw XErrors.Invalid($"The `id` query parameter value [{id}] does not match ^[0-9]{{1,19}}$", "id", id)
        : call.World.Uploads.TryGetValue(id, out var upload) && upload.Ends > call.Now ? upload
        : throw new RefusedException(XErrors.Of(404, "Not Found Error", $"Could not find media with id: [{id}].", "resource-not-found"));

    private static JsonObject Told(XCall call, XUpload upload)
    {
        var told = new JsonObject { ["id"] = upload.Id, ["media_key"] = upload.Key, ["size"] = upload.Size, ["expires_after_secs"] = (int)(upload.Ends - call.Now).TotalSeconds };
        if (upload.NeedsProcessing && upload.FinishedAt is not null)
        {
            var (state, percent) = upload.StateAt(call.Now);
            var info = new JsonObject { ["state"] = state, ["progress_percent"] = percent };
            if (state is "pending" or "in_progress")
            {
                info["check_after_secs"] = 1;
            }
            else if (state == "failed")
            {
                info["error"] = new JsonObject { ["code"] = 1, ["name"] = "InvalidMedia", ["message"] = "Unsupported video format" };
            }

            told["processing_info"] = info;
        }

        return told;
    }

    private static async Task<(int Index, byte[] Piece)> FormAsync(Request request, CancellationToken cancellationToken)
    {
        IFormCollection form;
        try
        {
            form = await request.Context.Request.ReadFormAsync(new() { MultipartBodyLengthLimit = MostBody, BufferBody = true }, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new RefusedException(XErrors.Of(413, "Payload Too Large", $"A segment has 1 to {MostPiece} bytes"));
        }

        if (form.Keys.Concat(form.Files.Select(file => file.Name)).FirstOrDefault(name => name is not ("media" or "segment_index")) is { } unknown)
        {
            throw XErrors.Invalid($"$.{unknown}: is not defined in the schema and the schema does not allow additional properties", unknown);
        }

        using var piece = new MemoryStream();
        await (form.Files["media"] ?? throw XErrors.Invalid("$.media: is missing but it is required", "media")).CopyToAsync(piece, cancellationToken);
        return (Index(form["segment_index"].ToString()), piece.ToArray());
    }

    private static (int Index, byte[] Piece) Json(JsonElement body)
    {
        XBody.Only(body, "$", "media", "segment_index");
        var index = XBody.Number(body, "segment_index", 0, 999) ?? throw XErrors.Invalid("$.segment_index: is missing but it is required", "segment_index");
        return body.TryGetProperty("media", out var media) && media.ValueKind == JsonValueKind.String && media.TryGetBytesFromBase64(out var piece) ? ((int)index, piece) : throw XErrors.Invalid("$.media: must be base64", "media");
    }

    private static int Index(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= 999
        ? index
        : throw XErrors.Invalid("$.segment_index: must be between 0 and 999", "segment_index", text);

    private static Answer Data(JsonObject data) => Answer.Json(200, new JsonObject { ["data"] = data });
}
