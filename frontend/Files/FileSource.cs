using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Squaremcp.Frontend.Files;

/// <summary>Where an upload's bytes come from: the body itself, or the one file of a form.</summary>
/// <param name="Form">Null where the body is the file.</param>
internal sealed record FileSource(Stream Content, string? Name, string MediaType, long Size, MultipartReader? Form)
{
    /// <summary>What is said where the bytes end too early; null for a form's.</summary>
    internal string? BrokeOff { get; init; }

    /// <summary>The form's first part, where it is a file.</summary>
    internal static async Task<FileSource?> OfFormAsync(MultipartReader form, string? name, CancellationToken cancellationToken) =>
        await form.ReadNextSectionAsync(cancellationToken) is { } part && NameOf(part.ContentDisposition) is { } own
            ? new(part.Body, name ?? own, part.ContentType ?? FileUpload.AnyBytes, 0, form)
            : null;

    /// <summary>True where something comes after the file.</summary>
    internal async Task<bool> HasMoreAsync(CancellationToken cancellationToken) => Form is not null && await Form.ReadNextSectionAsync(cancellationToken) is not null;

    /// <summary>RFC 6266: the extended form wins; null where none is given.</summary>
    internal static string? NameOf(string? disposition) =>
        ContentDispositionHeaderValue.TryParse(disposition, out var parsed) ? HeaderUtilities.RemoveQuotes(parsed.FileNameStar.HasValue ? parsed.FileNameStar : parsed.FileName).Value : null;
}
