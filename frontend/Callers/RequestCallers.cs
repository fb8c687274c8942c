using Squaremcp.Customers;
using Squaremcp.Frontend.Doctor;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Callers;

/// <summary>The admin key, then a customer's key in <c>x-api-key</c> or as <c>Bearer sq_…</c>, then as bearer an OAuth access token (<c>sqa_…</c>) or what the operator acts as a customer with (<c>sqi_…</c>).</summary>
internal sealed class RequestCallers(Secrets secrets, CredentialCache<ApiKey> keys, CredentialCache<AccessToken> tokens, CredentialCache<MemberView> members, Resources resources, Ceilings ceilings, IGrainFactory grains, TimeProvider clock) : ICallers
{
    private const int LongestKey = 256;
    private const int LongestClient = 64;

    public async ValueTask<Authentication> AuthenticateAsync(HttpContext request, string via)
    {
        var found = await FindAsync(request, via);
        return found is Authentication.Missing or Authentication.Invalid && ceilings.Take(Ceiling.Unauthenticated, request.Connection.RemoteIpAddress) is { } wait
            ? new Authentication.TooMany(wait)
            : found;
    }

    private async ValueTask<Authentication> FindAsync(HttpContext request, string via)
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

        return presented switch
        {
            _ when presented.StartsWith("sq_", StringComparison.Ordinal) && presented.Length <= LongestKey => await CustomerAsync(presented, via, request),
            _ when ImpersonationToken.Customer(presented) is { } customer && headers.Authorization.Count == 1 => await OperatorAsync(customer, presented, via, request),
            _ when TokenText.Grant(TokenText.Access, presented) is { } grant && headers.Authorization.Count == 1 => await ClientAsync($"{grant}/{Hash(presented)}", via, request),
            _ => new Authentication.Invalid("This key or token is not one of ours."),
        };
    }

    internal static string Hash(string key) => TokenText.Hash(key);

    /// <param name="token">The grant's id, a slash, and the token's hash: no cache holds a token itself.</param>
    internal static Task<AccessToken?> AskAsync(IGrainFactory grains, string token) =>
        token.Split('/') is [var grant, var hash] ? grains.GetGrain<IGrantGrain>(grant).Check(hash, CancellationToken.None) : throw new ArgumentException("It must be grant and hash.", nameof(token));

    /// <param name="member">The customer's id, a slash, and the person's address.</param>
    internal static Task<MemberView?> MemberAsync(IGrainFactory grains, string member) => member.Split('/', 2) is [var customer, var email]
        ? grains.GetGrain<IMembersGrain>(customer).Find(email, CancellationToken.None)
        : throw new ArgumentException("It must be customer and address.", nameof(member));

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

    /// <summary>Never remembered: what has ended is refused with the next request.</summary>
    private async ValueTask<Authentication> OperatorAsync(string customer, string presented, string via, HttpContext request) =>
        await grains.GetGrain<IImpersonationsGrain>(customer).Admit(Hash(presented), request.RequestAborted) is not { } impersonation
            ? new Authentication.Invalid("This impersonation has ended, or never was.")
            : new Authentication.Customer(new()
            {
                CustomerId = customer,
                Kind = CallerKind.Impersonation,
                Impersonation = impersonation,
                Role = impersonation.Role,
                Rights = impersonation.MayChange ? Rights.Full : Rights.ReadOnly,
                Via = via,
                Client = ClientOf(request),
            });

    private async ValueTask<Authentication> ClientAsync(string reference, string via, HttpContext request)
    {
        var resource = via == "rest" ? resources.Api : resources.Mcp;
        if (await tokens.FindAsync(reference) is not { } token)
        {
            return new Authentication.Invalid("The token is unknown or was revoked.");
        }

        if (token.ExpiresAt <= clock.GetUtcNow())
        {
            return Seen.Token(request, token, new Authentication.Invalid("The token has expired."));
        }

        if (token.Resource != resource.Identifier)
        {
            return Seen.Token(request, token, new Authentication.Invalid("The token is for another resource."));
        }

        if (!token.Scopes.Intersect(resource.Accepted).Any())
        {
            return Seen.Token(request, token, new Authentication.Insufficient());
        }

        return await members.FindAsync($"{token.CustomerId}/{token.Account}") is not { } member ? Seen.Token(request, token, new Authentication.Invalid("The person who let this client in is no member of the customer any more.")) : new Authentication.Customer(new()
        {
            CustomerId = token.CustomerId,
            Kind = CallerKind.Client,
            GrantId = token.GrantId,
            Account = token.Account,
            Role = member.Role,
            Rights = member.Role.May(Deed.Change) && (token.Scopes.Contains(Scopes.Mcp) || token.Scopes.Contains(Scopes.Api)) ? Rights.Full : Rights.ReadOnly,
            Via = via,
            Client = ClientOf(request),
        });
    }

    private async ValueTask<Authentication> CustomerAsync(string presented, string via, HttpContext request) => await keys.FindAsync(Hash(presented)) switch
    {
        null => new Authentication.Invalid("This key is not one of ours."),
        { RevokedAt: not null } revoked => Seen.Key(request, revoked, new Authentication.Invalid("This key has been revoked.")),
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
