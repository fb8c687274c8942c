using Squaremcp.Customers;
using Squaremcp.Limits;

namespace Squaremcp.Grains.Limits;

/// <summary>What each plan gives and costs, as configured.</summary>
public sealed record PlanCatalog(IReadOnlyDictionary<Plan, UsageLimits> Limits)
{
    /// <summary>Every plan without limits.</summary>
    public static PlanCatalog Unlimited { get; } = new(Enum.GetValues<Plan>().ToDictionary(plan => plan, _ => new UsageLimits()));

    public UsageLimits Of(Plan plan) => Limits[plan];
}
