using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Ledger;
using Squaremcp.Platforms;

namespace Squaremcp.Frontend.Api;

internal static class Ledgers
{
    private const int LongestSpan = 366;

    internal static void MapLedgers(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/usage", UsageAsync).WithSummary("Count the calls that reached a platform, by tool and day (from, to: YYYY-MM-DD, UTC).");
        customers.MapGet("/audit", AuditAsync).WithSummary("Page through everything done in the customer's name, newest first.");
        customers.MapGet("/audit/verify", VerifyAsync).WithSummary("Recompute the audit trail's hash chain.");
    }

    private static async Task<Results<Ok<UsageReport>, ProblemHttpResult>> UsageAsync(HttpContext context, IGrainFactory grains, TimeProvider clock, string? from = null, string? to = null)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (Day(from, new DateOnly(today.Year, today.Month, 1)) is not { } first || Day(to, today) is not { } last || last < first || last.DayNumber - first.DayNumber > LongestSpan)
        {
            return Problems.Wrong("from", $"`from` and `to` must be days as YYYY-MM-DD, `to` not before `from` and at most {LongestSpan} days after it.");
        }

        return TypedResults.Ok(await grains.GetGrain<ILedgerGrain>(context.Caller().CustomerId).Usage(first, last, context.RequestAborted));
    }

    private static async Task<Results<Ok<AuditBody>, ProblemHttpResult>> AuditAsync(
        HttpContext context, IGrainFactory grains, CursorSealer cursors, string? cursor = null, string? limit = null, string? action = null)
    {
        if (Paging.Limit(limit) is not { } most)
        {
            return Paging.WrongLimit();
        }

        var purpose = $"{context.Caller().CustomerId}|audit|{action}";
        if (Paging.Position(cursors, purpose, cursor) is not (true, var position))
        {
            return Paging.WrongCursor();
        }

        var before = position is null ? (long?)null : long.Parse(position, CultureInfo.InvariantCulture);
        var page = await grains.GetGrain<ILedgerGrain>(context.Caller().CustomerId).Audit(new() { Before = before, Limit = most, Action = action }, context.RequestAborted);
        return TypedResults.Ok(new AuditBody(page.Entries, page.Next is { } next ? cursors.Seal(purpose, next.ToString(CultureInfo.InvariantCulture)) : null));
    }

    private static async Task<Ok<ChainCheck>> VerifyAsync(HttpContext context, IGrainFactory grains) =>
        TypedResults.Ok(await grains.GetGrain<ILedgerGrain>(context.Caller().CustomerId).Verify(context.RequestAborted));

    private static DateOnly? Day(string? text, DateOnly otherwise) => text is null ? otherwise
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
