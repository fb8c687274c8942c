using System.Security.Cryptography;
using System.Text;
using Squaremcp.Customers;
using Squaremcp.Frontend.Operation;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Callers;

/// <summary>The admin key, then a customer's key in <c>x-api-key</c> or as <c>Bearer sq_…</c>.</summary>
internal sealed class ApiKeyCallers(Secrets secrets, KeyCache keys, IGrainFactory grains) : ICallers
{
    private const int LongestKey = 256;
    private const int LongestClient = 64;

    public async ValueTask<Authentication> AuthenticateAsync(HttpContext request, string via)
    {
        var headers = request.Request.Headers;
        if (headers["x-api-key"].Count > 1 || headers.Authorization.Count > 1)
        {
            return new Authentication.Malformed("Send one credential, once.");
        }

        var (presented, malformed) = Presented(headers["x-api-key"].ToString(), headers.Authorization.ToString());
        if (malformed is not null)
        {
            return new Authentication.Malformed(malformed);
        }

        if (presented is null)
        {
            return new Authentication.Missing();
        }

        if (headers["x-api-key"].ToString().Length > 0 && secrets.IsAdminKey(presented))
        {
            return await AdminAsync(headers["X-Square-Customer"].ToString(), via, request);
        }

        return presented.StartsWith("sq_", StringComparison.Ordinal) && presented.Length <= LongestKey
            ? await CustomerAsync(presented, via, request)
            : new Authentication.Invalid("This key is not one of ours.");
    }

    internal static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static (string? Key, string? Malformed) Presented(string header, string authorization)
    {
        if (authorization.Length == 0)
        {
            return (header.Length == 0 ? null : header, null);
        }

        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return (null, "Authorization must be \"Bearer\" and a key.");
        }

        var bearer = authorization[7..].Trim();
        return header.Length > 0 && header != bearer
            ? (null, "x-api-key and Authorization carry different credentials; send one.")
            : (bearer.Length == 0 ? header.Length == 0 ? null : header : bearer, bearer.AsSpan().IndexOfAny(' ', ',') >= 0 ? "Authorization must be \"Bearer\" and one key." : null);
    }

    private static string? ClientOf(HttpContext request)
    {
        var agent = request.Request.Headers.UserAgent.ToString();
        return agent.Length == 0 ? null : Clean(agent);
    }

    /// <summary>What a client calls itself, short and printable.</summary>
    internal static string Clean(string client) =>
        string.Concat(client.Take(LongestClient).Select(letter => letter is >= ' ' and < '\u007f' ? letter : '?'));

    private async ValueTask<Authentication> AdminAsync(string customer, string via, HttpContext request)
    {
        if (customer.Length == 0)
        {
            return new Authentication.Superadmin();
        }

        var known = customer.Length <= 64 && await grains.GetGrain<ICustomerGrain>(customer).Describe(request.RequestAborted) is not null;
        return known
            ? new Authentication.Customer(new() { CustomerId = customer, Kind = CallerKind.Admin, Rights = Rights.Full, Via = via, Client = ClientOf(request) })
            : new Authentication.UnknownCustomer();
    }

    private async ValueTask<Authentication> CustomerAsync(string presented, string via, HttpContext request) => await keys.FindAsync(Hash(presented)) switch
    {
        null => new Authentication.Invalid("This key is not one of ours."),
        { RevokedAt: not null } => new Authentication.Invalid("This key has been revoked."),
        var key => new Authentication.Customer(new()
        {
            CustomerId = key.CustomerId,
            Kind = CallerKind.ApiKey,
            KeyId = key.KeyId,
            Rights = key.Rights,
            Tools = key.Tools,
            Via = via,
            Client = ClientOf(request),
        }),
    };
}
