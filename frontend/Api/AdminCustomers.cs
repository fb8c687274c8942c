using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Ledger;
using Squaremcp.Limits;
using Squaremcp.Platforms;

namespace Squaremcp.Frontend.Api;

/// <summary>The customers and plans of the installation, as somebody who supports them needs to see them.</summary>
internal static class AdminCustomers
{
    private const int LongestSearch = 100;

    internal static void MapAdminCustomers(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/plans", PlansAsync).WithSummary("List the plans, what each gives, and how many customers have it.");
        admin.MapGet("/customers", ListAsync).WithSummary("Page through customers, with their use this month (search: part of id, address or name; plan; suspended: true or false).");
        admin.MapGet("/customers/{id}", DescribeAsync).WithSummary("Describe one customer: plan, suspension, use, and how many connections, keys, apps and members it has.");
    }

    private static async Task<Ok<PlansBody>> PlansAsync(IGrainFactory grains, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PlansBody([.. (await Directory(grains).Plans(cancellationToken)).Select(one => new PlanDetailBody(one.Plan, one.Limits, one.Customers))]));

    private static async Task<Results<Ok<AdminCustomersBody>, ProblemHttpResult>> ListAsync(
        IGrainFactory grains, CursorSealer cursors, TimeProvider clock, CancellationToken cancellationToken,
        string? cursor = null, string? limit = null, string? search = null, string? plan = null, string? suspended = null)
    {
        if (Paging.Limit(limit) is not { } most)
        {
            return Paging.WrongLimit();
        }

        if (search is { Length: 0 or > LongestSearch })
        {
            return Problems.Wrong("search", $"`search` must have 1 to {LongestSearch} characters.");
        }

        if (Admin.PlanOf(plan) is not (true, var wanted))
        {
            return Admin.WrongPlan();
        }

        if (suspended is not (null or "true" or "false"))
        {
            return Problems.Wrong("suspended", "`suspended` must be true or false.");
        }

        var purpose = $"admin|customers|{wanted}|{suspended}|{search}";
        if (Paging.Position(cursors, purpose, cursor) is not (true, var after))
        {
            return Paging.WrongCursor();
        }

        var page = await Directory(grains).Search(new() { After = after, Limit = most, Search = search, Plan = wanted, Suspended = suspended is null ? null : suspended == "true" }, cancellationToken);
        var rows = await Task.WhenAll(page.Select(async one => AdminCustomerBody.Of(one, await UseAsync(grains, one.Id, clock, cancellationToken))));
        return TypedResults.Ok(new AdminCustomersBody(rows, page.Count == most ? cursors.Seal(purpose, page[^1].Id) : null));
    }

    private static async Task<Results<Ok<AdminCustomerBody>, ProblemHttpResult>> DescribeAsync(string id, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await grains.GetGrain<ICustomerGrain>(id).Describe(cancellationToken) is not { } customer)
        {
            return Admin.NoCustomer();
        }

        var members = await grains.GetGrain<IMembersGrain>(id).List(cancellationToken);
        return TypedResults.Ok(AdminCustomerBody.Of(customer, members!, await UseAsync(grains, id, clock, cancellationToken), clock.GetUtcNow()));
    }

    private static async Task<CustomerUseBody> UseAsync(IGrainFactory grains, string id, TimeProvider clock, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var use = await grains.GetGrain<ILedgerGrain>(id).Usage(new(today.Year, today.Month, 1), today, cancellationToken);
        return new(use.Calls, use.Tools.Sum(tool => tool.Failed), use.Days.Count == 0 ? null : use.Days.Max(day => day.Day));
    }

    private static IDirectoryGrain Directory(IGrainFactory grains) => grains.GetGrain<IDirectoryGrain>(IDirectoryGrain.Key);
}

internal sealed record PlanDetailBody(Plan Plan, [property: Description("What is left out is unlimited.")] UsageLimits Limits, long Customers);

internal sealed record PlansBody(IReadOnlyList<PlanDetailBody> Plans);

internal sealed record CustomerUseBody(
    [property: Description("Calls that reached a platform since the first of the month, UTC.")] long Calls,
    [property: Description("Those of them that failed.")] long Failed,
    [property: Description("The latest day of the month with any; absent where there is none.")] DateOnly? LastUsed);

internal sealed record CustomerCountsBody(int Connections, int BrokenConnections, int Keys, int Apps, int Members, int OpenInvitations);

internal sealed record AdminCustomerBody(
    string Id, string Email, string Name, Plan Plan, string Role, DateTimeOffset CreatedAt,
    [property: Description("Absent while the customer may act.")] SuspensionBody? Suspended,
    CustomerUseBody ThisMonth,
    [property: Description("Only where one customer is described; what was revoked is not counted.")] CustomerCountsBody? Counts)
{
    internal static AdminCustomerBody Of(CustomerSummary one, CustomerUseBody use) =>
        new(one.Id, one.Email, one.Name, one.Plan, "customer", one.CreatedAt, SuspensionBody.Of(one.Suspension), use, null);

    internal static AdminCustomerBody Of(CustomerView one, MembersView members, CustomerUseBody use, DateTimeOffset now) =>
        new(one.Id, one.Email, one.Name, one.Plan, "customer", one.CreatedAt, SuspensionBody.Of(one.Suspension), use, new(
            one.Connections.Count, one.Connections.Count(connection => connection.Status == ConnectionStatus.Broken), one.Keys.Count(key => key.RevokedAt is null),
            one.Grants.Count(grant => grant.RevokedAt is null && grant.ExpiresAt > now), members.Members.Count, members.Invitations.Count));
}

internal sealed record AdminCustomersBody(IReadOnlyList<AdminCustomerBody> Customers, string? NextCursor);
