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
        customers.MapGet("/audit", AuditAsync).WithSummary("Page through everything done in the customer's name, newest first; filtered by action, actor, tool or target, platform, outcome, from and to.");
        customers.MapGet("/audit/head", HeadAsync).WithSummary("The head of the audit trail's hash chain, signed: keep it, and no entry up to it can change unseen.");
        customers.MapGet("/audit/export", AuditExport.WriteAsync).WithSummary("The whole audit trail as JSON Lines: the signed head, then every entry in its order. squaremcp audit verify FILE checks it.")
            .Produces(StatusCodes.Status200OK, contentType: AuditExport.MediaType);
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

    private static async Task<Results<Ok<AuditBody>, ProblemHttpResult>> AuditAsync([AsParameters] AuditFilter filter, HttpContext context, IGrainFactory grains, CursorSealer cursors)
    {
        if (Paging.Limit(filter.Limit) is not { } most)
        {
            return Paging.WrongLimit();
        }

        if (!TryMoment(filter.From, out var from) || !TryMoment(filter.To, out var to) || to <= from)
        {
            return Problems.Wrong("from", "`from` and `to` must be moments such as 2026-11-21T08:00:00Z or days such as 2026-11-21, `to` after `from`.");
        }

        var purpose = $"{context.Caller().CustomerId}|audit|{filter.Purpose}";
        if (Paging.Position(cursors, purpose, filter.Cursor) is not (true, var position))
        {
            return Paging.WrongCursor();
        }

        var query = new AuditQuery
        {
            Before = position is null ? null : long.Parse(position, CultureInfo.InvariantCulture),
            Limit = most,
            Action = filter.Action,
            Actor = filter.Actor,
            Target = filter.Target ?? filter.Tool,
            Platform = filter.Platform,
            Outcome = filter.Outcome,
            From = from,
            To = to,
        };
        var page = await grains.GetGrain<ILedgerGrain>(context.Caller().CustomerId).Audit(query, context.RequestAborted);
        return TypedResults.Ok(new AuditBody(page.Entries, page.Next is { } next ? cursors.Seal(purpose, next.ToString(CultureInfo.InvariantCulture)) : null));
    }

    private static async Task<Results<Ok<SignedHead>, NoContent>> HeadAsync(HttpContext context, IGrainFactory grains) =>
        await grains.GetGrain<ILedgerGrain>(context.Caller().CustomerId).SignHead(context.RequestAborted) is { } head ? TypedResults.Ok(head) : TypedResults.NoContent();

    private static bool TryMoment(string? text, out DateTimeOffset? moment)
    {
        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at);
        moment = read ? at : null;
        return read || text is null;
    }

    private static async Task<Ok<ChainCheck>> VerifyAsync(HttpContext context, IGrainFactory grains) =>
        TypedResults.Ok(await grains.GetGrain<ILedgerGrain>(context.Caller().CustomerId).Verify(context.RequestAborted));

    private static DateOnly? Day(string? text, DateOnly otherwise) => text is null ? otherwise
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>What of the audit trail is asked for.</summary>
internal sealed record AuditFilter(
    string? Cursor = null, string? Limit = null, string? Action = null, string? Actor = null, string? Tool = null, string? Target = null, string? Platform = null, string? Outcome = null, string? From = null, string? To = null)
{
    /// <summary>All that a cursor is bound to besides the customer.</summary>
    internal string Purpose => string.Join('|', new[] { Action, Actor, Target ?? Tool, Platform, Outcome, From, To }.Select(one => one is null ? "-" : Uri.EscapeDataString(one)));
}
