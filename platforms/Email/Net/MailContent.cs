namespace Squaremcp.Platforms.Email;

/// <summary>A message to be sent or stored, with CRLF line ends, written when it is wanted.</summary>
/// <param name="Size">How many bytes are written: storing needs to know it exactly.</param>
/// <param name="WriteAsync">Writes all of it, with asynchronous writes alone. May be called more than once, one call after the other.</param>
internal sealed record MailContent(long Size, Func<Stream, CancellationToken, Task> WriteAsync)
{
    public static MailContent Of(ReadOnlyMemory<byte> bytes) =>
        new(bytes.Length, async (to, cancellationToken) => await to.WriteAsync(bytes, cancellationToken));

    /// <summary>What a stream that can seek holds from its beginning.</summary>
    public static MailContent Of(Stream stream) =>
        new(stream.Length, async (to, cancellationToken) =>
        {
            stream.Position = 0;
            await stream.CopyToAsync(to, cancellationToken);
        });
}
