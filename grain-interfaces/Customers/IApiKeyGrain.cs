using Squaremcp.Tools;

namespace Squaremcp.Customers;

/// <summary>Finds the customer behind a key. Key: SHA-256 of the key's text, 64 lower-case hexadecimal digits.</summary>
[Alias("square.IApiKeyGrain")]
public interface IApiKeyGrain : IGrainWithStringKey
{
    [Alias("Bind")]
    Task Bind(ApiKey key, CancellationToken cancellationToken);

    /// <summary>Null for a key nobody was given.</summary>
    [AlwaysInterleave, Reads, Alias("Find")]
    Task<ApiKey?> Find(CancellationToken cancellationToken);

    [Alias("Revoke")]
    Task Revoke(DateTimeOffset at, CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.api-key.v1")]
public sealed record ApiKey
{
    [Id(0)] public required string CustomerId { get; init; }

    [Id(1)] public required string KeyId { get; init; }

    [Id(2)] public required Rights Rights { get; init; }

    [Id(3)] public IReadOnlyList<string> Tools { get; init; } = [];

    [Id(4)] public DateTimeOffset? RevokedAt { get; init; }
}
