using Squaremcp.Accounts;

namespace Squaremcp.Grains.Accounts;

/// <summary>Identity providers.</summary>
public sealed partial class AccountGrain
{
    public async Task<IdentityOutcome> Enter(ProviderIdentity identity, NewSession session, CancellationToken cancellationToken)
    {
        IdentityOutcome? outcome = null;
        var now = clock.GetUtcNow();
        var own = Own(now);
        await ProveAsync(current =>
        {
            (var next, outcome) = current.EnteredBy(this.GetPrimaryKeyString(), identity, session, own, now);
            return next;
        });
        return outcome!;
    }

    public Task<bool> Link(string session, ProviderIdentity identity, CancellationToken cancellationToken) => TakeAsync(current => current.Linked(session, identity, clock.GetUtcNow()));

    public Task<bool> Unlink(string session, string issuer, CancellationToken cancellationToken) => TakeAsync(current => current.Unlinked(session, issuer, clock.GetUtcNow()));
}
