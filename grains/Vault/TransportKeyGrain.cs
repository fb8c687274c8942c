using Squaremcp.Vault;

namespace Squaremcp.Grains.Vault;

[GrainType("square-transport-key")]
public sealed class TransportKeyGrain(TransportKeys keys) : Grain, ITransportKeyGrain
{
    public Task<TransportKey> Current(CancellationToken cancellationToken) => keys.CurrentAsync(cancellationToken);
}
