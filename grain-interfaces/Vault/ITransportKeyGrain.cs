namespace Squaremcp.Vault;

/// <summary>The silos' transport key: what a customer hands over as a credential is sealed to it by the frontend and opened only where it is used. Key: "transport".</summary>
[Alias("square.ITransportKeyGrain")]
public interface ITransportKeyGrain : IGrainWithStringKey
{
    const string Key = "transport";

    /// <summary>The public half of the key in use now.</summary>
    [AlwaysInterleave, Reads, Alias("Current")]
    Task<TransportKey> Current(CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.transport-key.v1")]
public sealed record TransportKey
{
    [Id(0)] public required string Id { get; init; }

    /// <summary>P-256, SubjectPublicKeyInfo (RFC 5480), base64.</summary>
    [Id(1)] public required string PublicKey { get; init; }
}

/// <summary>Bytes that only the holder of the transport key can read: ECDH over P-256 with a key of its own, HKDF-SHA-256, AES-256-GCM.</summary>
[GenerateSerializer, Immutable, Alias("square.sealed-box.v1")]
public sealed record SealedBox
{
    [Id(0)] public required string KeyId { get; init; }

    /// <summary>Base64 of: length of the sender's public key (2 bytes), that key (SubjectPublicKeyInfo), nonce (12), ciphertext, tag (16).</summary>
    [Id(1)] public required string Data { get; init; }

    public override string ToString() => "***";
}
