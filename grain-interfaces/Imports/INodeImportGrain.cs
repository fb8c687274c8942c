using Squaremcp.Accounts;
using Squaremcp.Customers;

namespace Squaremcp.Imports;

/// <summary>
/// One customer on the way here from the Node.js product. Each step may be repeated: cut off anywhere, the next try goes on with the same customer, and nobody can sign in to it before <see cref="Complete"/>.
/// Key: that product's id of the customer.
/// </summary>
[Alias("square.INodeImportGrain")]
public interface INodeImportGrain : IGrainWithStringKey
{
    /// <summary>Where <see cref="Begin"/> would find it; changes nothing.</summary>
    [Alias("Look")]
    Task<NodeImportView> Look(NewCustomer customer, CancellationToken cancellationToken);

    /// <summary>Keeps the address and makes the customer.</summary>
    /// <param name="customer">Its address, normalised as accounts have it, is the owner's too.</param>
    [Alias("Begin")]
    Task<NodeImportView> Begin(NewCustomer customer, CancellationToken cancellationToken);

    /// <summary>Brings in a month of what was used over there: recorded in the audit trail as one deed, and in the daily rollups in the same transaction.</summary>
    /// <returns>False where it had been brought in before; nothing is changed then.</returns>
    [Alias("AddUsage")]
    Task<bool> AddUsage(UsageMonth usage, CancellationToken cancellationToken);

    /// <summary>Lets the person in: the last step.</summary>
    [Alias("Complete")]
    Task<NodeImportView> Complete(NodePassword password, CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.node-import-view.v1")]
public sealed record NodeImportView
{
    [Id(0)] public required NodeImportStanding Standing { get; init; }

    /// <summary>The customer here; null where none was made.</summary>
    [Id(1)] public string? CustomerId { get; init; }
}

[GenerateSerializer, Alias("square.node-import-standing.v1")]
public enum NodeImportStanding
{
    /// <summary>Not begun.</summary>
    New,

    Begun,

    /// <summary>Whole. What the person or the customer changed since is theirs.</summary>
    Done,

    /// <summary>The address has an account here that did not come of this import.</summary>
    AddressTaken,

    /// <summary>It was begun under another address.</summary>
    OtherAddress,
}

[GenerateSerializer, Immutable, Alias("square.node-password.v1")]
public sealed record NodePassword
{
    /// <summary>As <see cref="ImportedAccount.PasswordHash"/>.</summary>
    [Id(0)] public required string Hash { get; init; }

    [Id(1)] public required bool IsVerified { get; init; }

    public override string ToString() => "***";
}
