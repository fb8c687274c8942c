using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Connections;

/// <summary>
/// One person's way from a link to a connected account: the link with its ticket, the button that binds a browser, the platform's answer. Key: <c>cfl_…</c>, which the ticket and the state
/// carry in front of their secrets. Of the two only hashes come here, and the PKCE verifier is derived anew when it is needed.
/// </summary>
[Alias("square.IConnectFlowGrain")]
public interface IConnectFlowGrain : IGrainWithStringKey
{
    /// <summary>Called by the customer's grain, which has admitted it.</summary>
    [Alias("Offer")]
    Task Offer(ConnectOffer offer, CancellationToken cancellationToken);

    /// <summary>What the page shows before anything is begun. Changes nothing.</summary>
    /// <param name="visit">Who opened the link.</param>
    [AlwaysInterleave, Alias("Look")]
    Task<ConnectFlowView> Look(ConnectVisit visit, CancellationToken cancellationToken);

    /// <summary>The button: from here on the link belongs to this browser. Pressed again by the same one, before it came to a connection, the state of the first time is dead.</summary>
    [Alias("Begin")]
    Task<ConnectBegun> Begin(ConnectStart start, CancellationToken cancellationToken);

    /// <summary>Takes the platform's answer once: notes that, then redeems the code, asks whose account it is, and connects it.</summary>
    [Alias("Complete")]
    Task<ConnectFlowOutcome> Complete(ConnectAnswer answer, CancellationToken cancellationToken);
}

/// <summary>What is offered to be connected, and to whom.</summary>
[GenerateSerializer, Immutable, Alias("square.connect-offer.v1")]
public sealed record ConnectOffer
{
    [Id(0)] public required string CustomerId { get; init; }

    [Id(1)] public required string Platform { get; init; }

    [Id(2)] public required string Account { get; init; }

    /// <summary>The member the connection will belong to; null where it is shared by the whole customer.</summary>
    [Id(3)] public string? Owner { get; init; }

    /// <summary>Who asked for the link.</summary>
    [Id(4)] public required Caller By { get; init; }

    /// <summary>The e-mail address of the only person who may use it; null where whoever holds the link may.</summary>
    [Id(5)] public string? Person { get; init; }

    /// <summary>SHA-256 of the ticket, 64 lower-case hexadecimal digits.</summary>
    [Id(6)] public required string TicketHash { get; init; }

    [Id(7)] public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>True where the platform is the sandbox's simulator.</summary>
    [Id(8)] public bool IsSandbox { get; init; }
}

/// <summary>A link that was made, or why not.</summary>
[GenerateSerializer, Immutable, Alias("square.connect-link.v1")]
public sealed record ConnectLink
{
    /// <summary>What stands in the link behind <c>/connect/</c>; kept nowhere.</summary>
    [Id(0)] public string? Ticket { get; init; }

    [Id(1)] public DateTimeOffset ExpiresAt { get; init; }

    [Id(2)] public ToolFailure? Failure { get; init; }

    public override string ToString() => "***";
}

/// <summary>A browser in front of the page.</summary>
[GenerateSerializer, Immutable, Alias("square.connect-visit.v1")]
public sealed record ConnectVisit
{
    [Id(0)] public required string TicketHash { get; init; }

    /// <summary>SHA-256 of the browser's cookie.</summary>
    [Id(1)] public required string Browser { get; init; }

    /// <summary>The e-mail address of who is signed in there; null where nobody is.</summary>
    [Id(2)] public string? Person { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.connect-flow-view.v1")]
public sealed record ConnectFlowView
{
    [Id(0)] public required ConnectVerdict Verdict { get; init; }

    /// <summary>Null where the ticket is not one of ours.</summary>
    [Id(1)] public ConnectOffer? Offer { get; init; }
}

[GenerateSerializer, Alias("square.connect-verdict.v1")]
public enum ConnectVerdict
{
    Good = 0,

    /// <summary>It never was, was forged, replaced by a later one, or forgotten.</summary>
    Unknown = 1,

    Expired = 2,

    /// <summary>It belongs to another browser, or to a person who is not signed in here.</summary>
    Foreign = 3,

    /// <summary>It has served.</summary>
    Used = 4,

    /// <summary>Who asked for it may not any more.</summary>
    Withdrawn = 5,
}

/// <summary>The button was pressed.</summary>
[GenerateSerializer, Immutable, Alias("square.connect-start.v1")]
public sealed record ConnectStart
{
    [Id(0)] public required ConnectVisit Visit { get; init; }

    /// <summary>SHA-256 of the state that is sent along to the platform.</summary>
    [Id(1)] public required string StateHash { get; init; }

    /// <summary>Where the platform sends the browser back to.</summary>
    [Id(2)] public required string RedirectUri { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.connect-begun.v1")]
public sealed record ConnectBegun
{
    [Id(0)] public required ConnectVerdict Verdict { get; init; }

    /// <summary>Where the browser goes; the state is still to be added.</summary>
    [Id(1)] public string? Address { get; init; }

    [Id(2)] public ToolFailure? Failure { get; init; }
}

/// <summary>What came back with the browser.</summary>
[GenerateSerializer, Immutable, Alias("square.connect-answer.v1")]
public sealed record ConnectAnswer
{
    [Id(0)] public required string StateHash { get; init; }

    [Id(1)] public required string Browser { get; init; }

    /// <summary>The e-mail address of who is signed in there; null where nobody is.</summary>
    [Id(2)] public string? Person { get; init; }

    /// <summary>The code, sealed to the silos' transport key; about <see cref="About"/>.</summary>
    [Id(3)] public SealedBox? Code { get; init; }

    /// <summary>The platform's word where it gave no code, for example <c>access_denied</c>.</summary>
    [Id(4)] public string? Error { get; init; }

    /// <summary>What a box with a code is bound to.</summary>
    public static string About(string flow) => $"{flow}/code";
}

[GenerateSerializer, Immutable, Alias("square.connect-flow-outcome.v1")]
public sealed record ConnectFlowOutcome
{
    [Id(0)] public required ConnectVerdict Verdict { get; init; }

    /// <summary>Null where the state is not one of ours or belongs to somebody else.</summary>
    [Id(1)] public ConnectOffer? Offer { get; init; }

    /// <summary>What a person recognises the connected account by; null where none was connected.</summary>
    [Id(2)] public string? Label { get; init; }

    [Id(3)] public ToolFailure? Failure { get; init; }

    /// <summary>What was asked for and not given, although the connection is of use without it.</summary>
    [Id(4)] public IReadOnlyList<string> Missing { get; init; } = [];
}
