using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Squaremcp.Sandbox.Gmail;

/// <summary>A message that an app hands over: in JSON as base64url, or beside it as it is (https://developers.google.com/workspace/gmail/api/guides/uploads).</summary>
internal static class GmUpload
{
    private const int MostJson = GmWorld.MostMessage / 3 * 4 + 4096;

    /// <returns>The JSON, and the message.</returns>
    internal static async Task<(JsonElement About, byte[] Raw)> ReadAsync(Request request, bool isUpload, bool isDraft, CancellationToken cancellationToken)
    {
        if (!isUpload)
        {
            var about = await StrictJson.ReadAsync(request, MostJson, GmErrors.Invalid, cancellationToken);
            var text = Message(about, isDraft).Text("raw", GmErrors.Invalid) ?? throw GmErrors.Invalid("'raw' RFC822 payload message string or uploading message via /upload/* URL required");
            try
            {
                return (about, Base64Url.DecodeFromChars(text));
            }
            catch (FormatException)
            {
                throw GmErrors.Invalid("Invalid value for ByteString: " + text[..Math.Min(20, text.Length)]);
            }
        }

        if (request.ContentType != "multipart/related" || !MediaTypeHeaderValue.TryParse(request.Context.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            throw GmErrors.Invalid("Content-Type must be multipart/related");
        }

        var reader = new MultipartReader(boundary, new MemoryStream(await request.BodyAsync(GmWorld.MostMessage + MostJson, cancellationToken)));
        var json = await SectionAsync(reader, "application/json", cancellationToken);
        var raw = await SectionAsync(reader, "message/rfc822", cancellationToken);
        return await reader.ReadNextSectionAsync(cancellationToken) is not null ? throw GmErrors.Invalid("Multipart must have two parts")
            : raw.Length > GmWorld.MostMessage ? throw GmErrors.TooLarge
            : (Object(json), raw);
    }

    /// <summary>The message of a draft, or the whole.</summary>
    internal static JsonElement Message(JsonElement about, bool isDraft)
    {
        about.Members("", GmErrors.Invalid, [], isDraft ? ["message"] : ["raw", "threadId"]);
        if (!isDraft)
        {
            return about;
        }

        var message = about.TryGetProperty("message", out var inner) ? inner : JsonElement.Parse("{}");
        message.Members("message", GmErrors.Invalid, [], "raw", "threadId");
        return message;
    }

    private static async Task<byte[]> SectionAsync(MultipartReader reader, string mediaType, CancellationToken cancellationToken)
    {
        if (await reader.ReadNextSectionAsync(cancellationToken) is not { } section || section.ContentType?.Split(';')[0] != mediaType)
        {
            throw GmErrors.Invalid($"A part of {mediaType} is missing");
        }

        using var content = new MemoryStream();
        await section.Body.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    private static JsonElement Object(byte[] json)
    {
        try
        {
            return JsonElement.Parse(json) is { ValueKind: JsonValueKind.Object } about ? about : throw GmErrors.Invalid("the body must be a JSON object");
        }
        catch (JsonException)
        {
            throw GmErrors.Invalid("the body is not JSON");
        }
    }
}
