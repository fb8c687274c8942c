using System.Text.Json;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Platforms;

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>One way to a provider and back. It rides sealed in a cookie, which opens only with the browser's own; state, nonce and PKCE verifier are made of its secret and tell nothing of each other.</summary>
internal sealed record ProviderFlow(string Provider, string Secret, string Query, DateTimeOffset Expires)
{
    internal string State => TokenText.Hash("state " + Secret);

    internal string Nonce => TokenText.Hash("nonce " + Secret);

    internal string Verifier => TokenText.Hash("verifier " + Secret);

    public override string ToString() => "***";
}

/// <summary>Somebody whom a provider has vouched for, and who must still show that the account with the address is theirs.</summary>
internal sealed record PendingLink(string Provider, string Issuer, string Subject, string Email, string Query, DateTimeOffset Expires)
{
    public override string ToString() => "***";
}

/// <summary>The cookies of both.</summary>
internal sealed class ProviderCookies(Browser browser, CursorSealer sealer, TimeProvider clock)
{
    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private const int Longest = 3_800; // browsers take 4096 with the name and attributes
    private const string LinkName = "link";

    /// <returns>Null where the request that led here is too long to be kept.</returns>
    internal ProviderFlow? Begin(HttpContext context, Provider provider, string query)
    {
        var flow = new ProviderFlow(provider.Name, Secrets.Random(), query, clock.GetUtcNow() + Life);
        return Put(context, FlowName(flow.State), flow) ? flow : null;
    }

    /// <summary>What this browser began with this state at this provider; the cookie goes.</summary>
    internal ProviderFlow? Take(HttpContext context, Provider provider, string? state)
    {
        if (state is not { Length: 64 } || !state.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        var flow = Get<ProviderFlow>(context, FlowName(state));
        Drop(context, FlowName(state));
        return flow is not null && flow.Provider == provider.Name && flow.Expires > clock.GetUtcNow() && TokenText.Same(flow.State, state) ? flow : null;
    }

    /// <returns>False where the request that led here is too long to be kept.</returns>
    internal bool Keep(HttpContext context, Provider provider, Identity who, string query) =>
        Put(context, LinkName, new PendingLink(provider.Name, provider.Issuer, who.Subject, who.Email, query, clock.GetUtcNow() + Life));

    internal PendingLink? Pending(HttpContext context) => Get<PendingLink>(context, LinkName) is { } link && link.Expires > clock.GetUtcNow() ? link : null;

    internal void DropPending(HttpContext context) => Drop(context, LinkName);

    // Each has its own, so that two windows do not disturb each other.
    private static string FlowName(string state) => "way-" + state[..12];

    private bool Put<T>(HttpContext context, string name, T value)
    {
        var text = sealer.Seal(Purpose<T>(context), JsonSerializer.Serialize(value));
        if (text.Length > Longest)
        {
            return false;
        }

        context.Response.Cookies.Append(browser.CookieName(name), text, browser.CookieOptions(Life));
        return true;
    }

    private T? Get<T>(HttpContext context, string name)
        where T : class => context.Request.Cookies[browser.CookieName(name)] is { } text && sealer.Open(Purpose<T>(context), text) is { } json ? JsonSerializer.Deserialize<T>(json) : null;

    private void Drop(HttpContext context, string name) => context.Response.Cookies.Delete(browser.CookieName(name), browser.CookieOptions(null));

    private string Purpose<T>(HttpContext context) => $"{typeof(T).Name}|{browser.Id(context)}";
}
