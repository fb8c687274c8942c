using Squaremcp.Customers;

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
        ["GET /api/v1/keys"] = Deed.Manage,
        ["POST /api/v1/keys"] = Deed.Manage,
        ["DELETE /api/v1/keys/{id}"] = Deed.Manage,
        ["GET /api/v1/grants"] = Deed.Manage,
        ["DELETE /api/v1/grants/{id}"] = Deed.Manage,
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

    internal static string Name(string method, string pattern) => $"{(HttpMethods.IsHead(method) ? HttpMethods.Get : method)} {pattern.TrimEnd('/')}";

    /// <summary>Null where the role may use this route.</summary>
    internal static string? Refusal(Role role, HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } pattern } || !All.TryGetValue(Name(context.Request.Method, pattern), out var deed))
        {
            return "No role opens this route; use a key.";
        }

        return role.May(deed) ? null : $"Your role here is {role.Word()}; this needs {RoleTable.Least(deed).Word()}.";
    }
}
