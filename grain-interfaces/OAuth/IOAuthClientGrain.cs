namespace Squaremcp.OAuth;

/// <summary>A client that registered itself (RFC 7591) or publishes its own metadata. Key: client id, <c>cli_…</c> or the document's address.</summary>
[Alias("square.IOAuthClientGrain")]
public interface IOAuthClientGrain : IGrainWithStringKey
{
    /// <summary>Enters or replaces what is known of the client.</summary>
    [Alias("Put")]
    Task Put(OAuthClient client, CancellationToken cancellationToken);

    /// <summary>Null for a client that never was, was deleted, or expired because nobody ever let it in.</summary>
    [AlwaysInterleave, Reads, Alias("Find")]
    Task<OAuthClient?> Find(CancellationToken cancellationToken);

    /// <summary>From here on the client is kept: somebody has let it in.</summary>
    [Alias("Keep")]
    Task Keep(CancellationToken cancellationToken);

    /// <summary>RFC 7592 §2.3.</summary>
    [Alias("Delete")]
    Task Delete(CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.oauth-client.v1")]
public sealed record OAuthClient
{
    [Id(0)] public required string Id { get; init; }

    /// <summary>Chosen by whoever registered; never trusted.</summary>
    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required IReadOnlyList<string> RedirectUris { get; init; }

    [Id(3)] public required ClientAuthentication Authentication { get; init; }

    /// <summary>SHA-256 of the secret, 64 lower-case hexadecimal digits; null for a public client.</summary>
    [Id(4)] public string? SecretHash { get; init; }

    [Id(5)] public IReadOnlyList<string> GrantTypes { get; init; } = ["authorization_code", "refresh_token"];

    /// <summary>As registered; empty where the client named none.</summary>
    [Id(6)] public IReadOnlyList<string> Scopes { get; init; } = [];

    [Id(7)] public string? ClientUri { get; init; }

    /// <summary>SHA-256 of the token that manages the registration (RFC 7592).</summary>
    [Id(8)] public string? RegistrationTokenHash { get; init; }

    [Id(9)] public required DateTimeOffset RegisteredAt { get; init; }

    [Id(10)] public string? ApplicationType { get; init; }

    /// <summary>Until when what was fetched from the client's own address is taken as it is.</summary>
    [Id(11)] public DateTimeOffset? FreshUntil { get; init; }

    public bool IsPublic => Authentication == ClientAuthentication.None;
}

[GenerateSerializer, Alias("square.client-authentication.v1")]
public enum ClientAuthentication
{
    /// <summary><c>none</c>: a public client.</summary>
    None = 0,

    /// <summary><c>client_secret_post</c>.</summary>
    SecretPost = 1,

    /// <summary><c>client_secret_basic</c>.</summary>
    SecretBasic = 2,
}
