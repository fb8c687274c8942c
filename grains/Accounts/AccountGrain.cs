using Squaremcp.Accounts;
using Squaremcp.Customers;

namespace Squaremcp.Grains.Accounts;

[GrainType("square-account")]
public sealed class AccountGrain([PersistentState("account")] IPersistentState<AccountState> stored, TimeProvider clock) : StatefulGrain<AccountState>(stored), IAccountGrain
{
    private const string Strangers = "";

    // In memory only, and for addresses without an account too, so that whether there is one cannot be told from the waits.
    private readonly Dictionary<string, Failures> failures = new(StringComparer.Ordinal);

    public override Task OnActivateAsync(CancellationToken cancellationToken) => State is { Email: not null, Settled: false } ? SettleAsync() : Task.CompletedTask;

    public async Task<bool> SignUp(NewAccount account, CancellationToken cancellationToken)
    {
        var made = false;
        var now = clock.GetUtcNow();
        var customer = new Membership { CustomerId = Ids.New("cus", now), CustomerName = account.Name };
        await ChangeAsync(current => (made = current.Email is null)
            ? new AccountState { Email = account.Email, Name = account.Name, PasswordHash = account.PasswordHash, CreatedAt = now, Memberships = [customer] }.SignedIn(account.Session, now)
            : current);
        if (made)
        {
            await SettleAsync();
        }

        return made;
    }

    public Task<SignInAttempt> Begin(string? device, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var who = device is not null && State.Devices.Contains(device) ? device : Strangers;
        var before = failures.GetValueOrDefault(who) ?? new Failures(0, now);
        if (before.Wait(now) is { } wait)
        {
            return Task.FromResult(new SignInAttempt { RetryAfter = wait });
        }

        failures[who] = before.Another(now);
        return Task.FromResult(new SignInAttempt { PasswordHash = State.Email is null ? null : State.PasswordHash });
    }

    public async Task Complete(NewSession session, CancellationToken cancellationToken)
    {
        await ChangeAsync(current => current.Email is null ? throw new InvalidOperationException("There is no such account.") : current.SignedIn(session, clock.GetUtcNow()));
        failures.Remove(session.Device);
    }

    public async Task<bool> OfferLink(string hash, CancellationToken cancellationToken)
    {
        var offered = false;
        await ChangeAsync(current =>
        {
            var next = current.Offered(hash, clock.GetUtcNow());
            offered = next is not null;
            return next ?? current;
        });
        return offered;
    }

    public async Task<bool> CompleteLink(string hash, NewSession session, CancellationToken cancellationToken)
    {
        var followed = false;
        var now = clock.GetUtcNow();
        await ChangeAsync(current =>
        {
            var next = current.Followed(hash, now);
            followed = next is not null;
            return next?.SignedIn(session, now) ?? current;
        });
        return followed;
    }

    public async Task<Person?> Session(string hash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (State.Who(hash, now) is not { } person)
        {
            return null;
        }

        await ChangeAsync(current => current.Seen(hash, now));
        return person;
    }

    public Task SignOut(string hash, CancellationToken cancellationToken) => ChangeAsync(current => current.SignedOut(hash));

    private async Task SettleAsync()
    {
        foreach (var customer in State.Memberships)
        {
            await GrainFactory.GetGrain<ICustomerGrain>(customer.CustomerId).Create(new() { Email = State.Email!, Name = customer.CustomerName, Plan = Plan.Free }, CancellationToken.None);
        }

        await ChangeAsync(current => current with { Settled = true });
    }
}
