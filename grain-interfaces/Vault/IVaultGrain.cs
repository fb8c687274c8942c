namespace Squaremcp.Vault;

/// <summary>The vault as its operator sees it. Key: "vault".</summary>
[Alias("square.IVaultGrain")]
public interface IVaultGrain : IGrainWithStringKey
{
    const string Key = "vault";

    /// <summary>Moves every secret under a new key-encryption key of the configured provider while the vault serves; goes on with a rotation that was not finished.</summary>
    [Alias("Rotate")]
    Task<VaultStatus> Rotate(CancellationToken cancellationToken);

    [Alias("Pause")]
    Task<VaultStatus> Pause(CancellationToken cancellationToken);

    /// <summary>Goes on with a rotation that rests; begins none.</summary>
    [Alias("Resume")]
    Task<VaultStatus> Resume(CancellationToken cancellationToken);

    [AlwaysInterleave, Reads, Alias("Status")]
    Task<VaultStatus> Status(CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.vault-status.v1")]
public sealed record VaultStatus
{
    /// <summary>"none", "running", "paused" or "done": the latest rotation.</summary>
    [Id(0)] public required string Rotation { get; init; }

    /// <summary>Secrets there were to move when it began.</summary>
    [Id(1)] public long Total { get; init; }

    /// <summary>Secrets that are still to move.</summary>
    [Id(2)] public long Left { get; init; }

    [Id(3)] public DateTimeOffset? StartedAt { get; init; }

    [Id(4)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>All secrets.</summary>
    [Id(5)] public long Secrets { get; init; }

    [Id(6)] public IReadOnlyList<VaultKeyView> Keys { get; init; } = [];
}

/// <summary>A key-encryption key; nothing of the key itself.</summary>
[GenerateSerializer, Immutable, Alias("square.vault-key.v1")]
public sealed record VaultKeyView
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Provider { get; init; }

    /// <summary>The provider's name for the key that wraps it, or its fingerprint.</summary>
    [Id(2)] public required string ProviderKey { get; init; }

    [Id(3)] public required DateTimeOffset CreatedAt { get; init; }
}
