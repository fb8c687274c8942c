using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Ledger;
using Squaremcp.OAuth;

namespace Squaremcp.Frontend.Api;

/// <summary>"My AI clients": who was let in by OAuth, and the way to end it.</summary>
internal static class Grants
{
    internal static void MapGrants(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/grants", ListAsync).WithSummary("List the AI clients that people let in, ended ones too for thirty days.");
        customers.MapDelete("/grants/{id}", RevokeAsync).WithFullRights().WithSummary("End a client's access; its next call is refused.");
    }

    private static async Task<Ok<GrantsBody>> ListAsync(HttpContext context, IGrainFactory grains)
    {
        var id = context.Caller().CustomerId;
        var customer = await grains.GetGrain<ICustomerGrain>(id).Describe(context.RequestAborted);
        var used = await grains.GetGrain<ILedgerGrain>(id).KeysLastUsed(context.RequestAborted);
        return TypedResults.Ok(new GrantsBody([.. customer!.Grants.Select(grant => GrantBody.Of(grant, used.TryGetValue(grant.Id, out var at) ? at : null))]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(string id, HttpContext context, IGrainFactory grains) =>
        await grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId).RevokeGrant(id, context.Caller(), context.RequestAborted)
            ? TypedResults.NoContent()
            : Problems.Of(StatusCodes.Status404NotFound, "There is no such client.");
}

internal sealed record GrantBody(
    string Id,
    string ClientId,
    [property: Description("What the client calls itself.")] string ClientName,
    [property: Description("Where it sends people back to.")] string RedirectHost,
    IReadOnlyList<string> Scopes,
    [property: Description("Who let it in, by e-mail address.")] string Account,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    [property: Description("When it last called a tool.")] DateTimeOffset? LastUsedAt)
{
    internal static GrantBody Of(GrantView grant, DateTimeOffset? lastUsed) =>
        new(grant.Id, grant.ClientId, grant.ClientName, grant.RedirectHost, grant.Scopes, grant.Account, grant.CreatedAt, grant.ExpiresAt, grant.RevokedAt, lastUsed);
}

internal sealed record GrantsBody(IReadOnlyList<GrantBody> Grants);
