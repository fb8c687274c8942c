using Squaremcp.OAuth;

namespace Squaremcp.Grains.OAuth;

[GenerateSerializer, Immutable, Alias("square.oauth-client-state.v1")]
public sealed record OAuthClientState
{
    private static readonly TimeSpan Unused = TimeSpan.FromDays(30);

    [Id(0)] public OAuthClient? Client { get; init; }

    /// <summary>Somebody has let the client in at some time: it is never forgotten by itself.</summary>
    [Id(1)] public bool Kept { get; init; }

    public OAuthClient? At(DateTimeOffset now) => Client is not null && (Kept || now - Client.RegisteredAt < Unused) ? Client : null;
}

[GrainType("square-oauth-client")]
public sealed class OAuthClientGrain([PersistentState("client")] IPersistentState<OAuthClientState> stored, TimeProvider clock) : StatefulGrain<OAuthClientState>(stored), IOAuthClientGrain
{
    public Task Put(OAuthClient client, CancellationToken cancellationToken) => ChangeAsync(current => current with { Client = client });

    public Task<OAuthClient?> Find(CancellationToken cancellationToken) => Task.FromResult(State.At(clock.GetUtcNow()));

    public Task Keep(CancellationToken cancellationToken) => ChangeAsync(current => current is { Client: not null, Kept: false } ? current with { Kept = true } : current);

    public Task Delete(CancellationToken cancellationToken) => ForgetAsync();
}
