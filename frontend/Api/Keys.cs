using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Frontend.Callers;
using Squaremcp.Frontend.Operation;
using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Api;

/// <summary>Keys: made here, shown once, known below only by their hash.</summary>
internal static class Keys
{
    internal static void MapKeys(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/keys", ListAsync).WithSummary("List the customer's keys, without the keys themselves.");
        customers.MapPost("/keys", (CreateKey body, HttpContext context, IGrainFactory grains) => IssueAsync(context.Caller().CustomerId, body, context.Caller(), context, grains))
            .WithFullRights().WithSummary("Make a key. The answer is the only one that holds it.").Produces<KeyBody>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest);
        customers.MapDelete("/keys/{id}", RevokeAsync).WithFullRights().WithSummary("Revoke a key; it stops at once.");
    }

    internal static async Task<Results<Created<KeyBody>, ProblemHttpResult>> IssueAsync(string customer, CreateKey body, Caller by, HttpContext context, IGrainFactory grains)
    {
        if (RightsOf(body) is not { } rights)
        {
            return Problems.Wrong("rights", "`rights` must be \"full\", \"read_only\", or \"tools\" together with a list of tools.");
        }

        // The serializer looks at the list, not at what is in it.
        if (body.Tools?.Contains(null!) == true)
        {
            return Problems.Wrong("tools", "`tools` must be a list of tool names, for example [\"obsidian_read_note\"].");
        }

        if (body.CallsPerMonth < 0 || body.CallsPerMinute < 0)
        {
            return Problems.Wrong(body.CallsPerMonth < 0 ? "calls_per_month" : "calls_per_minute", "A key's limits must be 0 or more, or left out.");
        }

        var limits = (body.CallsPerMonth ?? body.CallsPerMinute) is null ? null : new Limits.ScopeLimits { CallsPerMonth = body.CallsPerMonth, CallsPerMinute = body.CallsPerMinute };
        var secret = "sq_" + Secrets.Random();
        var issued = await grains.GetGrain<ICustomerGrain>(customer).IssueKey(
            new() { Name = body.Name, Hash = RequestCallers.Hash(secret), Hint = secret[^4..], Rights = rights, Tools = [.. (body.Tools ?? []).Distinct(StringComparer.Ordinal)], Limits = limits }, by, context.RequestAborted);
        return issued.Failure is { } failure
            ? Problems.Of(failure, context)
            : TypedResults.Created($"/api/v1/keys/{issued.Key!.Id}", KeyBody.Of(issued.Key, secret: secret));
    }

    private static Rights? RightsOf(CreateKey body) => body.Rights switch
    {
        null => body.Tools is { Count: > 0 } ? Rights.Tools : Rights.Full,
        "full" => Rights.Full,
        "read_only" or "read-only" => Rights.ReadOnly,
        "tools" => Rights.Tools,
        _ => null,
    };

    private static async Task<Ok<KeysBody>> ListAsync(HttpContext context, IGrainFactory grains)
    {
        var id = context.Caller().CustomerId;
        var customer = await grains.GetGrain<ICustomerGrain>(id).Describe(context.RequestAborted);
        var used = await grains.GetGrain<ILedgerGrain>(id).KeysLastUsed(context.RequestAborted);
        return TypedResults.Ok(new KeysBody([.. customer!.Keys.Select(key => KeyBody.Of(key, used.TryGetValue(key.Id, out var at) ? at : null))]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(string id, HttpContext context, IGrainFactory grains) =>
        await grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId).RevokeKey(id, context.Caller(), context.RequestAborted)
            ? TypedResults.NoContent()
            : Problems.Of(StatusCodes.Status404NotFound, "There is no such key.");
}
