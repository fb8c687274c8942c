using Squaremcp.Accounts;

namespace Squaremcp.Grains.Accounts;

/// <summary>Address, password and sessions.</summary>
public sealed partial class AccountGrain
{
    public Task<bool> OfferVerification(string session, string hash, CancellationToken cancellationToken) => TakeAsync(current => current.OfferedVerification(session, hash, clock.GetUtcNow()));

    public Task<bool> Verify(string session, string hash, CancellationToken cancellationToken) => TakeAsync(current => current.Verified(session, hash, clock.GetUtcNow()));

    public Task<bool> OfferReset(string hash, CancellationToken cancellationToken) => TakeAsync(current => current.OfferedReset(hash, clock.GetUtcNow()));

    public async Task<bool> Reset(string hash, NewPassword password, CancellationToken cancellationToken)
    {
        var done = false;
        var now = clock.GetUtcNow();
        var own = Own(now);
        await ProveAsync(current =>
        {
            var next = current.Reset(hash, password, own, now);
            done = next is not null;
            return next ?? current;
        });
        return done;
    }

    public Task Confirm(string session, string device, CancellationToken cancellationToken)
    {
        if (State.IsSession(session, clock.GetUtcNow()))
        {
            failures.Remove(Who(Password, device));
        }

        return Task.CompletedTask;
    }

    public Task<bool> ChangePassword(string session, string passwordHash, NewSession next, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        failures.Remove((Password, next.Device));
        return TakeAsync(current => current.IsSession(session, now) ? current.WithPassword(passwordHash).SignedIn(next, now) : null);
    }

    public Task<IReadOnlyList<SessionView>> List(string session, CancellationToken cancellationToken) => Task.FromResult(State.SessionList(session, clock.GetUtcNow()));

    public Task<bool> End(string session, string id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return TakeAsync(current => current.IsSession(session, now) && current.Sessions.Any(one => one.Name() == id) ? current with { Sessions = [.. current.Sessions.Where(one => one.Name() != id)] } : null);
    }

    public async Task<int> EndOthers(string session, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ended = 0;
        await TakeAsync(current =>
        {
            ended = current.Sessions.Count(one => one.Hash != session && one.IsAlive(now));
            return current.IsSession(session, now) ? current with { Sessions = [.. current.Sessions.Where(one => one.Hash == session)], Links = [], Security = current.Security with { Steps = [] } } : null;
        });
        return ended;
    }

    /// <returns>Whether there was a next state.</returns>
    private async Task<bool> TakeAsync(Func<AccountState, AccountState?> change)
    {
        var taken = false;
        await ChangeAsync(current =>
        {
            var next = change(current);
            taken = next is not null;
            return next ?? current;
        });
        return taken;
    }
}
