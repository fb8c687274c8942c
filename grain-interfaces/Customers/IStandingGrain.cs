using Squaremcp.Tools;

namespace Squaremcp.Customers;

/// <summary>Whether a customer may act, as the operator decides. Key: as <see cref="ICustomerGrain"/>'s; it is the same grain.</summary>
[Alias("square.IStandingGrain")]
public interface IStandingGrain : IGrainWithStringKey
{
    /// <summary>Null for a customer that may act, and for one there is not.</summary>
    [AlwaysInterleave, Reads, Alias("Suspension")]
    Task<Suspension?> Suspension(CancellationToken cancellationToken);

    /// <summary>From its answer on nothing is done in the customer's name. Asked again, it takes the new reason and keeps the beginning.</summary>
    /// <param name="reason">Shown to the customer.</param>
    /// <returns>What keeps it from that; null where it is done.</returns>
    [Alias("Suspend")]
    Task<ToolFailure?> Suspend(string reason, Caller by, CancellationToken cancellationToken);

    /// <summary>Ends a suspension; everything is as it was before.</summary>
    /// <returns>What keeps it from that; null where it is done.</returns>
    [Alias("Resume")]
    Task<ToolFailure?> Resume(Caller by, CancellationToken cancellationToken);
}

/// <summary>The operator has stopped a customer (decision 0016).</summary>
[GenerateSerializer, Immutable, Alias("square.suspension.v1")]
public sealed record Suspension
{
    /// <summary>In <see cref="ToolFailure.Reason"/> of everything that is refused for it.</summary>
    public const string Word = "customer_suspended";

    /// <summary>Characters.</summary>
    public const int LongestReason = 500;

    /// <summary>As the operator wrote it, for the customer to read.</summary>
    [Id(0)] public required string Reason { get; init; }

    [Id(1)] public required DateTimeOffset Since { get; init; }

    /// <summary>What everybody is told who wants something done.</summary>
    public ToolFailure Refusal() => new()
    {
        Kind = FailureKind.Refused,
        Reason = Word,
        Message = $"The operator suspended this customer on {Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {Reason} Nothing was done. What is stored can still be read and exported; talk to the operator to have it lifted.",
    };
}
