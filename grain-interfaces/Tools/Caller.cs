namespace Squaremcp.Tools;

/// <summary>Who calls, as the frontend authenticated it.</summary>
[GenerateSerializer, Immutable, Alias("square.caller.v1")]
public sealed record Caller
{
    [Id(0)] public required string CustomerId { get; init; }

    [Id(1)] public required CallerKind Kind { get; init; }

    /// <summary>The id of the key that was presented; null for the operator's admin key.</summary>
    [Id(2)] public string? KeyId { get; init; }

    [Id(3)] public required Rights Rights { get; init; }

    /// <summary>The tools this caller may use when <see cref="Rights"/> is <see cref="Rights.Tools"/>.</summary>
    [Id(4)] public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>By which door the call came: "mcp", "sse" or "rest".</summary>
    [Id(5)] public required string Via { get; init; }

    /// <summary>What the client calls itself, for example "claude-code 2.1"; written by the client, so never trusted.</summary>
    [Id(6)] public string? Client { get; init; }

    /// <summary>What a person let the client do, where it came with an OAuth token.</summary>
    [Id(7)] public string? GrantId { get; init; }

    /// <summary>The e-mail address of the person who signed in, where a page or an OAuth grant acts for them.</summary>
    [Id(8)] public string? Account { get; init; }

    /// <summary>What that person is to the customer, as the frontend last heard; null where no person acts. The customer's grain looks for itself.</summary>
    [Id(9)] public Customers.Role? Role { get; init; }

    /// <summary>The operator's person who acts as the customer, and why; null where nobody does.</summary>
    [Id(10)] public Customers.ImpersonationView? Impersonation { get; init; }

    /// <summary>Who acts, for the audit trail.</summary>
    public string Actor => Impersonation?.Actor ?? KeyId ?? GrantId ?? Account ?? (Via == "system" ? "system" : "admin");
}

[GenerateSerializer, Alias("square.caller-kind.v1")]
public enum CallerKind
{
    ApiKey = 0,
    Admin = 1,

    /// <summary>A client a person let in (OAuth).</summary>
    Client = 2,

    /// <summary>A person on the gateway's own pages.</summary>
    Person = 3,

    /// <summary>A person of the operator who acts as the customer.</summary>
    Impersonation = 4,
}

/// <summary>What a key may do.</summary>
[GenerateSerializer, Alias("square.rights.v1")]
public enum Rights
{
    Full = 0,
    ReadOnly = 1,
    Tools = 2,
}
