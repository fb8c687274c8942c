using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Frontend.Callers;
using Squaremcp.Frontend.OAuth;

namespace Squaremcp.Frontend.Api;

/// <summary>Stopping a customer, and acting as one (decision 0016).</summary>
internal static class AdminStanding
{
    internal static void MapStanding(this IEndpointRouteBuilder admin)
    {
        admin.MapPut("/customers/{id}/suspension", SuspendAsync).WithSummary("Suspend a customer: from the answer on nothing is done in its name. It is shown the reason, and may still read, export and take away what is its own.");
        admin.MapDelete("/customers/{id}/suspension", ResumeAsync).WithSummary("Lift a suspension; everything is as it was before.");
        admin.MapGet("/customers/{id}/impersonations", ListAsync).WithSummary("List who of the operator acts or acted as this customer, newest first.");
        admin.MapPost("/customers/{id}/impersonations", BeginAsync)
            .WithSummary("Make a token to act as a customer for at most 60 minutes, reading only unless changes are allowed. The answer is the only one that holds it; the customer sees who, why, and every deed.");
        admin.MapDelete("/customers/{id}/impersonations/{impersonation}", EndAsync).WithSummary("End an impersonation; its token stops at once.");
    }

    private static async Task<Results<Ok<SuspensionBody>, ProblemHttpResult>> SuspendAsync(string id, SuspendCustomer body, HttpContext context, IGrainFactory grains)
    {
        if (body.Reason.Trim().Length is 0 or > Suspension.LongestReason || body.Reason.Any(char.IsControl))
        {
            return Problems.Wrong("reason", $"`reason` must have 1 to {Suspension.LongestReason} characters on one line; the customer reads it.");
        }

        var grain = grains.GetGrain<IStandingGrain>(id);
        return await grain.Suspend(Sentence(body.Reason.Trim()), Admin.Operator(id), CancellationToken.None) is { } failure
            ? Problems.Of(failure, context)
            : TypedResults.Ok(SuspensionBody.Of(await grain.Suspension(CancellationToken.None)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ResumeAsync(string id, HttpContext context, IGrainFactory grains) =>
        await grains.GetGrain<IStandingGrain>(id).Resume(Admin.Operator(id), CancellationToken.None) is { } failure ? Problems.Of(failure, context) : TypedResults.NoContent();

    private static async Task<Results<Ok<ImpersonationsBody>, ProblemHttpResult>> ListAsync(string id, IGrainFactory grains, CancellationToken cancellationToken) =>
        await grains.GetGrain<IImpersonationsGrain>(id).Impersonations(cancellationToken) is { } all ? TypedResults.Ok(ImpersonationsBody.Of(all)) : Admin.NoCustomer();

    private static async Task<Results<Created<ImpersonationBody>, ProblemHttpResult>> BeginAsync(string id, BeginImpersonation body, HttpContext context, IGrainFactory grains)
    {
        if (await grains.GetGrain<ICustomerGrain>(id).Describe(context.RequestAborted) is null)
        {
            return Admin.NoCustomer();
        }

        var token = ImpersonationToken.New(id);
        var begun = await grains.GetGrain<IImpersonationsGrain>(id).Begin(
            new() { Operator = body.Operator, Reason = body.Reason, Minutes = body.Minutes, MayChange = body.Changes, Hash = TokenText.Hash(token) }, Admin.Operator(id), CancellationToken.None);
        return begun.Failure is { } failure
            ? Problems.Of(failure, context)
            : TypedResults.Created($"/api/v1/admin/customers/{id}/impersonations/{begun.Impersonation!.Id}", ImpersonationBody.Of(begun.Impersonation, token));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(string id, string impersonation, IGrainFactory grains) =>
        await grains.GetGrain<IImpersonationsGrain>(id).EndImpersonation(impersonation, Admin.Operator(id), CancellationToken.None) ? TypedResults.NoContent() : ImpersonationRoutes.NoneRuns();

    /// <summary>It is put before other sentences.</summary>
    private static string Sentence(string reason) => reason[^1] is '.' or '!' or '?' ? reason : reason + ".";
}

/// <summary>The operator's people who act as the customer, for the customer to see and to end.</summary>
internal static class ImpersonationRoutes
{
    internal static void MapImpersonations(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/impersonations", async (HttpContext context, IGrainFactory grains) =>
            TypedResults.Ok(ImpersonationsBody.Of((await grains.GetGrain<IImpersonationsGrain>(context.Caller().CustomerId).Impersonations(context.RequestAborted))!)))
            .WithSummary("List who of the operator acts or acted as this customer, and why, newest first. What they did is in the audit trail under the same `actor`.");
        customers.MapDelete("/impersonations/{id}", EndAsync).WithFullRights().WithSummary("End an impersonation; it stops at once.");
    }

    internal static ProblemHttpResult NoneRuns() => Problems.Of(StatusCodes.Status404NotFound, "No impersonation of that id runs.");

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(string id, HttpContext context, IGrainFactory grains) =>
        await grains.GetGrain<IImpersonationsGrain>(context.Caller().CustomerId).EndImpersonation(id, context.Caller(), CancellationToken.None) ? TypedResults.NoContent() : NoneRuns();
}

internal sealed record SuspendCustomer([property: Description("Why, in words for the customer; 1 to 500 characters.")] string Reason);

internal sealed record SuspensionBody([property: Description("Why, in the operator's words.")] string Reason, DateTimeOffset Since)
{
    internal static SuspensionBody? Of(Suspension? suspension) => suspension is null ? null : new(suspension.Reason, suspension.Since);
}

internal sealed record BeginImpersonation(
    [property: Description("The person of the operator who acts, 1 to 100 characters; the customer reads it.")] string Operator,
    [property: Description("Why, for example a ticket, 1 to 300 characters; the customer reads it.")] string Reason,
    [property: Description("How long, 1 to 60.")] int Minutes = 30,
    [property: Description("Whether it may also do what a member may: call tools that write and send, put and delete files, settle writes.")] bool Changes = false);

internal sealed record ImpersonationBody(
    string Id,
    string Operator,
    string Reason,
    [property: Description("False where it only reads.")] bool Changes,
    [property: Description("True while it runs.")] bool Active,
    DateTimeOffset BeganAt,
    [property: Description("When it ends by itself.")] DateTimeOffset EndsAt,
    DateTimeOffset? EndedAt,
    [property: Description("Who ended it: a person's address, a key, admin, or system where its time was over.")] string? EndedBy,
    [property: Description("As the audit trail names it; GET /api/v1/audit takes it as `actor`.")] string Actor,
    [property: Description("What acts, as Authorization: Bearer; only in the answer that made it.")] string? Token = null)
{
    internal static ImpersonationBody Of(ImpersonationView one, string? token = null) =>
        new(one.Id, one.Operator, one.Reason, one.MayChange, one.EndedAt is null, one.BeganAt, one.EndsAt, one.EndedAt, one.EndedBy, one.Actor, token);
}

internal sealed record ImpersonationsBody(IReadOnlyList<ImpersonationBody> Impersonations)
{
    internal static ImpersonationsBody Of(IReadOnlyList<ImpersonationView> all) => new([.. all.Select(one => ImpersonationBody.Of(one))]);
}
