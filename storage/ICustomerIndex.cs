using Squaremcp.Customers;

namespace Squaremcp.Storage;

/// <summary>The list of all customers, kept as a table so that a million of them page well.</summary>
public interface ICustomerIndex
{
    /// <summary>Inserts, or updates the row with the same id.</summary>
    Task EnterAsync(CustomerSummary customer, CancellationToken cancellationToken);

    /// <summary>Ascending by id, after <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<CustomerSummary>> ListAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>As <see cref="ListAsync"/>, of those that the query fits.</summary>
    Task<IReadOnlyList<CustomerSummary>> SearchAsync(CustomerQuery query, CancellationToken cancellationToken);

    /// <summary>How many customers have each plan; plans that nobody has are absent.</summary>
    Task<IReadOnlyDictionary<Plan, long>> CountAsync(CancellationToken cancellationToken);
}
