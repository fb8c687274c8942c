using Squaremcp.Customers;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Api;

/// <summary>Which deed of <see cref="RoleTable"/> each customer's route is. A route that is not listed is closed to every person, and a test fails.</summary>
internal static class RouteDeeds
{
    internal static IReadOnlyDictionary<string, Deed> All { get; } = new Dictionary<string, Deed>(StringComparer.Ordinal)
    {
        ["GET /api/v1/me"] = Deed.See,
        ["GET /api/v1/members"] = Deed.See,
        ["PUT /api/v1/members/{email}"] = Deed.Invite,
        ["DELETE /api/v1/members/{email}"] = Deed.Invite,
        ["POST /api/v1/invitations"] = Deed.Invite,
        ["POST /api/v1/invitations/{id}/resend"] = Deed.Invite,
        ["DELETE /api/v1/invitations/{id}"] = Deed.Invite,
        ["GET /api/v1/impersonations"] = Deed.See,
        ["DELETE /api/v1/impersonations/{id}"] = Deed.Manage,
        ["GET /api/v1/keys"] = Deed.Manage,
        ["POST /api/v1/keys"] = Deed.Manage,
        ["DELETE /api/v1/keys/{id}"] = Deed.Manage,
        ["GET /api/v1/grants"] = Deed.Manage,
        ["DELETE /api/v1/grants/{id}"] = Deed.Manage,
        ["GET /api/v1/connection-attempts"] = Deed.Manage,
        ["GET /api/v1/platforms"] = Deed.See,
        ["GET /api/v1/connections"] = Deed.See,
        ["PUT /api/v1/connections/{platform}/{account}"] = Deed.Connect,
        ["POST /api/v1/connections/{platform}/{account}/authorize"] = Deed.Connect,
        ["DELETE /api/v1/connections/{platform}/{account}"] = Deed.Connect,
        ["POST /api/v1/connections/{platform}/{account}/check"] = Deed.Read,
        ["PUT /api/v1/connections/{platform}/{account}/limits"] = Deed.Connect,
        ["POST /api/v1/files"] = Deed.Change,
        ["GET /api/v1/files"] = Deed.Read,
        ["GET /api/v1/files/{id}"] = Deed.Read,
        ["DELETE /api/v1/files/{id}"] = Deed.Change,
        ["GET /api/v1/tools"] = Deed.See,
        ["POST /api/v1/tools/{name}"] = Deed.Read,
        ["GET /api/v1/usage"] = Deed.See,
        ["GET /api/v1/audit"] = Deed.Manage,
        ["GET /api/v1/audit/head"] = Deed.Manage,
        ["GET /api/v1/audit/export"] = Deed.Manage,
        ["GET /api/v1/audit/verify"] = Deed.Manage,
        ["GET /api/v1/writes"] = Deed.See,
        ["GET /api/v1/writes/{id}"] = Deed.See,
        ["POST /api/v1/writes/{id}/resolution"] = Deed.Change,
        ["GET /api/v1/publishes"] = Deed.See,
        ["GET /api/v1/publishes/{id}"] = Deed.See,
        ["GET /api/v1/limits"] = Deed.See,
        ["GET /api/v1/policy"] = Deed.See,
        ["PUT /api/v1/policy"] = Deed.Manage,
        ["POST /api/v1/policy/recipients"] = Deed.Manage,
        ["GET /api/v1/sandbox/{platform}/faults"] = Deed.See,
        ["POST /api/v1/sandbox/{platform}/faults"] = Deed.Change,
        ["DELETE /api/v1/sandbox/{platform}/faults"] = Deed.Change,
    };

    /// <summary>What a suspended customer may do: read and export all it has, and take away. Tools are sorted out by the customer's grain, which lets the gateway's own through.</summary>
    internal static bool IsOpenWhileSuspended(string route) => route.Split(' ') is ["GET", _] || route is "POST /api/v1/tools/{name}" || (route.StartsWith("DELETE ", StringComparison.Ordinal) && !route.Contains("/sandbox/", StringComparison.Ordinal));

    internal static bool IsOpenWhileSuspended(HttpContext context) => Of(context) is { } route && IsOpenWhileSuspended(route);

    /// <summary>What the operator's people may do as the customer: read all that the customer may read, and where changes are allowed what a member may; never what takes an admin or owner.</summary>
    internal static bool MayImpersonate(Role role, string route) => All.TryGetValue(route, out var deed) && (route.StartsWith("GET ", StringComparison.Ordinal) || (role.May(deed) && deed <= Deed.Change));

    internal static string Name(string method, string pattern) => $"{(HttpMethods.IsHead(method) ? HttpMethods.Get : method)} {pattern.TrimEnd('/')}";

    /// <summary>Null where who calls may use this route.</summary>
    internal static string? Refusal(Caller caller, HttpContext context)
    {
        var role = caller.Role!.Value;
        if (Of(context) is not { } route || !All.TryGetValue(route, out var deed))
        {
            return "No role opens this route; use a key.";
        }

        return caller.Impersonation is not null ? MayImpersonate(role, route) ? null
                : deed == Deed.Change ? "This impersonation may only read; this needs one that was begun with changes allowed." : "An impersonation never does this; only the customer does."
            : role.May(deed) ? null
            : $"Your role here is {role.Word()}; this needs {RoleTable.Least(deed).Word()}.";
    }

    private static string? Of(HttpContext context) => context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern } ? Name(context.Request.Method, pattern) : null;
}
