using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms.Telegram;

/// <summary>The two ways a photo comes: an address that Telegram fetches, or a file of the customer's, streamed.</summary>
/// <param name="files">Null where this installation keeps no files.</param>
internal sealed class Photos(ICustomerFiles? files)
{
    private const long MostUploaded = 10 * 1024 * 1024;

    private static readonly Dictionary<string, string> Endings = new(StringComparer.OrdinalIgnoreCase) { ["image/jpeg"] = "jpg", ["image/png"] = "png", ["image/webp"] = "webp" };

    /// <returns>Null where the photo is an address.</returns>
    /// <exception cref="ToolException">It is neither, not there, or not one Telegram takes.</exception>
    internal async Task<CustomerFile?> FindAsync(string photo, string customer, CancellationToken cancellationToken)
    {
        if (!photo.StartsWith("fil_", StringComparison.Ordinal))
        {
            return Uri.TryCreate(photo, UriKind.Absolute, out var address) && address is { Scheme: "https", UserInfo: "" } && address.IdnHost.Contains('.')
                ? null
                : throw Wrong(ToolErrorKind.InvalidArgument, "`photo` must be a file of this gateway, whose id begins with fil_, or a public https address such as https://example.org/plan.jpg.");
        }

        if (files is null)
        {
            throw Wrong(ToolErrorKind.InvalidArgument, "This gateway keeps no files. Give `photo` as a public https address such as https://example.org/plan.jpg.");
        }

        var file = await files.FindAsync(customer, photo, cancellationToken)
            ?? throw Wrong(ToolErrorKind.NotFound, "There is no such file, or not any more: files are kept for a day. Upload it again (POST /api/v1/files).");
        return (Endings.ContainsKey(file.MediaType), file.Size) switch
        {
            (false, _) => throw Wrong(ToolErrorKind.InvalidArgument, $"The file is {file.MediaType}; Telegram takes {string.Join(", ", Endings.Keys)} as a photo."),
            (_, 0) => throw Wrong(ToolErrorKind.InvalidArgument, "The file is empty."),
            (_, > MostUploaded) => throw Wrong(ToolErrorKind.InvalidArgument, $"The file has {file.Size} bytes; Telegram takes {MostUploaded} (10 MB) as a photo."),
            _ => file,
        };
    }

    /// <summary>Everything as parts of one form, objects as JSON; the length is known before, so nothing is chunked.</summary>
    /// <param name="content">The photo, read once.</param>
    internal static MultipartFormDataContent Form(JsonObject parameters, CustomerFile file, Stream content)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in parameters)
        {
            form.Add(Part(name, new ByteArrayContent(Encoding.UTF8.GetBytes(value!.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()))));
        }

        var photo = Part("photo", new Streamed(content, file.Size));
        photo.Headers.ContentType = new MediaTypeHeaderValue(file.MediaType);

        // Not the customer's name for it: nobody shows it, and nothing of theirs stands in a header.
        photo.Headers.ContentDisposition!.FileName = $"\"photo.{Endings[file.MediaType]}\"";
        form.Add(photo);
        return form;
    }

    private static HttpContent Part(string name, HttpContent content)
    {
        content.Headers.ContentDisposition = new("form-data") { Name = $"\"{name}\"" };
        return content;
    }

    /// <summary>A stream whose length is known though it cannot be asked for it.</summary>
    private sealed class Streamed(Stream content, long size) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => content.CopyToAsync(stream);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => content.CopyToAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }

    private static ToolException Wrong(ToolErrorKind kind, string sentence) => new(new(kind, sentence) { Argument = "photo" });
}
