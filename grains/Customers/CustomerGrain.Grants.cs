using Squaremcp.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>The AI clients that people let in.</summary>
public sealed partial class CustomerGrain
{
    private const int MostGrants = 500;

    private static readonly TimeSpan EndedKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan UnredeemedKept = TimeSpan.FromHours(1);

    public async Task<ToolFailure?> EnterGrant(GrantView grant, Caller by, CancellationToken cancellationToken)
    {
        if (State.Profile is null)
        {
            return new() { Kind = FailureKind.NotFound, Message = "There is no such customer." };
        }

        if (State.RoleOf(by) is null)
        {
            return MemberRules.Stranger;
        }

        if (Stopped(by) is { } stopped)
        {
            return stopped;
        }

        await ForgetGrantsAsync();
        if (State.Grants.Count >= MostGrants)
        {
            return new() { Kind = FailureKind.Refused, Reason = "too_many_clients", Message = $"There are already {MostGrants} AI clients. Revoke those that are not needed." };
        }

        await AuditAsync("grant.approve", grant.Id, "ok", by);
        await ChangeAsync(current => current.With(grant));
        return null;
    }

    public async Task GrantRedeemed(string grantId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await ChangeAsync(current => current.Grant(grantId) is { RedeemedAt: null } grant ? current.With(grant with { RedeemedAt = now }) : current);
    }

    public async Task GrantEnded(string grantId, string why, CancellationToken cancellationToken)
    {
        await EndedAsync(grantId);
        await AuditAsync("grant.revoke", grantId, why, TheSystem);
    }

    public async Task<bool> RevokeGrant(string grantId, Caller by, CancellationToken cancellationToken)
    {
        if (State.Grant(grantId) is null)
        {
            return false;
        }

        await EndedAsync(grantId);
        await GrainFactory.GetGrain<IGrantGrain>(grantId).Revoke(clock.GetUtcNow(), cancellationToken);
        await AuditAsync("grant.revoke", grantId, "ok", by);
        return true;
    }

    private async Task EndedAsync(string grantId)
    {
        var now = clock.GetUtcNow();
        await ChangeAsync(current => current.Grant(grantId) is { RevokedAt: null } grant ? current.With(grant with { RevokedAt = now }) : current);
    }

    /// <summary>Those that ended long ago or were never redeemed.</summary>
    private async Task ForgetGrantsAsync()
    {
        var now = clock.GetUtcNow();
        var gone = State.Grants.Where(grant => (grant.RevokedAt ?? grant.ExpiresAt) + EndedKept < now || (grant.RedeemedAt is null && grant.CreatedAt + UnredeemedKept < now)).Select(grant => grant.Id).ToHashSet();
        foreach (var id in gone)
        {
            await GrainFactory.GetGrain<IGrantGrain>(id).Forget(CancellationToken.None);
        }

        if (gone.Count > 0)
        {
            await ChangeAsync(current => current with { Grants = [.. current.Grants.Where(grant => !gone.Contains(grant.Id))] });
        }
    }
}
