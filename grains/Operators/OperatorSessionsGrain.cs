using Squaremcp.Operators;

namespace Squaremcp.Grains.Operators;

[GrainType("square-operator-sessions")]
public sealed class OperatorSessionsGrain([PersistentState("sessions")] IPersistentState<OperatorSessions> stored, TimeProvider clock) : StatefulGrain<OperatorSessions>(stored), IOperatorSessionsGrain
{
    public Task Begin(string hash, CancellationToken cancellationToken) => ChangeAsync(current => current.With(hash, clock.GetUtcNow()));

    public Task<bool> Admit(string hash, CancellationToken cancellationToken) => Task.FromResult(State.Admits(hash, clock.GetUtcNow()));

    public Task End(string hash, CancellationToken cancellationToken) => ChangeAsync(current => current.Without(hash));
}
