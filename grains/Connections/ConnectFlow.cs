using System.Security.Cryptography;
using System.Text;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Connections;

/// <summary>How far a person has come on the way to a connection, and what is still allowed on it; pure.</summary>
[GenerateSerializer, Immutable, Alias("square.connect-flow.v1")]
public sealed record ConnectFlow
{
    /// <summary>How long a link works, and how long a person may stay at the platform.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>When nobody needs to be told any more what became of it.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>Null until it was offered.</summary>
    [Id(0)] public ConnectOffer? Offer { get; init; }

    /// <summary>The latest press of the button; null before the first.</summary>
    [Id(1)] public ConnectStart? Start { get; init; }

    /// <summary>When <see cref="Start"/> ends.</summary>
    [Id(2)] public DateTimeOffset StartEndsAt { get; init; }

    /// <summary>True from before the code is redeemed: it is never redeemed again.</summary>
    [Id(3)] public bool IsTaken { get; init; }

    /// <summary>True once it is known what came of the code.</summary>
    [Id(4)] public bool IsEnded { get; init; }

    /// <summary>What the account that was connected is called; null where none was.</summary>
    [Id(5)] public string? Label { get; init; }

    public ConnectVerdict Of(ConnectVisit visit, DateTimeOffset now) => this switch
    {
        { Offer: null } => ConnectVerdict.Unknown,
        _ when !Same(Offer.TicketHash, visit.TicketHash) => ConnectVerdict.Unknown,
        _ when (Offer.Person is { } person && person != visit.Person) || (Start is not null && Start.Visit.Browser != visit.Browser) => ConnectVerdict.Foreign,
        { Label: not null } or { IsTaken: true, IsEnded: false } => ConnectVerdict.Used,
        _ when now >= Offer.ExpiresAt => ConnectVerdict.Expired,
        _ => ConnectVerdict.Good,
    };

    public ConnectVerdict Of(ConnectAnswer answer, DateTimeOffset now) => this switch
    {
        { Offer: null } or { Start: null } => ConnectVerdict.Unknown,
        _ when !Same(Start.StateHash, answer.StateHash) => ConnectVerdict.Unknown,
        _ when Start.Visit.Browser != answer.Browser || (Offer.Person is { } person && person != answer.Person) => ConnectVerdict.Foreign,
        { IsTaken: true } => ConnectVerdict.Used,
        _ when now >= StartEndsAt => ConnectVerdict.Expired,
        _ => ConnectVerdict.Good,
    };

    public ConnectFlow Begun(ConnectStart start, DateTimeOffset now) => this with { Start = start, StartEndsAt = now + Life, IsTaken = false, IsEnded = false };

    /// <summary>Nobody knows whether the code was redeemed before the process ended; the person has to begin again.</summary>
    public ConnectFlow Interrupted() => this is { IsTaken: true, IsEnded: false } ? this with { IsEnded = true } : this;

    /// <summary>Who asked for the link may still do so.</summary>
    public static bool IsAllowed(CustomerView? customer, Caller by) => customer is not null && by switch
    {
        { KeyId: { } key } => customer.Keys.Any(one => one.Id == key && one.RevokedAt is null),
        { GrantId: { } grant } => customer.Grants.Any(one => one.Id == grant && one.RevokedAt is null),
        _ => true,
    };

    private static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}
