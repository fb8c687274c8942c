namespace Squaremcp.Accounts;

/// <summary>How an account comes over from another product. Key: as <see cref="IAccountGrain"/>'s; it is the same grain. Called by the import's grain, which makes the customer in between.</summary>
[Alias("square.IAccountImportGrain")]
public interface IAccountImportGrain : IGrainWithStringKey
{
    /// <summary>Whether <see cref="Reserve"/> would keep it; changes nothing.</summary>
    [AlwaysInterleave, Alias("IsFree")]
    Task<bool> IsFree(string import, CancellationToken cancellationToken);

    /// <summary>Keeps the address for an import, for an hour: nobody can sign up with it meanwhile, and nobody is signed in yet.</summary>
    /// <param name="import">Names what is imported, the same each time it is tried again.</param>
    /// <returns>False where the address has an account that did not come of this import, or another import has it now.</returns>
    [Alias("Reserve")]
    Task<bool> Reserve(string import, CancellationToken cancellationToken);

    /// <summary>Makes the account of whoever has the address reserved. Its customer must be there by now. A repeat changes nothing.</summary>
    /// <returns>False where the address is not reserved for this import any more; nothing is changed then.</returns>
    [Alias("Open")]
    Task<bool> Open(ImportedAccount account, CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.imported-account.v1")]
public sealed record ImportedAccount
{
    /// <summary>As for <see cref="IAccountImportGrain.Reserve"/>.</summary>
    [Id(0)] public required string Import { get; init; }

    [Id(1)] public required string Name { get; init; }

    /// <summary>As the other product made it, in a form this one can check: replaced at the first good sign-in. Empty where there is none.</summary>
    [Id(2)] public required string PasswordHash { get; init; }

    /// <summary>Their own customer.</summary>
    [Id(3)] public required Membership Customer { get; init; }

    /// <summary>The operator vouches that the address is theirs (decision 0009).</summary>
    [Id(4)] public required bool IsVerified { get; init; }

    // A hash is no secret to use, but one to guess at.
    public override string ToString() => "***";
}
