using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Platforms;
using Squaremcp.Policies;

namespace Squaremcp.Frontend.Api;

/// <summary>What the customer lets its assistants do.</summary>
internal static class PolicyRoutes
{
    private const int MostPatterns = 200;

    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    internal static void MapPolicy(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/policy", GetAsync).WithSummary("Tell the policy; its ETag is what a change has to name.");
        customers.MapPut("/policy", PutAsync).WithFullRights().WithSummary("Replace the policy. If-Match must hold the ETag it was read with.")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        customers.MapPost("/policy/recipients", AllowAsync).WithFullRights().WithSummary("Allow a first message to a recipient, where hold_new_recipients holds such back.");
    }

    private static async Task<Ok<PolicyBody>> GetAsync(HttpContext context, IGrainFactory grains) => Told(context, (await CustomerAsync(context, grains)).Policy);

    private static async Task<Results<Ok<PolicyBody>, ProblemHttpResult>> PutAsync(PolicyBody body, HttpContext context, IGrainFactory grains, Connectors connectors)
    {
        if (context.Request.Headers.IfMatch is not [{ Length: > 0 } match])
        {
            return Problems.Of(StatusCodes.Status428PreconditionRequired, "Send If-Match with the ETag that GET /api/v1/policy gave, so that nobody's change is lost.");
        }

        var customer = await CustomerAsync(context, grains);
        if (Wrong(body, customer, connectors) is var (member, why))
        {
            return Problems.Wrong(member, why);
        }

        if (match != ETag(customer.Policy))
        {
            return Changed();
        }

        var changed = await grains.GetGrain<ICustomerGrain>(customer.Id).SetPolicy(body.ToPolicy(), customer.Policy.Version, context.Caller(), context.RequestAborted);
        return changed.Failure switch
        {
            null => Told(context, body.ToPolicy() with { Version = changed.Version }),
            { Reason: "version" } => Changed(),
            var failure => Problems.Of(failure, context),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AllowAsync(AllowRecipient body, HttpContext context, IGrainFactory grains)
    {
        var customer = await CustomerAsync(context, grains);
        if (customer.Connections.All(connection => connection.Platform != body.Platform || connection.Account != body.Account))
        {
            return Problems.Wrong("account", "There is no such connection.");
        }

        if (body.Recipient.Trim().Length is 0 or > 320)
        {
            return Problems.Wrong("recipient", "`recipient` must have 1 to 320 characters, written as the tool's argument would be.");
        }

        await grains.GetGrain<ICustomerGrain>(customer.Id).AllowRecipient(body.Platform, body.Account, body.Recipient, context.Caller(), context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static (string Member, string Why)? Wrong(PolicyBody body, CustomerView customer, Connectors connectors)
    {
        foreach (var (name, patterns) in new[] { ("allow_tools", body.AllowTools ?? []), ("deny_tools", body.DenyTools ?? []) })
        {
            if (patterns.Count > MostPatterns || patterns.Any(pattern => !Known(pattern, connectors)))
            {
                return (name, $"`{name}` must hold at most {MostPatterns} names of tools, or beginnings with * after them such as obsidian_*; each must fit a tool. GET /api/v1/platforms lists them.");
            }
        }

        if (body.QuietHours is { } quiet && (!IsTime(quiet.From) || !IsTime(quiet.To) || quiet.From == quiet.To))
        {
            return ("quiet_hours", "`quiet_hours` must have `from` and `to` as HH:mm, and they must differ, for example 22:00 and 07:00.");
        }

        if (body.QuietHours is { } zoned && !TimeZoneInfo.TryFindSystemTimeZoneById(zoned.TimeZone, out _))
        {
            return ("quiet_hours", "`quiet_hours.time_zone` must be an IANA name, for example Europe/Berlin.");
        }

        if (body.QuietHours?.Days?.Any(day => !Days.Contains(day)) == true)
        {
            return ("quiet_hours", "`quiet_hours.days` must be of mon, tue, wed, thu, fri, sat, sun.");
        }

        return body.DailySendBudget?.FirstOrDefault(budget => budget.Value < 0 || customer.Connections.All(connection => $"{connection.Platform}/{connection.Account}" != budget.Key)) is { Key: not null }
            ? ("daily_send_budget", "`daily_send_budget` must have connections as platform/account, each with 0 or more, for example {\"email/default\": 20}.")
            : null;
    }

    private static bool Known(string? pattern, Connectors connectors) =>
        pattern is { Length: > 0 and <= 64 } && (pattern.EndsWith('*') ? connectors.Tools.Any(tool => tool.Name.StartsWith(pattern[..^1], StringComparison.Ordinal)) : connectors.Tool(pattern) is not null);

    private static bool IsTime(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static Ok<PolicyBody> Told(HttpContext context, Policy policy)
    {
        context.Response.Headers.ETag = ETag(policy);
        return TypedResults.Ok(PolicyBody.Of(policy));
    }

    private static string ETag(Policy policy) => $"\"{policy.Version}\"";

    private static ProblemHttpResult Changed() => Problems.Of(StatusCodes.Status412PreconditionFailed, "The policy has changed since it was read. Read it again and make your change in what it says now.");

    private static async Task<CustomerView> CustomerAsync(HttpContext context, IGrainFactory grains) =>
        (await grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId).Describe(context.RequestAborted))!;
}
