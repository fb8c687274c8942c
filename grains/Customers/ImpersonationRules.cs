using Squaremcp.Customers;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

[GenerateSerializer, Immutable, Alias("square.impersonation-entry.v1")]
public sealed record ImpersonationEntry
{
    [Id(0)] public required ImpersonationView Impersonation { get; init; }

    /// <summary>SHA-256 of the token's text.</summary>
    [Id(1)] public required string Hash { get; init; }
}

/// <summary>Who of the operator may act as a customer, and until when; pure.</summary>
internal static class ImpersonationRules
{
    internal const int MostMinutes = 60;
    internal const int LongestName = 100;
    internal const int LongestReason = 300;

    private const int MostRunning = 10;
    private const int MostKept = 100;

    internal static ToolFailure? Refusal(CustomerState customer, NewImpersonation asked, Caller by, DateTimeOffset now) => asked switch
    {
        _ when by.Kind != CallerKind.Admin => new() { Kind = FailureKind.Refused, Reason = "operator_only", Message = "Only the operator begins an impersonation, with the admin key." },
        { Operator: var name } when !IsText(name, LongestName) => Wrong("operator", $"`operator` must say who of you acts, in 1 to {LongestName} characters and on one line."),
        { Reason: var why } when !IsText(why, LongestReason) => Wrong("reason", $"`reason` must say why, in 1 to {LongestReason} characters and on one line; the customer reads it."),
        { Minutes: < 1 or > MostMinutes } => Wrong("minutes", $"`minutes` must be 1 to {MostMinutes}."),
        _ when customer.Impersonations.Count(one => one.Impersonation.Runs(now)) >= MostRunning =>
            new() { Kind = FailureKind.Refused, Reason = "too_many_impersonations", Message = $"{MostRunning} impersonations of this customer run already. End those that are not needed." },
        _ => null,
    };

    internal static ImpersonationEntry New(NewImpersonation asked, DateTimeOffset now) => new()
    {
        Impersonation = new() { Id = Ids.New("imp", now), Operator = asked.Operator.Trim(), Reason = asked.Reason.Trim(), MayChange = asked.MayChange, BeganAt = now, EndsAt = now.AddMinutes(asked.Minutes) },
        Hash = asked.Hash,
    };

    internal static CustomerState With(this CustomerState customer, ImpersonationEntry entry, DateTimeOffset now) => customer with
    {
        Impersonations = [entry, .. customer.Impersonations.Where((one, i) => i < MostKept - 1 || one.Impersonation.Runs(now))],
    };

    /// <summary>The one that is entered and has not ended; null for whoever never was, or not any more.</summary>
    internal static ImpersonationView? Impersonation(this CustomerState customer, Caller caller)
    {
        foreach (var entry in customer.Impersonations)
        {
            if (entry.Impersonation.Id == caller.Impersonation?.Id && entry.Impersonation.EndedAt is null)
            {
                return entry.Impersonation;
            }
        }

        return null;
    }

    /// <summary>When the next one ends by itself; null where none runs.</summary>
    internal static DateTimeOffset? NextEnd(this CustomerState customer, DateTimeOffset now) =>
        customer.Impersonations.Where(one => one.Impersonation.Runs(now)).Min(one => (DateTimeOffset?)one.Impersonation.EndsAt);

    internal static CustomerState Ended(this CustomerState customer, string id, string by, DateTimeOffset at) => customer with
    {
        Impersonations =
        [
            .. customer.Impersonations.Select(one => one.Impersonation.Id == id && one.Impersonation.EndedAt is null
                ? one with { Impersonation = one.Impersonation with { EndedAt = at, EndedBy = by } }
                : one),
        ],
    };

    private static bool IsText(string text, int longest) => text.Trim().Length is > 0 and var length && length <= longest && !text.Any(char.IsControl);

    private static ToolFailure Wrong(string argument, string message) => new() { Kind = FailureKind.InvalidArgument, Argument = argument, Message = message };
}
