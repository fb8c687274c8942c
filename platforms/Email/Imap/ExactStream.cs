namespace Squaremcp.Platforms.Email;

/// <summary>Carries a literal: exactly as many bytes as were announced. Anything else would be read as commands, or wait for ever.</summary>
internal sealed class ExactStream(MailConnection connection, long size) : WriteOnlyStream
{
    private readonly long announced = size;
    private long left = size;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        left -= buffer.Length;
        if (left < 0)
        {
            throw new InvalidOperationException($"A content of {announced} bytes writes more than that.");
        }

        await connection.SendAsync(buffer, cancellationToken);
    }

    public void DemandAll()
    {
        if (left > 0)
        {
            throw new InvalidOperationException($"A content of {announced} bytes writes {left} fewer.");
        }
    }
}
