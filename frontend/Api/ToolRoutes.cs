using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Frontend.Tools;

namespace Squaremcp.Frontend.Api;

/// <summary>The same tools as over MCP, by REST.</summary>
internal static class ToolRoutes
{
    internal static void MapTools(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/tools", ListAsync).WithSummary("List the tools this key may use now, as tools/list does.").Produces<JsonElement>();
        customers.MapPost("/tools/{name}", CallAsync)
            .WithSummary("Call a tool. The body is its arguments object; the answer is its output record. X-Square-Call-Id names the call. The header Idempotency-Key says what the argument idempotency_key says.")
            .Produces<JsonElement>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<ContentHttpResult> ListAsync(HttpContext context, IGrainFactory grains, ToolList tools)
    {
        var customer = await grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId).Describe(context.RequestAborted);
        return TypedResults.Text($"{{\"tools\":{System.Text.Encoding.UTF8.GetString(tools.JsonFor(customer!, context.Caller()))}}}", "application/json");
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> CallAsync(string name, JsonElement arguments, HttpContext context, ToolCaller tools, IGrainFactory grains, TimeProvider clock)
    {
        if (Problems.NoText(arguments) is { } wrong)
        {
            return wrong;
        }

        if (!IdempotencyKey.TryRead(context.Request.Headers, out var key))
        {
            return IdempotencyKey.Wrong();
        }

        var call = new Squaremcp.Tools.ToolCall { Tool = name, Arguments = arguments.GetRawText(), Caller = context.Caller(), CallId = tools.NewCallId(), IdempotencyKey = key };
        context.Response.Headers["X-Square-Call-Id"] = call.CallId;
        var outcome = await tools.CallAsync(call, context.RequestAborted);
        if (outcome.WriteId is { } write)
        {
            context.Response.Headers["X-Square-Write-Id"] = write;
        }

        if (outcome.Replayed)
        {
            context.Response.Headers["Idempotency-Replayed"] = "true";
        }

        if (outcome.LimitWarning is { } warning)
        {
            context.Response.Headers["X-Square-Limit-Warning"] = warning;
        }

        await AddLimitsAsync(context, grains, clock);

        if (outcome is { Untrusted: true, Source: { } source })
        {
            // The body is exact; that it must not be obeyed is said beside it.
            context.Response.Headers["X-Square-Untrusted"] = source;
        }

        return outcome.Failure is { } failure ? Problems.Of(failure, context) : TypedResults.Text(outcome.Content!, "application/json");
    }

    private static async Task AddLimitsAsync(HttpContext context, IGrainFactory grains, TimeProvider clock)
    {
        try
        {
            if (await grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId).Limits(CancellationToken.None) is { } limits)
            {
                RateLimitHeaders.Add(context, limits, clock.GetUtcNow());
            }
        }
#pragma warning disable CA1031 // the call is done and recorded: headers that cannot be told must not take its answer away
        catch (Exception)
#pragma warning restore CA1031
        {
            context.Response.Headers.Remove("RateLimit");
        }
    }
}
