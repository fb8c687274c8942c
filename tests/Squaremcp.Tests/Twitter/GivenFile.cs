using Squaremcp.Platforms;

namespace Squaremcp.Tests.Twitter;

/// <summary>One file of one customer, of zeros that are nowhere, or of a content that is given.</summary>
internal sealed class GivenFile(long size, string mediaType = "video/mp4", byte[]? content = null) : ICustomerFiles
{
    public const string Id = "fil_video";

    public bool IsGone { get; set; }

    public Task<CustomerFile?> FindAsync(string customer, string file, CancellationToken cancellationToken) =>
        Task.FromResult(IsGone || file != Id ? null : new CustomerFile(Id, "film.mp4", mediaType, size, DateTimeOffset.MaxValue, _ => Task.FromResult<Stream>(new MemoryStream(content ?? new byte[size]))));

    public Task<CustomerFile> SaveAsync(string customer, string name, string mediaType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) => throw new NotSupportedException();
}
