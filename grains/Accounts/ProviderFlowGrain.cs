using Squaremcp.Accounts;

namespace Squaremcp.Grains.Accounts;

/// <summary>In memory only: an activation outlives the ten minutes that a state is good for, and what a crash forgets names a code that the provider has redeemed.</summary>
[GrainType("square-provider-flow")]
public sealed class ProviderFlowGrain : Grain, IProviderFlowGrain
{
    private bool taken;

    public Task<bool> Take(CancellationToken cancellationToken)
    {
        var first = !taken;
        taken = true;
        return Task.FromResult(first);
    }
}
