using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Sandbox;

namespace Squaremcp.Frontend.Api;

/// <summary>Failing on demand, for customers of plan sandbox.</summary>
internal static class SandboxRoutes
{
    internal static void MapSandboxFaults(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/sandbox/{platform}/faults", ListAsync).WithSummary("List the faults that wait for your next calls to a simulated platform, and the kinds there are.");
        customers.MapPost("/sandbox/{platform}/faults", AddAsync).ThatChanges().WithSummary("Have a simulated platform fail for your next calls.");
        customers.MapDelete("/sandbox/{platform}/faults", ClearAsync).ThatChanges().WithSummary("Have a simulated platform work again.");
    }

    private static async Task<Results<Ok<FaultsBody>, ProblemHttpResult>> ListAsync(string platform, HttpContext context, IGrainFactory grains)
    {
        var (plan, refusal) = await PlanAsync(platform, context, grains);
        return refusal is null ? TypedResults.Ok(FaultsBody.Of(plan!)) : refusal;
    }

    private static async Task<Results<Ok<FaultsBody>, ProblemHttpResult>> AddAsync(string platform, FaultBody body, HttpContext context, IGrainFactory grains)
    {
        var (plan, refusal) = await PlanAsync(platform, context, grains);
        var fault = new Fault(body.Kind, body.Times, body.RetryAfter, body.Status);
        return refusal is not null ? refusal
            : fault.Broken is { } broken ? Problems.Of(StatusCodes.Status400BadRequest, broken)
            : plan!.Add(fault) ? TypedResults.Ok(FaultsBody.Of(plan))
            : Problems.Of(StatusCodes.Status409Conflict, "Too many faults wait already. DELETE them first.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ClearAsync(string platform, HttpContext context, IGrainFactory grains)
    {
        var (plan, refusal) = await PlanAsync(platform, context, grains);
        plan?.Clear();
        return refusal is null ? TypedResults.NoContent() : refusal;
    }

    private static async Task<(FaultPlan? Plan, ProblemHttpResult? Refusal)> PlanAsync(string platform, HttpContext context, IGrainFactory grains)
    {
        var customer = (await grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId).Describe(context.RequestAborted))!;
        return customer.Plan != Plan.Sandbox ? (null, Problems.Of(StatusCodes.Status403Forbidden, "Only customers of plan sandbox have simulated platforms."))
            : context.RequestServices.GetService<Simulators>() is not { } simulators ? (null, Problems.Of(StatusCodes.Status503ServiceUnavailable, NoSandbox))
            : simulators.Faults(platform, customer.Id) is { } plan ? (plan, null)
            : (null, Problems.Of(StatusCodes.Status404NotFound, "That platform has no simulator that fails on demand."));
    }

    internal const string NoSandbox = "This server has no sandbox: the operator has to start it with --sandbox (SQUAREMCP__Sandbox__Enabled=true).";
}

internal sealed record FaultBody(
    [property: Description("rate_limited, server_error, hang, expired_token, rotated_token, truncated or lost_answer.")] string Kind,
    [property: Description("For how many calls, 1 to 100.")] int Times = 1,
    [property: Description("Seconds that rate_limited tells to wait; it tells none when left out.")] int? RetryAfter = null,
    [property: Description("Of server_error, 500 to 599.")] int Status = 503);

internal sealed record FaultsBody(IReadOnlyList<FaultBody> Faults, [property: Description("The kinds of faults, and what each does.")] IReadOnlyDictionary<string, string> Kinds)
{
    internal static FaultsBody Of(FaultPlan plan) => new([.. plan.Waiting.Select(fault => new FaultBody(fault.Kind, fault.Times, fault.RetryAfter, fault.Status))], FaultKinds.All);
}
