using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms.Twitter;

/// <summary>
/// The four requests of an upload (https://docs.x.com/x-api/media). Nobody sees an upload until a post names it, so each may be made again after a failure;
/// an upload that is never named is forgotten by X after a day.
/// </summary>
internal sealed class MediaUploads(XApi api)
{
    /// <summary>The most bytes of one segment; X takes 1,000 of them.</summary>
    internal const int SegmentBytes = 4 * 1024 * 1024;

    internal async Task<MediaUpload> InitializeAsync(MediaKind kind, string mediaType, long totalBytes, CancellationToken cancellationToken)
    {
        var body = XApi.Json(new JsonObject { ["media_type"] = mediaType, ["total_bytes"] = totalBytes, ["media_category"] = kind.Category });
        return Read(await api.RepeatAsync(HttpMethod.Post, "2/media/upload/initialize", body.ToContent, cancellationToken));
    }

    /// <param name="segment">At most <see cref="SegmentBytes"/>.</param>
    internal Task AppendAsync(string id, int index, ReadOnlyMemory<byte> segment, CancellationToken cancellationToken) =>
        api.RepeatAsync(HttpMethod.Post, $"2/media/upload/{Uri.EscapeDataString(id)}/append", () => Form(index, segment), cancellationToken);

    /// <returns>Without <see cref="MediaUpload.Processing"/> it can be posted at once.</returns>
    internal async Task<MediaUpload> FinalizeAsync(string id, CancellationToken cancellationToken) =>
        Read(await api.RepeatAsync(HttpMethod.Post, $"2/media/upload/{Uri.EscapeDataString(id)}/finalize", null, cancellationToken));

    internal async Task<MediaUpload> StatusAsync(string id, CancellationToken cancellationToken) =>
        Read(await api.RepeatAsync(HttpMethod.Get, $"2/media/upload?media_id={Uri.EscapeDataString(id)}&command=STATUS", null, cancellationToken));

    private static MediaUpload Read(JsonElement data)
    {
        var processing = data.Inside("processing_info");
        return new(
            data.Id("id") is { } id && id.All(char.IsAsciiDigit) ? id : throw new ToolException(XErrors.Garbled),
            data.Words("media_key"),
            data.Count("expires_after_secs") is > 0 and < 1_000_000 and var life ? TimeSpan.FromSeconds(life) : null,
            processing.ValueKind != JsonValueKind.Object ? null : new(
                processing.Words("state") ?? "unknown",
                processing.Count("check_after_secs") is > 0 and < 3_600 and var wait ? TimeSpan.FromSeconds(wait) : null,
                (int?)processing.Count("progress_percent"),
                processing.Inside("error") is { ValueKind: JsonValueKind.Object } error ? error.Words("message", "detail", "name") ?? "no reason given" : null));
    }

    private static MultipartFormDataContent Form(int index, ReadOnlyMemory<byte> segment)
    {
        var media = Part("media", new ReadOnlyMemoryContent(segment));
        media.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        media.Headers.ContentDisposition!.FileName = "\"segment\"";
        return new MultipartFormDataContent { Part("segment_index", new ByteArrayContent(Encoding.ASCII.GetBytes(index.ToString(CultureInfo.InvariantCulture)))), media };
    }

    private static HttpContent Part(string name, HttpContent content)
    {
        content.Headers.ContentDisposition = new("form-data") { Name = $"\"{name}\"" };
        return content;
    }
}

/// <param name="ExpiresAfter">How long X keeps it, from now.</param>
/// <param name="Processing">Null where X is done with it, or has not begun.</param>
internal sealed record MediaUpload(string Id, string? MediaKey, TimeSpan? ExpiresAfter, MediaProcessing? Processing);

/// <param name="State">pending, in_progress, succeeded or failed.</param>
/// <param name="CheckAfter">How long to wait before asking again.</param>
/// <param name="Error">X's words, where it failed.</param>
internal sealed record MediaProcessing(string State, TimeSpan? CheckAfter, int? Percent, string? Error)
{
    internal bool IsReady => State == "succeeded";

    internal bool IsFailed => State == "failed";
}
