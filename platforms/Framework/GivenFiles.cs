using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms;

/// <summary>A tool's argument that is a file: a <c>fil_…</c> reference, or a public https address that the gateway fetches into one first, so that an upload can be gone on with after a crash.</summary>
/// <param name="files">Null where this installation keeps no files.</param>
public sealed class GivenFiles(ICustomerFiles? files, OutboundHttp http, TimeProvider clock)
{
    /// <summary>Below the time that one platform call has.</summary>
    private static readonly TimeSpan FetchTime = TimeSpan.FromSeconds(35);

    /// <summary>The file of an id that was given or handed on.</summary>
    /// <exception cref="ToolException">not_found: it is not there, or not any more.</exception>
    public async Task<CustomerFile> FindAsync(string argument, string id, ToolContext context, CancellationToken cancellationToken) =>
        (files is null ? null : await files.FindAsync(context.Customer, id, cancellationToken))
        ?? throw new ToolException(new(ToolErrorKind.NotFound, "There is no such file, or not any more: files are kept for a day. Upload it again (POST /api/v1/files).") { Argument = argument });

    /// <returns>The file; one that is given by its address is fetched and kept as the customer's.</returns>
    public async Task<CustomerFile> TakeAsync(string argument, string given, ToolContext context, CancellationToken cancellationToken)
    {
        if (Check(argument, given))
        {
            return await FindAsync(argument, given, context, cancellationToken);
        }

        using var remote = await RemoteFile.OpenAsync(http, argument, given, allowPrivate: false, FetchTime, clock, cancellationToken);
        try
        {
            return await files!.SaveAsync(context.Customer, remote.Name, remote.MediaType ?? "application/octet-stream", (to, token) => remote.Content.CopyToAsync(to, token), cancellationToken);
        }
        catch (IOException)
        {
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"The file of `{argument}` broke off, or took longer than {FetchTime.TotalSeconds} seconds. Nothing was done. Upload it yourself (POST /api/v1/files) and give its id."));
        }
    }

    /// <summary>Looks without fetching, for rehearsals.</summary>
    /// <returns>True where it is a reference, false where an address.</returns>
    /// <exception cref="ToolException">It is neither.</exception>
    public bool Check(string argument, string given)
    {
        if (files is null)
        {
            throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, "This gateway keeps no files."));
        }

        return given.StartsWith("fil_", StringComparison.Ordinal) || (AddressGuard.Broken(given, allowPrivate: false, allowQuery: true) is not { } broken
            ? false
            : throw new ToolException(new(ToolErrorKind.InvalidArgument, $"`{argument}` must be a file of this gateway, whose id begins with fil_, or a public https address such as https://example.org/film.mp4; this one {broken}.") { Argument = argument }));
    }
}
