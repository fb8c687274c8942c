using Squaremcp.Accounts;

namespace Squaremcp.Grains.Accounts;

/// <summary>Accounts that come from another product.</summary>
public sealed partial class AccountGrain
{
    public Task<bool> IsFree(string import, CancellationToken cancellationToken) => Task.FromResult(State.ReservedFor(import, clock.GetUtcNow()) is not null);

    public Task<bool> Reserve(string import, CancellationToken cancellationToken) => TakeAsync(current => current.ReservedFor(import, clock.GetUtcNow()));

    public Task<bool> Open(ImportedAccount account, CancellationToken cancellationToken) => TakeAsync(current => current.Opened(this.GetPrimaryKeyString(), account, clock.GetUtcNow()));
}
