using System.Net;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Gmail;

/// <summary>A message as (part of) the body of a request; its length is known before, and its files are opened when it is sent.</summary>
internal sealed class MessageContent : HttpContent
{
    private readonly PreparedMessage message;

    internal MessageContent(PreparedMessage message)
    {
        this.message = message;
        Headers.ContentType = new("message/rfc822");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => message.WriteAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = message.Size;
        return true;
    }
}
