using Squaremcp.Accounts;

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>The providers that sign in to an account, as its person sees them.</summary>
internal sealed class LinkedProviders(ProviderList providers, IGrainFactory grains)
{
    internal IEnumerable<LinkedProvider> Of(Person person) => person.Identities.Select(one => new LinkedProvider(providers.NameOf(one.Issuer), providers.Title(one.Issuer), one.Issuer, one.Since));

    /// <returns>What is wrong; null where it was taken away.</returns>
    internal async Task<Wrong?> TakeAwayAsync(Visitor visitor, string name)
    {
        if (!providers.HasPasswords && visitor.Person.Identities.Count == 1)
        {
            return new("provider", "It is the only way you have to sign in.", StatusCodes.Status409Conflict);
        }

        return Of(visitor.Person).FirstOrDefault(one => one.Name == name) is { } linked && await grains.GetGrain<IAccountIdentityGrain>(visitor.Email).Unlink(visitor.Session, linked.Issuer, CancellationToken.None)
            ? null
            : new("provider", "No such provider signs in to this account.", StatusCodes.Status404NotFound);
    }
}

internal sealed record LinkedProvider(string Name, string Title, string Issuer, DateTimeOffset Since);
