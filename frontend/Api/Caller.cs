using Squaremcp.Frontend.Callers;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Api;

/// <summary>Who calls a REST route: the filters put the caller into the request, handlers take it from there.</summary>
internal static class CallerFilters
{
    private const string Item = "squaremcp.caller";

    internal static Caller Caller(this HttpContext context) => (Caller)context.Items[Item]!;

    /// <summary>A customer's own key, or the admin key naming the customer.</summary>
    internal static TBuilder ForCustomers<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AddEndpointFilter(async (call, next) =>
        {
            var context = call.HttpContext;
            switch (await context.RequestServices.GetRequiredService<ICallers>().AuthenticateAsync(context, "rest"))
            {
                case Authentication.Customer { Caller: var caller }:
                    context.Items[Item] = caller;
                    return await next(call);
                case Authentication.Superadmin:
                    return Problems.Of(StatusCodes.Status400BadRequest, "The admin key acts for a customer here: name one in the header X-Square-Customer.");
                case var other:
                    return Refused(context, other);
            }
        });

    /// <summary>The admin key alone.</summary>
    internal static TBuilder ForSuperadmin<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AddEndpointFilter(async (call, next) =>
        {
            var context = call.HttpContext;
            return await context.RequestServices.GetRequiredService<ICallers>().AuthenticateAsync(context, "rest") switch
            {
                Authentication.Superadmin => await next(call),
                Authentication.Customer { Caller.Kind: CallerKind.Admin } => await next(call),
                Authentication.Customer => Problems.Of(StatusCodes.Status403Forbidden, "This needs the admin key of the installation in x-api-key."),
                var other => Refused(context, other),
            };
        });

    /// <summary>A key of restricted rights may not make itself, or anything else, stronger.</summary>
    internal static TBuilder WithFullRights<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AddEndpointFilter(async (call, next) => call.HttpContext.Caller().Rights == Rights.Full
            ? await next(call)
            : Problems.Of(StatusCodes.Status403Forbidden, "This needs a key with full rights."));

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Refused(HttpContext context, Authentication refused)
    {
        switch (refused)
        {
            case Authentication.Malformed(var reason):
                return Problems.Of(StatusCodes.Status400BadRequest, reason);
            case Authentication.UnknownCustomer:
                return Problems.Of(StatusCodes.Status404NotFound, "X-Square-Customer names no customer.");
            case Authentication.Invalid(var reason):
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return Problems.Of(StatusCodes.Status401Unauthorized, reason);
            default:
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return Problems.Of(StatusCodes.Status401Unauthorized, "Send a key in the header x-api-key.");
        }
    }
}
