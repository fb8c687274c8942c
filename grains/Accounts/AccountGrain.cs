using Squaremcp.Accounts;
using Squaremcp.Customers;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Accounts;

[GrainType("square-account")]
public sealed partial class AccountGrain([PersistentState("account")] IPersistentState<AccountState> stored, IVault vault, TransportKeys transport, TimeProvider clock)
    : StatefulGrain<AccountState>(stored), IAccountGrain, IAccountAddressGrain, IAccountPasswordGrain, IAccountSessionsGrain, ISecondFactorGrain, IAccountMembershipsGrain, IAccountIdentityGrain, IAccountImportGrain
{
    private const string Strangers = "";
    private const string Password = "password";

    // In memory only, and for addresses without an account too, so that whether there is one cannot be told from the waits.
    private readonly Dictionary<(string What, string Who), Failures> failures = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken) => State is { Email: not null, IsSettled: false } ? SettleAsync() : Task.CompletedTask;

    public async Task<bool> SignUp(NewAccount account, CancellationToken cancellationToken)
    {
        var made = false;
        var now = clock.GetUtcNow();
        var customer = new Membership { CustomerId = Ids.New("cus", now), CustomerName = account.Name };
        await ChangeAsync(current => (made = current.Email is null && !current.IsReserved(now))
            ? new AccountState { Email = account.Email, Name = account.Name, PasswordHash = account.PasswordHash, CreatedAt = now, Memberships = [customer] }.SignedIn(account.Session, now)
            : current);
        if (made)
        {
            await SettleAsync();
        }

        return made;
    }

    public async Task<SignInAttempt> Begin(string? device, CancellationToken cancellationToken)
    {
        var (wait, tell) = await TryAsync(Who(Password, device));
        return new() { RetryAfter = wait, TellOwner = tell, PasswordHash = wait is null && State is { Email: not null, PasswordHash: { Length: > 0 } hash } ? hash : null };
    }

    public async Task<SignInOutcome> Complete(NewSession session, CancellationToken cancellationToken)
    {
        var outcome = SignInOutcome.Refused;
        await ChangeAsync(current =>
        {
            (var next, outcome) = current.Email is null ? throw new InvalidOperationException("There is no such account.") : current.Entered(session, clock.GetUtcNow());
            return next;
        });
        failures.Remove((Password, session.Device));
        return outcome;
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

    public async Task<SignInOutcome> CompleteLink(string hash, NewSession session, CancellationToken cancellationToken)
    {
        var outcome = SignInOutcome.Refused;
        var now = clock.GetUtcNow();
        var own = Own(now);
        await ProveAsync(current =>
        {
            if (current.Followed(hash, now) is not { } next)
            {
                return current;
            }

            (next, outcome) = next.Proved(session.Current, own, now).Entered(session, now);
            return next;
        });
        return outcome;
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

    /// <summary>Counts an attempt before it is made. After five failures the owner is told, once a day.</summary>
    private async Task<(TimeSpan? Wait, bool Tell)> TryAsync((string What, string Who) who)
    {
        var now = clock.GetUtcNow();
        var before = failures.GetValueOrDefault(who) ?? new Failures(0, now);
        if (before.Wait(now) is not { } wait)
        {
            failures[who] = before.Another(now);
            return (null, false);
        }

        var tell = false;
        await ChangeAsync(current => (tell = current.Email is not null && current.Security.MayTell(now)) ? current with { Security = current.Security with { ToldAt = now } } : current);
        return (wait, tell);
    }

    private (string What, string Who) Who(string what, string? device) => (what, device is not null && State.Devices.Contains(device) ? device : Strangers);

    /// <summary>A change that may prove the address, and so begin the account anew.</summary>
    private async Task ProveAsync(Func<AccountState, AccountState> change)
    {
        var before = State.Security.Secret;
        var after = await ChangeAsync(change);
        if (before is not null && after.Security.Secret is null)
        {
            await vault.EraseAsync(SecretName.Customer, CancellationToken.None);
        }

        if (!after.IsSettled && after.Email is not null)
        {
            await SettleAsync();
        }
    }

    private Membership Own(DateTimeOffset now) => new() { CustomerId = Ids.New("cus", now), CustomerName = this.GetPrimaryKeyString().Split('@')[0] };

    private async Task SettleAsync()
    {
        foreach (var customer in State.Memberships)
        {
            await GrainFactory.GetGrain<ICustomerGrain>(customer.CustomerId).Create(new() { Email = State.Email!, Name = customer.CustomerName, Plan = Plan.Free, Owner = State.Email }, CancellationToken.None);
        }

        await ChangeAsync(current => current with { Settled = true, Enrolled = true });
    }
}
