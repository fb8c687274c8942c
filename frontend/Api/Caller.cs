using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Callers;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Api;

/// <summary>Who calls a REST route: found before the route's handler, which takes it from the request.</summary>
internal static class CallerFilters
{
    private const string Item = "squaremcp.caller";
    private const string VisitorItem = "squaremcp.visitor";

    internal static Caller Caller(this HttpContext context) => (Caller)context.Items[Item]!;

    /// <summary>A customer's own key, or the admin key naming the customer.</summary>
    internal static TBuilder ForCustomers<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(Door.Customer);

    /// <summary>The admin key alone.</summary>
    internal static TBuilder ForSuperadmin<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(Door.Superadmin);

    /// <summary>A person with a browser: the session cookie and, where something is changed, the proof that <c>GET /api/v1/account</c> answers. Keys and tokens are for customers' routes.</summary>
    internal static TBuilder ForPeople<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(Door.Person);

    internal static Visitor Visitor(this HttpContext context) => (Visitor)context.Items[VisitorItem]!;

    /// <summary>Whether a person is here with a browser whose address nobody has proved; keys and apps are not asked.</summary>
    internal static bool IsUnproved(this HttpContext context) => context.Items[VisitorItem] is Visitor { Person.VerifiedAt: null };

    /// <summary>Asks for the credential before anything of the body is read.</summary>
    internal static void UseCallers(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Door>() is { } door && await RefusalAsync(context, door) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    /// <summary>A key of restricted rights may not make itself, or anything else, stronger.</summary>
    internal static TBuilder WithFullRights<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AddEndpointFilter(async (call, next) => call.HttpContext.Caller().Rights == Rights.Full
            ? await next(call)
            : Problems.Of(StatusCodes.Status403Forbidden, "This needs a key with full rights."));

    /// <summary>A key that may only read changes nothing here either.</summary>
    internal static TBuilder ThatChanges<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AddEndpointFilter(async (call, next) => call.HttpContext.Caller().Rights != Rights.ReadOnly
            ? await next(call)
            : Problems.Of(StatusCodes.Status403Forbidden, "This needs a key that may change things; this one may only read."));

    private static async ValueTask<ProblemHttpResult?> PersonRefusalAsync(HttpContext context)
    {
        if (IsKeyed(context))
        {
            return Problems.Of(StatusCodes.Status403Forbidden, "An account is its person's own: sign in with a browser. Keys and tokens are not taken here.");
        }

        if (await context.RequestServices.GetRequiredService<Sessions>().VisitorAsync(context) is not { } visitor)
        {
            return Problems.Of(StatusCodes.Status401Unauthorized, "Sign in with a browser: this needs the session's cookie.");
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
            && !context.RequestServices.GetRequiredService<Browser>().IsOurs(context, context.Request.Headers["X-Square-Proof"] is [{ Length: > 0 } proof] ? proof : null))
        {
            return Problems.Of(StatusCodes.Status403Forbidden, "Send the proof that GET /api/v1/account answers in the header X-Square-Proof, from a page of this gateway.");
        }

        context.Items[VisitorItem] = visitor;
        return null;
    }

    /// <summary>A member of the customer, here with a browser.</summary>
    private static async ValueTask<ProblemHttpResult?> MemberRefusalAsync(HttpContext context, string customer)
    {
        if (await PersonRefusalAsync(context) is { } refusal)
        {
            return refusal;
        }

        // The account and the customer must both know of it: an address may have begun anew since (decision 0009).
        var visitor = context.Visitor();
        if (visitor.Person.Memberships.All(one => one.CustomerId != customer)
            || await context.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<IMembersGrain>(customer).Find(visitor.Email, context.RequestAborted) is not { } member)
        {
            return Problems.Of(StatusCodes.Status403Forbidden, "You are no member of the customer that X-Square-Customer names.");
        }

        context.Items[Item] = new Caller
        {
            CustomerId = customer,
            Kind = CallerKind.Person,
            Account = visitor.Email,
            Role = member.Role,
            Rights = member.Role.May(Deed.Change) ? Rights.Full : Rights.ReadOnly,
            Via = "rest",
        };
        return null;
    }

    private static ProblemHttpResult? RoleRefusal(HttpContext context) => context.Caller().Role is not null && RouteDeeds.Refusal(context.Caller(), context) is { } why
        ? Problems.Of(StatusCodes.Status403Forbidden, why, new Dictionary<string, object?> { ["kind"] = "refused", ["reason"] = context.Caller().Impersonation is null ? "role" : "impersonation" })
        : null;

    /// <summary>Asked of the customer's grain itself, so that a suspension holds from its answer on. The operator is not kept out.</summary>
    private static async ValueTask<ProblemHttpResult?> SuspendedAsync(HttpContext context) =>
        context.Caller().Kind != CallerKind.Admin && !RouteDeeds.IsOpenWhileSuspended(context)
        && await context.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<IStandingGrain>(context.Caller().CustomerId).Suspension(context.RequestAborted) is { } suspension
            ? Problems.Of(suspension.Refusal(), context)
            : null;

    private static bool IsKeyed(HttpContext context) => context.Request.Headers.ContainsKey("x-api-key") || context.Request.Headers.Authorization.Count > 0;

    private static async ValueTask<ProblemHttpResult?> RefusalAsync(HttpContext context, Door door)
    {
        if (door == Door.Person)
        {
            return await PersonRefusalAsync(context);
        }

        if (door == Door.Customer && !IsKeyed(context) && context.Request.Headers["X-Square-Customer"] is [{ Length: > 0 } named])
        {
            return await MemberRefusalAsync(context, named) ?? RoleRefusal(context) ?? await SuspendedAsync(context);
        }

        switch (door, await context.RequestServices.GetRequiredService<ICallers>().AuthenticateAsync(context, "rest"))
        {
            case ({ ForOperator: false }, Authentication.Customer { Caller: var caller }):
                context.Items[Item] = caller;
                return RoleRefusal(context) ?? await SuspendedAsync(context);
            case ({ ForOperator: true }, Authentication.Superadmin or Authentication.Customer { Caller.Kind: CallerKind.Admin }):
                return null;
            case (_, Authentication.Superadmin):
                return Problems.Of(StatusCodes.Status400BadRequest, "The admin key acts for a customer here: name one in the header X-Square-Customer.");
            case (_, Authentication.Customer):
                return Problems.Of(StatusCodes.Status403Forbidden, "This needs the admin key of the installation in x-api-key.");
            case (_, var other):
                return Refused(context, other);
        }
    }

    private static ProblemHttpResult Refused(HttpContext context, Authentication refused)
    {
        switch (refused)
        {
            case Authentication.Malformed(var reason):
                return Problems.Of(StatusCodes.Status400BadRequest, reason);
            case Authentication.UnknownCustomer:
                return Problems.Of(StatusCodes.Status404NotFound, "X-Square-Customer names no customer.");
            case Authentication.TooMany(var wait):
                context.Response.Headers.RetryAfter = Ceilings.Seconds(wait).ToString();
                return Problems.Of(StatusCodes.Status429TooManyRequests, "Too many requests without a good key came from this address. Try again later.");
            case Authentication.Insufficient:
                context.Response.Headers.WWWAuthenticate = context.RequestServices.GetRequiredService<Challenges>().Insufficient(context.RequestServices.GetRequiredService<Resources>().Api);
                return Problems.Of(StatusCodes.Status403Forbidden, "The token does not cover the REST API: it needs the scope api.");
            case Authentication.Invalid(var reason):
                context.Response.Headers.WWWAuthenticate = context.RequestServices.GetRequiredService<Challenges>().Invalid(context.RequestServices.GetRequiredService<Resources>().Api, reason);
                return Problems.Of(StatusCodes.Status401Unauthorized, reason);
            default:
                context.Response.Headers.WWWAuthenticate = context.RequestServices.GetRequiredService<Challenges>().Missing(context.RequestServices.GetRequiredService<Resources>().Api);
                return Problems.Of(StatusCodes.Status401Unauthorized, "Send a key in the header x-api-key.");
        }
    }

    /// <summary>What a route lets in.</summary>
    private sealed record Door(bool ForOperator)
    {
        internal static Door Customer { get; } = new(ForOperator: false);

        internal static Door Superadmin { get; } = new(ForOperator: true);

        internal static Door Person { get; } = new(ForOperator: false) { ForPeople = true };

        private bool ForPeople { get; init; }
    }
}
