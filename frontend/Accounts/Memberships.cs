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

    /// <returns>What keeps the person from leaving; null where they are gone.</returns>
    internal Task<ToolFailure?> LeaveAsync(Visitor visitor, string customer) => visitor.Person.Memberships.Any(one => one.CustomerId == customer)
        ? grains.GetGrain<IMembersGrain>(customer).Remove(visitor.Email, new() { CustomerId = customer, Kind = CallerKind.Person, Rights = Rights.Full, Via = "page", Account = visitor.Email }, CancellationToken.None)
        : Task.FromResult<ToolFailure?>(new() { Kind = FailureKind.NotFound, Message = "You are no member of this customer." });
}
