namespace Squaremcp.Grains.Files;

/// <summary>A file's content from its beginning, one chunk in memory at a time.</summary>
/// <param name="first">The chunk to begin with.</param>
/// <param name="skip">How many bytes of that chunk are left out.</param>
internal sealed class ChunkReader(int chunks, Func<int, CancellationToken, Task<byte[]>> read, int first = 0, int skip = 0) : Stream
{
    private ReadOnlyMemory<byte> current;
    private int next = first;
    private int skipped = skip;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("It is read forwards.");

    public override long Position
    {
        get => throw new NotSupportedException("It is read forwards.");
        set => throw new NotSupportedException("It is read forwards.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (current.IsEmpty && next < chunks)
        {
            var chunk = await read(next, cancellationToken);
            current = chunk.AsMemory(Math.Min(skipped, chunk.Length));
            (next, skipped) = (next + 1, 0);
        }

        var length = Math.Min(buffer.Length, current.Length);
        current[..length].CopyTo(buffer);
        current = current[length..];
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It comes from the database: read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("It is read forwards.");

    public override void SetLength(long value) => throw new NotSupportedException("It is read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read only.");
}
