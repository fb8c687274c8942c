using System.Net;

namespace Squaremcp.Platforms.Http;

/// <summary>A file that a customer names by its address, opened for reading. The guard is asked again for each redirect, and no credential, cookie or proxy goes along.</summary>
public sealed class RemoteFile : IDisposable
{
    private const int MostRedirects = 3;

    private readonly IDisposable[] held;

    private RemoteFile(HttpResponseMessage answer, Uri from, Stream content, CancellationTokenSource deadline)
    {
        held = [answer, deadline];
        Content = new TimedStream(content, deadline.Token);
        Size = answer.Content.Headers.ContentLength;
        MediaType = answer.Content.Headers.ContentType?.MediaType;
        var told = answer.Content.Headers.ContentDisposition;
        Name = (told?.FileNameStar ?? told?.FileName)?.Trim('"') ?? Uri.UnescapeDataString(from.Segments[^1].Trim('/'));
    }

    /// <summary>Read once; fails with <see cref="IOException"/> where it breaks off or takes too long.</summary>
    public Stream Content { get; }

    /// <summary>As its sender calls it, or the end of its address; may be empty or strange.</summary>
    public string Name { get; }

    public string? MediaType { get; }

    /// <summary>Null where the sender did not say.</summary>
    public long? Size { get; }

    /// <param name="argument">What the address was given as, for errors.</param>
    /// <param name="time">For everything: asking, redirects, and reading to the end.</param>
    /// <exception cref="ToolException">invalid_argument: it is no address that may be fetched, or holds no file. platform_unavailable: it could not be had now.</exception>
    public static async Task<RemoteFile> OpenAsync(OutboundHttp http, string argument, string address, bool allowPrivate, TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        var deadline = new CancellationTokenSource(time, clock);
        HttpResponseMessage? answer = null;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            for (var redirects = 0; ; redirects++)
            {
                if (AddressGuard.Broken(address, allowPrivate, allowQuery: true) is { } broken)
                {
                    throw Wrong(argument, redirects == 0 ? $"{broken}." : "leads on to an address that may not be fetched.");
                }

                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                answer = await http.Client(new(allowPrivate)).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
                if (answer.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                {
                    break;
                }

                var next = answer.Headers.Location;
                answer.Dispose();
                address = next is null || redirects == MostRedirects
                    ? throw Wrong(argument, $"leads on more than {MostRedirects} times. Give the address of the file itself.")
                    : new Uri(new Uri(address), next).AbsoluteUri;
            }

            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw (int)answer.StatusCode >= 500 || answer.StatusCode == HttpStatusCode.TooManyRequests
                    ? new ToolException(new(ToolErrorKind.PlatformUnavailable, $"The server of `{argument}` answered status {(int)answer.StatusCode}. Try again later."))
                    : Wrong(argument, $"was answered with status {(int)answer.StatusCode}. It must be the address of a file that anybody may fetch.");
            }

            return new(answer, new Uri(address), await answer.Content.ReadAsStreamAsync(either.Token), deadline);
        }
        catch (Exception failed)
        {
            answer?.Dispose();
            var late = deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
            deadline.Dispose();
            if (failed is ToolException || (failed is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                throw;
            }

            throw Told(argument, failed, late);
        }
    }

    public void Dispose()
    {
        Array.ForEach(held, one => one.Dispose());
    }

    private static ToolException Told(string argument, Exception failed, bool late) => failed switch
    {
        HttpRequestException { InnerException: ForbiddenAddressException } => Wrong(argument, "names a host that is not on the public internet."),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => Wrong(argument, "names a host that has no address."),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Wrong(argument, "names a host whose certificate no public authority vouches for."),
        HttpRequestException or IOException or OperationCanceledException => new(new(ToolErrorKind.PlatformUnavailable, $"The server of `{argument}` {(late ? "did not answer in time" : "cannot be reached")}. Try again later, or upload the file (POST /api/v1/files).")),
        _ => throw new InvalidOperationException("Fetching a file broke.", failed),
    };

    private static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, $"`{argument}` {sentence}") { Argument = argument });
}
