using System.Net;

namespace Squaremcp.Tests.Files;

/// <summary>A body made while it is sent, never whole anywhere; zeros.</summary>
/// <param name="hasLength">False sends it in HTTP's own chunks.</param>
/// <param name="sent">Called with how much was sent before each further piece.</param>
internal sealed class Pieces(long length, bool hasLength, Func<long, Task>? sent = null) : HttpContent
{
    private static readonly byte[] Piece = new byte[64 * 1024];

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (long at = 0; at < length; at += Piece.Length)
        {
            await (sent?.Invoke(at) ?? Task.CompletedTask);
            await stream.WriteAsync(Piece.AsMemory(0, (int)Math.Min(Piece.Length, length - at)));
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return hasLength;
    }
}
