using Squaremcp.Tools;

namespace Squaremcp.Customers;

/// <summary>The operator's people acting as a customer, for a while and in everybody's sight (decision 0016). Key: as <see cref="ICustomerGrain"/>'s; it is the same grain.</summary>
[Alias("square.IImpersonationsGrain")]
public interface IImpersonationsGrain : IGrainWithStringKey
{
    /// <summary>Enters one; its beginning is in the customer's audit trail before this answers.</summary>
    [Alias("Begin")]
    Task<ImpersonationOutcome> Begin(NewImpersonation impersonation, Caller by, CancellationToken cancellationToken);

    /// <summary>The one that runs and whose token has this hash; null where there is none, or not any more.</summary>
    [AlwaysInterleave, Reads, Alias("Admit")]
    Task<ImpersonationView?> Admit(string hash, CancellationToken cancellationToken);

    /// <summary>Those that run and the latest that ended, newest first; null where there is no such customer.</summary>
    [AlwaysInterleave, Reads, Alias("Impersonations")]
    Task<IReadOnlyList<ImpersonationView>?> Impersonations(CancellationToken cancellationToken);

    /// <summary>Ends one before its time. False where none of that id runs.</summary>
    [Alias("EndImpersonation")]
    Task<bool> EndImpersonation(string id, Caller by, CancellationToken cancellationToken);
}

/// <summary>An impersonation to be entered: its token stays with the frontend that made it, which shows it once.</summary>
[GenerateSerializer, Immutable, Alias("square.new-impersonation.v1")]
public sealed record NewImpersonation
{
    /// <summary>The person of the operator who acts, as they name themselves.</summary>
    [Id(0)] public required string Operator { get; init; }

    /// <summary>Why; shown to the customer.</summary>
    [Id(1)] public required string Reason { get; init; }

    /// <summary>How long it runs, 1 to 60.</summary>
    [Id(2)] public required int Minutes { get; init; }

    /// <summary>True where it may also do what a member may; else it only reads.</summary>
    [Id(3)] public bool MayChange { get; init; }

    /// <summary>SHA-256 of the token's text, 64 lower-case hexadecimal digits.</summary>
    [Id(4)] public required string Hash { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.impersonation-view.v1")]
public sealed record ImpersonationView
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Operator { get; init; }

    [Id(2)] public required string Reason { get; init; }

    [Id(3)] public required bool MayChange { get; init; }

    [Id(4)] public required DateTimeOffset BeganAt { get; init; }

    /// <summary>When it ends at the latest.</summary>
    [Id(5)] public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Null while it runs.</summary>
    [Id(6)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>As the audit trail names who ended it; "system" where its time was over.</summary>
    [Id(7)] public string? EndedBy { get; init; }

    /// <summary>What it counts as in <see cref="RoleTable"/>.</summary>
    public Role Role => MayChange ? Role.Member : Role.Viewer;

    /// <summary>Who acts, for the audit trail.</summary>
    public string Actor => $"operator {Operator} as {Role.Word()} ({Id}): {Reason}";

    public bool Runs(DateTimeOffset now) => EndedAt is null && now < EndsAt;
}

/// <summary>The impersonation that was entered, or what was wrong.</summary>
[GenerateSerializer, Immutable, Alias("square.impersonation-outcome.v1")]
public sealed record ImpersonationOutcome
{
    [Id(0)] public ImpersonationView? Impersonation { get; init; }

    [Id(1)] public ToolFailure? Failure { get; init; }
}
