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
public sealed record CustomerFile(string Id, string Name, string MediaType, long Size, DateTimeOffset ExpiresAt, Func<CancellationToken, Task<Stream>> OpenAsync);
