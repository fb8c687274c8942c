using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.LinkedIn;

/// <summary>The three kinds of uploads: announced, put in parts to addresses that carry their own right, and, for videos, ended with the receipts.</summary>
internal sealed class LiMedia(Tenants tenants)
{
    internal const string Uploads = "/dms-uploads/sbx/";
    private const long MostVideo = 500L * 1024 * 1024;

    internal static readonly IReadOnlyDictionary<string, string> Kinds = new Dictionary<string, string> { ["videos"] = "video", ["images"] = "image", ["documents"] = "document" };

    /// <param name="web">Where www.linkedin.com is, ending in a slash.</param>
    internal Answer Announce(LiWorld world, string tenant, string kind, JsonElement body, string web)
    {
        body.Members("", LiErrors.Invalid, ["initializeUploadRequest"]);
        var asked = body.GetProperty("initializeUploadRequest");
        asked.Members("/initializeUploadRequest", LiErrors.Invalid, kind == "video" ? ["owner", "fileSizeBytes"] : ["owner"], kind == "video" ? ["uploadCaptions", "uploadThumbnail", "purpose"] : ["mediaLibraryMetadata"]);
        if (asked.Text("owner", LiErrors.Invalid) != world.Urn)
        {
            throw LiErrors.Denied("initializeUpload for another owner");
        }

        long? size = kind == "video" ? asked.Number("fileSizeBytes", LiErrors.Invalid, 1, MostVideo) : null;
        var upload = new LiUpload(kind, $"urn:li:{kind}:C5F10{world.Next()}", size);
        world.Keep(upload);
        var value = new JsonObject { [kind] = upload.Urn };
        if (kind == "video")
        {
            value["uploadUrlsExpireAt"] = 4_102_444_800_000;
            value["uploadToken"] = "";
            value["uploadInstructions"] = new JsonArray([.. Enumerable.Range(0, upload.Parts).Select(part => (JsonNode)new JsonObject
            {
                ["uploadUrl"] = Address(web, tenant, upload, part),
                ["firstByte"] = (long)part * LiUpload.Part,
                ["lastByte"] = Math.Min(((long)part + 1) * LiUpload.Part, size!.Value) - 1,
            })]);
        }
        else
        {
            (value["uploadUrlExpiresAt"], value["uploadUrl"]) = (4_102_444_800_000, Address(web, tenant, upload, 0));
        }

        return Answer.Json(200, new JsonObject { ["value"] = value });
    }

    /// <summary>Whose upload an address is; null where nobody gave it out.</summary>
    internal (string Tenant, string Urn, int Part)? Read(string path) =>
        path.StartsWith(Uploads, StringComparison.Ordinal) && path[Uploads.Length..].Split('/') is [var tenant, var urn, var part, var signature] && tenants.IsSigned("linkedin upload", $"{tenant}/{urn}/{part}", signature)
            ? (tenant, urn, int.Parse(part, CultureInfo.InvariantCulture))
            : null;

    internal static Answer Put(LiWorld world, string urn, int part, byte[] bytes, DateTimeOffset now)
    {
        if (!world.Uploads.TryGetValue(urn, out var upload) || bytes.Length == 0 || (upload.Kind == "video" && bytes.Length > LiUpload.Part))
        {
            return new(400, "text/plain", []);
        }

        var receipt = $"/ambry-video/signedId/{Convert.ToHexStringLower(SHA256.HashData(bytes))[..24]}";
        upload.Received[part] = (bytes.Length, receipt);
        if (part == 0)
        {
            upload.Beginning = bytes[..Math.Min(bytes.Length, 16)];
        }

        if (upload.Kind != "video")
        {
            upload.FinishedAt ??= now;
        }

        return new Answer(upload.Kind == "video" ? 200 : 201, "text/plain", []).With("ETag", receipt);
    }

    internal static Answer End(LiWorld world, JsonElement body, DateTimeOffset now)
    {
        body.Members("", LiErrors.Invalid, ["finalizeUploadRequest"]);
        var asked = body.GetProperty("finalizeUploadRequest");
        asked.Members("/finalizeUploadRequest", LiErrors.Invalid, ["video", "uploadToken", "uploadedPartIds"]);
        var upload = world.Uploads.GetValueOrDefault(asked.Text("video", LiErrors.Invalid)!) ?? throw LiErrors.NotFound;
        var receipts = asked.List("uploadedPartIds", LiErrors.Invalid)!.Select(one => one.GetString()).ToList();
        if (asked.Text("uploadToken", LiErrors.Invalid) != "" || !upload.IsComplete || !receipts.SequenceEqual(upload.Received.Values.Select(part => part.Receipt)))
        {
            throw LiErrors.Invalid("/finalizeUploadRequest/uploadedPartIds :: do not match the parts that were uploaded");
        }

        upload.FinishedAt ??= now;
        return new(200, "application/json", []);
    }

    internal static Answer Status(LiWorld world, string urn, DateTimeOffset now)
    {
        var upload = world.Uploads.GetValueOrDefault(urn) ?? throw LiErrors.NotFound;
        var status = upload.StatusAt(now);
        var told = new JsonObject { ["id"] = urn, ["owner"] = world.Urn, ["status"] = status };
        if (status == "PROCESSING_FAILED")
        {
            told["processingFailureReason"] = "Unsupported video format";
        }

        return Answer.Json(200, told);
    }

    private string Address(string web, string tenant, LiUpload upload, int part)
    {
        var number = part.ToString(CultureInfo.InvariantCulture);
        return $"{web.TrimEnd('/')}{Uploads}{tenant}/{Uri.EscapeDataString(upload.Urn)}/{number}/{tenants.Sign("linkedin upload", $"{tenant}/{upload.Urn}/{number}", 32)}";
    }
}
