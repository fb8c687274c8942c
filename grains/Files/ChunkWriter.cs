using System.Security.Cryptography;
using Squaremcp.Files;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Files;

/// <summary>Takes a file's content and hands it on a chunk at a time.</summary>
/// <param name="append">Takes each chunk with its number; what it refuses is thrown from the write.</param>
internal sealed class ChunkWriter(Func<int, ReadOnlyMemory<byte>, CancellationToken, Task<ToolFailure?>> append) : Stream
{
    private readonly byte[] chunk = new byte[IFileGrain.ChunkBytes];
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int filled;
    private int seq;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("It is written forwards.");

    public override long Position
    {
        get => throw new NotSupportedException("It is written forwards.");
        set => throw new NotSupportedException("It is written forwards.");
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var length = Math.Min(buffer.Length, chunk.Length - filled);
            buffer[..length].CopyTo(chunk.AsMemory(filled));
            (filled, buffer) = (filled + length, buffer[length..]);
            if (filled == chunk.Length)
            {
                await HandOnAsync(cancellationToken);
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <returns>SHA-256 of all that was written, 64 lower-case hexadecimal digits.</returns>
    internal async Task<string> EndAsync(CancellationToken cancellationToken)
    {
        if (filled > 0)
        {
            await HandOnAsync(cancellationToken);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("It goes to the database: write it asynchronously.");

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is write only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("It is written forwards.");

    public override void SetLength(long value) => throw new NotSupportedException("It is written forwards.");

    protected override void Dispose(bool disposing)
    {
        hash.Dispose();
        base.Dispose(disposing);
    }

    private async Task HandOnAsync(CancellationToken cancellationToken)
    {
        var full = chunk.AsMemory(0, filled);
        hash.AppendData(full.Span);
        CustomerFiles.Check(await append(seq, full, cancellationToken));
        (seq, filled) = (seq + 1, 0);
    }
}
