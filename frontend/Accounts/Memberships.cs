using Squaremcp.Accounts;
using Squaremcp.Customers;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Accounts;

/// <summary>The customers a person acts for, and what they are to each.</summary>
internal sealed class Memberships(IGrainFactory grains)
{
    /// <summary>By customer; null where the customer no longer knows the person.</summary>
    internal static async Task<IReadOnlyDictionary<string, Role?>> RolesAsync(IGrainFactory grains, Person person, CancellationToken cancellationToken)
    {
        var asked = person.Memberships.Select(async one => KeyValuePair.Create(one.CustomerId, (await grains.GetGrain<IMembersGrain>(one.CustomerId).Find(person.Email, cancellationToken))?.Role));
        return new Dictionary<string, Role?>(await Task.WhenAll(asked), StringComparer.Ordinal);
    }

    /// <summary>By customer, of those that know the person.</summary>
    internal static async Task<IReadOnlyDictionary<string, Standing>> StandingsAsync(IGrainFactory grains, Person person, CancellationToken cancellationToken)
    {
        var asked = person.Memberships.Select(async one => await grains.GetGrain<IMembersGrain>(one.CustomerId).Find(person.Email, cancellationToken) is { Role: var role }
            ? KeyValuePair.Create(one.CustomerId, new Standing(
                role,
                await grains.GetGrain<IStandingGrain>(one.CustomerId).Suspension(cancellationToken),
                await grains.GetGrain<IImpersonationsGrain>(one.CustomerId).Impersonations(cancellationToken) ?? []))
            : default);
        return (await Task.WhenAll(asked)).Where(one => one.Key is not null).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Ends what the operator's people do as the customer, where the person may.</summary>
    /// <returns>What keeps the person from it; null where it is done.</returns>
    internal async Task<ToolFailure?> EndImpersonationAsync(Visitor visitor, string customer, string id)
    {
        if (visitor.Person.Memberships.All(one => one.CustomerId != customer) || await grains.GetGrain<IMembersGrain>(customer).Find(visitor.Email, CancellationToken.None) is not { } member || !member.Role.May(Deed.Manage))
        {
            return new() { Kind = FailureKind.Refused, Message = $"This needs {RoleTable.Least(Deed.Manage).Word()}." };
        }

        var by = new Caller { CustomerId = customer, Kind = CallerKind.Person, Rights = Rights.Full, Via = "page", Account = visitor.Email, Role = member.Role };
        return await grains.GetGrain<IImpersonationsGrain>(customer).EndImpersonation(id, by, CancellationToken.None) ? null : new() { Kind = FailureKind.NotFound, Message = "It has ended already." };
    }

    /// <returns>What keeps the person from leaving; null where they are gone.</returns>
    internal Task<ToolFailure?> LeaveAsync(Visitor visitor, string customer) => visitor.Person.Memberships.Any(one => one.CustomerId == customer)
        ? grains.GetGrain<IMembersGrain>(customer).Remove(visitor.Email, new() { CustomerId = customer, Kind = CallerKind.Person, Rights = Rights.Full, Via = "page", Account = visitor.Email }, CancellationToken.None)
        : Task.FromResult<ToolFailure?>(new() { Kind = FailureKind.NotFound, Message = "You are no member of this customer." });
}

/// <summary>What a customer is to a person, and what the operator does with it.</summary>
/// <param name="Suspension">Null while the customer may act.</param>
internal sealed record Standing(Role Role, Suspension? Suspension, IReadOnlyList<ImpersonationView> Impersonations);
