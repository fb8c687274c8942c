using System.Net;

namespace Squaremcp.Platforms;

/// <summary>A part of a customer's file as the body of a request, streamed; its length is known before, so nothing is chunked. Each attempt opens the file anew.</summary>
internal sealed class FileContent(CustomerFile file, long offset, long length) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var content = await file.OpenAtAsync(offset, cancellationToken);
        var buffer = new byte[64 * 1024];
        for (var left = length; left > 0;)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The file ended early.");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }

    protected override bool TryComputeLength(out long size)
    {
        size = length;
        return true;
    }
}
