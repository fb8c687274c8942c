namespace Squaremcp.Platforms;

/// <summary>Files that a customer uploaded, or that a tool fetched for one: named by <c>fil_…</c> references, sealed at rest, gone after a day. Connectors stream them and never hold one whole.</summary>
public interface ICustomerFiles
{
    /// <returns>Null where the customer has no such file, or not any more.</returns>
    Task<CustomerFile?> FindAsync(string customer, string file, CancellationToken cancellationToken);

    /// <summary>Keeps what a platform handed over, for the customer to fetch.</summary>
    /// <exception cref="ToolException">plan_limit: the customer's files would take more room than allowed.</exception>
    Task<CustomerFile> SaveAsync(string customer, string name, string mediaType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);
}

/// <param name="Id"><c>fil_…</c></param>
/// <param name="Name">As whoever uploaded it called it; one line, no path.</param>
/// <param name="Size">In bytes.</param>
/// <param name="OpenAsync">Opens the content from its beginning; as often as wanted.</param>
public sealed record CustomerFile(string Id, string Name, string MediaType, long Size, DateTimeOffset ExpiresAt, Func<CancellationToken, Task<Stream>> OpenAsync)
{
    /// <summary>Opens the content from an offset on, without reading what is before it; null where that cannot be done.</summary>
    public Func<long, CancellationToken, Task<Stream>>? OpenFromAsync { get; init; }

    /// <summary>One part of the content, for uploads in segments; its memory is all that is taken.</summary>
    /// <returns>Fewer bytes at the end.</returns>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(long offset, int length, CancellationToken cancellationToken)
    {
        await using var content = await OpenAtAsync(offset, cancellationToken);
        var part = new byte[(int)Math.Min(length, Math.Max(0, Size - offset))];
        return part.AsMemory(0, await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken));
    }

    /// <summary>Opens the content from an offset on.</summary>
    internal Task<Stream> OpenAtAsync(long offset, CancellationToken cancellationToken) => OpenFromAsync is { } open ? open(offset, cancellationToken) : SkippedAsync(offset, cancellationToken);

    private async Task<Stream> SkippedAsync(long offset, CancellationToken cancellationToken)
    {
        var content = await OpenAsync(cancellationToken);
        var skipped = new byte[64 * 1024];
        for (var left = offset; left > 0;)
        {
            var read = await content.ReadAsync(skipped.AsMemory(0, (int)Math.Min(left, skipped.Length)), cancellationToken);
            left = read == 0 ? 0 : left - read;
        }

        return content;
    }
}
