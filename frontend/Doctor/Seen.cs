using System.Text.Json;
using Squaremcp.Customers;
using Squaremcp.Frontend.Callers;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.OAuth.Clients;
using Squaremcp.OAuth;

namespace Squaremcp.Frontend.Doctor;

/// <summary>What the endpoints say of a request while they answer it, for the doctor to put together afterwards. A line each; nothing here waits, throws or changes an answer.</summary>
internal sealed class Seen
{
    private static readonly object Item = new();

    internal string? Error { get; private set; }

    /// <summary>The gateway's own sentence.</summary>
    internal string? Why { get; private set; }

    internal string? Shown { get; private set; }

    internal string? ClientId { get; private set; }

    internal string? ClientName { get; private set; }

    /// <summary>Where a person would be sent back to.</summary>
    internal string? Redirect { get; private set; }

    internal string? Resource { get; private set; }

    internal bool HasAssertion { get; private set; }

    internal bool IsRefresh { get; private set; }

    internal bool IsKnown { get; private set; }

    internal IReadOnlyList<string> Registered { get; private set; } = [];

    internal string? CustomerId { get; private set; }

    internal string? GrantId { get; private set; }

    internal string? KeyId { get; private set; }

    internal string? Account { get; private set; }

    internal static Seen Of(HttpContext context)
    {
        if (context.Items.TryGetValue(Item, out var known))
        {
            return (Seen)known!;
        }

        var seen = new Seen();
        context.Items[Item] = seen;
        return seen;
    }

    /// <summary>The first word is the nearest to the cause.</summary>
    internal static void Refused(HttpContext context, string error, string why)
    {
        var seen = Of(context);
        (seen.Error, seen.Why) = (seen.Error ?? error, seen.Why ?? why);
    }

    internal static void Shows(HttpContext context, string finding) => Of(context).Shown = finding;

    internal static void Asks(HttpContext context, Parameters asked, OAuthClient? client)
    {
        var seen = Of(context);
        (seen.ClientId, seen.Redirect, seen.Resource) = (seen.ClientId ?? asked["client_id"], asked["redirect_uri"], asked["resource"]);
        (seen.HasAssertion, seen.IsRefresh) = (asked["client_assertion"] is not null, asked["grant_type"] == "refresh_token");
        Is(context, asked["client_id"], client);
    }

    internal static void Is(HttpContext context, string? id, OAuthClient? client)
    {
        var seen = Of(context);
        (seen.ClientId, seen.ClientName, seen.IsKnown) = (client?.Id ?? id ?? seen.ClientId, client?.Name ?? seen.ClientName, client is not null);
        seen.Registered = client?.RedirectUris ?? [];
    }

    internal static void Registers(HttpContext context, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            var seen = Of(context);
            seen.ClientName = ClientMetadata.Text(json, "client_name");
            seen.Redirect = json.TryGetProperty("redirect_uris", out var all) && all.ValueKind == JsonValueKind.Array && all.GetArrayLength() > 0 && all[0].ValueKind == JsonValueKind.String ? all[0].GetString() : null;
            seen.HasAssertion = ClientMetadata.Text(json, "token_endpoint_auth_method") is "private_key_jwt" or "client_secret_jwt";
        }
    }

    internal static void Decides(HttpContext context, AuthorizeRequest request, string clientName, bool allows)
    {
        var seen = Of(context);
        (seen.ClientId, seen.ClientName, seen.Redirect, seen.Shown) = (request.ClientId, clientName, request.RedirectUri, allows ? null : "denied");
    }

    internal static void LetIn(HttpContext context, string customer, GrantView grant)
    {
        var seen = Of(context);
        (seen.Shown, seen.CustomerId, seen.GrantId, seen.Account) = ("allowed", customer, grant.Id, grant.Account);
    }

    internal static void Token(HttpContext context, string grant, TokenOutcome outcome)
    {
        if (outcome.CustomerId is { } customer)
        {
            var seen = Of(context);
            (seen.CustomerId, seen.GrantId) = (customer, grant);
        }
    }

    /// <summary>Whose token it is that is refused.</summary>
    internal static Authentication Token(HttpContext context, AccessToken token, Authentication refused)
    {
        var seen = Of(context);
        (seen.CustomerId, seen.GrantId, seen.Account) = (token.CustomerId, token.GrantId, token.Account);
        return refused;
    }

    /// <summary>Whose key it is that is refused.</summary>
    internal static Authentication Key(HttpContext context, ApiKey key, Authentication refused)
    {
        var seen = Of(context);
        (seen.CustomerId, seen.KeyId) = (key.CustomerId, key.KeyId);
        return refused;
    }
}
