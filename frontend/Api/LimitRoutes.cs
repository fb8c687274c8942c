using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Limits;

namespace Squaremcp.Frontend.Api;

/// <summary>Limits: seen by the customer, set by the operator; those of its own connections also by the customer.</summary>
internal static class LimitRoutes
{
    internal static void MapLimits(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/limits", async (HttpContext context, IGrainFactory grains) => TypedResults.Ok(LimitsBody.Of((await grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId).Limits(context.RequestAborted))!)))
            .WithSummary("Tell the plan, its limits, and how much of each is used.");
        customers.MapPut("/connections/{platform}/{account}/limits", SetConnectionAsync).WithFullRights()
            .WithSummary("Limit what one connection may use, besides what the plan allows; null is no limit.");
    }

    internal static void MapAdminLimits(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/customers/{id}/limits", DescribeAsync).WithSummary("Tell a customer's plan, limits, overrides, and how much is used.");
        admin.MapPut("/customers/{id}/limits", SetAsync).WithSummary("Override a plan's limits for one customer: null leaves the plan's, -1 is unlimited.");
        admin.MapPut("/customers/{id}/plan", SetPlanAsync).WithSummary("Move a customer to another plan; it holds from the next call on.");
    }

    private static async Task<Results<Ok<LimitsBody>, ProblemHttpResult>> DescribeAsync(string id, IGrainFactory grains, CancellationToken cancellationToken) =>
        await grains.GetGrain<ICustomerGrain>(id).Limits(cancellationToken) is { } limits ? TypedResults.Ok(LimitsBody.Of(limits)) : Admin.NoCustomer();

    private static async Task<Results<Ok<LimitsBody>, ProblemHttpResult>> SetAsync(string id, LimitOverrides body, HttpContext context, IGrainFactory grains)
    {
        if (Below(-1, ("calls_per_month", body.CallsPerMonth), ("calls_per_minute", body.CallsPerMinute), ("connections", body.Connections), ("daily_sends", body.DailySends), ("retention_days", body.RetentionDays)) is { } wrong)
        {
            return Problems.Wrong(wrong, $"`{wrong}` must be 0 or more, -1 for unlimited, or null for what the plan says.");
        }

        var overrides = new UsageLimits { CallsPerMonth = body.CallsPerMonth, CallsPerMinute = body.CallsPerMinute, Connections = body.Connections, DailySends = body.DailySends, RetentionDays = body.RetentionDays };
        var changed = await grains.GetGrain<ICustomerGrain>(id).SetLimits(overrides, Admin.Operator(id), context.RequestAborted);
        return changed.Failure is { } failure ? Problems.Of(failure, context) : await DescribeAsync(id, grains, context.RequestAborted);
    }

    private static async Task<Results<Ok<LimitsBody>, ProblemHttpResult>> SetPlanAsync(string id, PlanBody body, HttpContext context, IGrainFactory grains)
    {
        var changed = await grains.GetGrain<ICustomerGrain>(id).SetPlan(body.Plan, Admin.Operator(id), context.RequestAborted);
        return changed.Failure is { } failure ? Problems.Of(failure, context) : await DescribeAsync(id, grains, context.RequestAborted);
    }

    private static async Task<Results<Ok<ConnectionBody>, ProblemHttpResult>> SetConnectionAsync(string platform, string account, ConnectionLimits body, HttpContext context, IGrainFactory grains)
    {
        if (Below(0, ("calls_per_minute", body.CallsPerMinute), ("daily_sends", body.DailySends)) is { } wrong)
        {
            return Problems.Wrong(wrong, $"`{wrong}` must be 0 or more, or null for no limit.");
        }

        var grain = grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId);
        var changed = await grain.SetConnectionLimits(platform, account, new() { CallsPerMinute = body.CallsPerMinute, DailySends = body.DailySends }, context.Caller(), context.RequestAborted);
        return changed.Failure is { } failure
            ? Problems.Of(failure, context)
            : TypedResults.Ok(ConnectionBody.Of((await grain.Describe(context.RequestAborted))!.Connections.First(one => one.Platform == platform && one.Account == account)));
    }

    private static string? Below(long least, params ReadOnlySpan<(string Name, long? Value)> values)
    {
        foreach (var (name, value) in values)
        {
            if (value < least)
            {
                return name;
            }
        }

        return null;
    }
}

/// <summary>RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers, structured fields of RFC 9651).</summary>
internal static class RateLimitHeaders
{
    internal static void Add(HttpContext context, LimitsView limits, DateTimeOffset now)
    {
        var own = limits.Uses.Where(use => use.Of is null && use.ResetsAt is not null).ToList();
        if (own.Count > 0)
        {
            context.Response.Headers["RateLimit-Policy"] = string.Join(", ", own.Select(use => $"\"{use.Limit}\";q={use.Allowed};w={Window(use)}"));
            context.Response.Headers["RateLimit"] = string.Join(", ", own.Select(use => $"\"{use.Limit}\";r={Math.Max(0, use.Allowed - use.Used)};t={Math.Max(1, (long)Math.Ceiling((use.ResetsAt!.Value - now).TotalSeconds))}"));
        }
    }

    /// <summary>Seconds; of a month, the length of the one that runs.</summary>
    private static long Window(LimitUse use) => use.Limit == "calls_per_minute" ? 60 : (long)(use.ResetsAt!.Value - use.ResetsAt.Value.AddMonths(-1)).TotalSeconds;
}
