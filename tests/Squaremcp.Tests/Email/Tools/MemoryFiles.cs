using System.Collections.Concurrent;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>Customers' files, in memory.</summary>
internal sealed class MemoryFiles : ICustomerFiles
{
    private readonly ConcurrentDictionary<string, CustomerFile> files = [];
    private int count;

    public Task<CustomerFile?> FindAsync(string customer, string file, CancellationToken cancellationToken) => Task.FromResult(files.GetValueOrDefault($"{customer}/{file}"));

    public async Task<CustomerFile> SaveAsync(string customer, string name, string mediaType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var to = new MemoryStream();
        await write(to, cancellationToken);
        return Add(customer, name, mediaType, to.ToArray());
    }

    internal CustomerFile Add(string customer, string name, string mediaType, byte[] content, Func<CancellationToken, Task<Stream>>? open = null)
    {
        var file = new CustomerFile(
            $"fil_{Interlocked.Increment(ref count)}", name, mediaType, content.Length, TimeProvider.System.GetUtcNow().AddDays(1), open ?? (_ => Task.FromResult<Stream>(new MemoryStream(content))));
        files[$"{customer}/{file.Id}"] = file;
        return file;
    }

    internal async Task<byte[]> ContentAsync(string customer, string file)
    {
        await using var stream = await files[$"{customer}/{file}"].OpenAsync(default);
        using var to = new MemoryStream();
        await stream.CopyToAsync(to);
        return to.ToArray();
    }
}
