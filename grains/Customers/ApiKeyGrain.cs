using Squaremcp.Customers;

namespace Squaremcp.Grains.Customers;

[GenerateSerializer, Immutable, Alias("square.api-key-state.v1")]
public sealed record ApiKeyState
{
    [Id(0)] public ApiKey? Key { get; init; }
}

[GrainType("square-api-key")]
public sealed class ApiKeyGrain([PersistentState("key")] IPersistentState<ApiKeyState> stored) : StatefulGrain<ApiKeyState>(stored), IApiKeyGrain
{
    /// <summary>A key belongs to whoever had it first; the second binding of one hash would be a collision of 256 random bits.</summary>
    public Task Bind(ApiKey key, CancellationToken cancellationToken) => ChangeAsync(current => current.Key switch
    {
        null => current with { Key = key },
        { KeyId: var id } when id == key.KeyId => current,
        _ => throw new InvalidOperationException($"{this.GetPrimaryKeyString()} already belongs to a customer."),
    });

    public Task<ApiKey?> Find(CancellationToken cancellationToken) => Task.FromResult(State.Key);

    public Task Revoke(DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(current => current.Key is { RevokedAt: null } key ? current with { Key = key with { RevokedAt = at } } : current);
}
