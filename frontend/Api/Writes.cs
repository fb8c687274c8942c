using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Ledger;
using Squaremcp.Platforms;

namespace Squaremcp.Frontend.Api;

/// <summary>What was changed in the customer's name, what is not known of it, and a person's word on that.</summary>
internal static class Writes
{
    internal static void MapWrites(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/writes", ListAsync).WithSummary("Page through the customer's writes, newest first (status: sent, done, failed or unknown; idempotency_key).");
        customers.MapGet("/writes/{id}", GetAsync).WithSummary("Tell what became of one write.");
        customers.MapPost("/writes/{id}/resolution", ResolveAsync).WithFullRights()
            .WithSummary("Say of a write whose outcome is unknown whether it was done, after looking at the platform. Not done frees its idempotency key.");
    }

    private static async Task<Results<Ok<WritesBody>, ProblemHttpResult>> ListAsync(
        HttpContext context, IGrainFactory grains, CursorSealer cursors, string? cursor = null, string? limit = null, string? status = null, string? idempotency_key = null)
    {
        if (Paging.Limit(limit) is not { } most)
        {
            return Paging.WrongLimit();
        }

        if (!TryStatus(status, out var wanted))
        {
            return Problems.Wrong("status", "`status` must be sent, done, failed or unknown.");
        }

        var purpose = $"{context.Caller().CustomerId}|writes|{status}|{idempotency_key}";
        if (Paging.Position(cursors, purpose, cursor) is not (true, var before))
        {
            return Paging.WrongCursor();
        }

        var page = await grains.GetGrain<ILedgerGrain>(context.Caller().CustomerId)
            .Writes(new() { Before = before, Limit = most, Status = wanted, IdempotencyKey = idempotency_key }, context.RequestAborted);
        return TypedResults.Ok(new WritesBody([.. page.Writes.Select(WriteBody.Of)], page.Next is { } next ? cursors.Seal(purpose, next) : null));
    }

    private static async Task<Results<Ok<WriteBody>, ProblemHttpResult>> GetAsync(string id, HttpContext context, IGrainFactory grains) =>
        await grains.GetGrain<ILedgerGrain>(context.Caller().CustomerId).Write(id, context.RequestAborted) is { } write ? TypedResults.Ok(WriteBody.Of(write)) : NoneSuch();

    private static async Task<Results<Ok<WriteBody>, ProblemHttpResult>> ResolveAsync(string id, ResolveWrite body, HttpContext context, IGrainFactory grains)
    {
        if (body.Outcome is not ("done" or "not_done"))
        {
            return Problems.Wrong("outcome", "`outcome` must be \"done\" or \"not_done\".");
        }

        var customer = context.Caller().CustomerId;
        if (await grains.GetGrain<ILedgerGrain>(customer).Write(id, context.RequestAborted) is not { } before)
        {
            return NoneSuch();
        }

        if (before.Status != WriteStatus.Unknown)
        {
            return Problems.Of(StatusCodes.Status409Conflict, $"This write is {Squaremcp.Tools.Outcomes.Word(before.Status)}; only one whose outcome is unknown can be marked.");
        }

        return await grains.GetGrain<ICustomerGrain>(customer).ResolveWrite(id, body.Outcome == "done", context.Caller(), context.RequestAborted) is { } write
            ? TypedResults.Ok(WriteBody.Of(write))
            : NoneSuch();
    }

    private static bool TryStatus(string? text, out WriteStatus? status)
    {
        status = text switch { "sent" => WriteStatus.Sent, "done" => WriteStatus.Done, "failed" => WriteStatus.Failed, "unknown" => WriteStatus.Unknown, _ => null };
        return text is null || status is not null;
    }

    private static ProblemHttpResult NoneSuch() => Problems.Of(StatusCodes.Status404NotFound, "There is no such write. GET /api/v1/writes lists them.");
}
