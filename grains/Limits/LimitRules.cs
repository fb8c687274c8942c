using System.Globalization;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Grains.Customers;
using Squaremcp.Limits;
using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Limits;

/// <summary>Which limits a call falls under, and what a used-up one is answered; pure.</summary>
internal static class LimitRules
{
    /// <summary>The shortest first, so that the refusal a client can wait out is the one it gets.</summary>
    internal static List<Applied> For(CustomerState customer, PlanCatalog plans, string? keyId, ConnectionView connection, Tool tool)
    {
        var limits = customer.Limits(plans);
        var account = $"{connection.Platform}/{connection.Account}";
        var applied = new List<Applied>(6)
        {
            new(Window.Minute, null, limits.CallsPerMinute, "plan"),
            new(Window.Minute, account, connection.Limits?.CallsPerMinute, "connection"),
        };
        if (keyId is not null)
        {
            var key = customer.Key(keyId)?.Key.Limits;
            applied.Add(new(Window.Minute, keyId, key?.CallsPerMinute, "key"));
            applied.Add(new(Window.Month, keyId, key?.CallsPerMonth, "key"));
        }

        if (tool.Sends)
        {
            applied.Add(SendLimit(customer, limits, connection, account));
        }

        applied.Add(new(Window.Month, null, limits.CallsPerMonth, "plan"));
        return applied;
    }

    internal static ToolFailure Refusal(LimitUse use, Applied limit, Plan plan, DateTimeOffset now)
    {
        var whose = limit.Rule switch
        {
            "key" => "This key",
            "connection" => $"The connection {limit.Scope}",
            "policy" => $"The policy for {limit.Scope}",
            _ when limit.Scope is not null => $"The plan {plan.ToString().ToLowerInvariant()}, for each connection such as {limit.Scope},",
            _ => $"The plan {plan.ToString().ToLowerInvariant()}",
        };
        var what = limit.Window switch { Window.Month => "calls a month", Window.Minute => "calls a minute", _ => "sends a day" };
        var resets = use.ResetsAt!.Value;
        var message = $"{whose} allows {Number(use.Allowed)} {what} and {Number(use.Used)} are used. Nothing was done. It resets at {resets.UtcDateTime:yyyy-MM-dd HH:mm} UTC.";
        return limit.Window == Window.Minute
            ? new() { Kind = FailureKind.RateLimited, Reason = use.Limit, Message = message, RetryAfter = Math.Max(1, (int)Math.Ceiling((resets - now).TotalSeconds)) }
            : new() { Kind = FailureKind.PlanLimit, Reason = use.Limit, Message = $"{message} {What(limit.Rule)}" };
    }

    internal static ToolFailure TooManyConnections(CustomerState customer, long allowed) => new()
    {
        Kind = FailureKind.PlanLimit,
        Reason = "connections",
        Message = $"The plan {customer.Profile!.Plan.ToString().ToLowerInvariant()} allows {Number(allowed)} connections and {Number(customer.Connections.Count(entry => !entry.IsHidden))} are used. Disconnect one that is not needed, or ask the operator for a larger plan.",
    };

    internal static Applied SendLimit(CustomerState customer, UsageLimits limits, ConnectionView connection, string account)
    {
        (long? Allowed, string Rule)[] rules =
        [
            (limits.DailySends, "plan"),
            (connection.Limits?.DailySends, "connection"),
            (customer.Policy?.DailySendBudget.TryGetValue(account, out var budget) == true ? budget : null, "policy"),
        ];
        var least = rules.MinBy(rule => rule.Allowed ?? long.MaxValue);
        return new(Window.Sends, account, least.Allowed, least.Rule);
    }

    private static string What(string rule) => rule switch
    {
        "key" => "Use another key, or ask the person you work for to raise this key's limit.",
        "connection" => "Ask the person you work for to raise the connection's limit.",
        "policy" => "Ask the person you work for to raise daily_send_budget in the policy.",
        _ => "Ask the person you work for to move to a larger plan.",
    };

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
