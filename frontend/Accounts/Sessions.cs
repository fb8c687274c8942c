using System.Buffers.Text;
using System.Text;
using Squaremcp.Accounts;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Who is signed in, by a cookie that names the account and proves the session; the account's grain holds its hash.</summary>
internal sealed class Sessions(Browser browser, IGrainFactory grains)
{
    private const int LongestCookie = 512;

    internal async Task<Person?> FindAsync(HttpContext context) => (await VisitorAsync(context))?.Person;

    /// <summary>The person and the session they are here by.</summary>
    internal async Task<Visitor?> VisitorAsync(HttpContext context) =>
        Presented(context) is var (email, hash) && await grains.GetGrain<IAccountGrain>(email).Session(hash, context.RequestAborted) is { } person ? new(person, hash) : null;

    /// <summary>What the cookie stands for: a session, a step before one, or nothing any more. Only the account knows.</summary>
    internal (string Email, string Hash)? Presented(HttpContext context) => Read(context) is var (email, secret) ? (email, TokenText.Hash(secret)) : null;

    /// <summary>
    /// A new session with a new cookie: what stood in the old one is worth nothing afterwards. Where a code is still asked for the account takes it as the step before a session, and the session
    /// that follows gets a cookie of its own: at no step does a cookie from before it stand for more than it did.
    /// </summary>
    internal NewSession Begin(HttpContext context, string email, string? rehashed = null)
    {
        var secret = Secrets.Random();
        var session = new NewSession
        {
            Hash = TokenText.Hash(secret),
            Device = browser.Id(context),
            Rehashed = rehashed,
            Agent = UserAgents.Words(context.Request.Headers.UserAgent.ToString()),
            Current = Presented(context)?.Hash,
        };
        context.Response.Cookies.Append(browser.CookieName("session"), $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(email))}.{secret}", browser.CookieOptions(null));
        return session;
    }

    /// <summary>Takes the cookie away.</summary>
    internal void Drop(HttpContext context) => context.Response.Cookies.Delete(browser.CookieName("session"), browser.CookieOptions(null));

    /// <summary>Undoes <see cref="Begin"/> where the account did not take the session: the browser keeps what it came with.</summary>
    internal void TakeBack(HttpContext context)
    {
        var name = browser.CookieName("session") + "=";
        context.Response.Headers.SetCookie = context.Response.Headers.SetCookie.Where(cookie => cookie?.StartsWith(name, StringComparison.Ordinal) != true).ToArray();
    }

    internal async Task EndAsync(HttpContext context)
    {
        if (Read(context) is var (email, secret))
        {
            await grains.GetGrain<IAccountGrain>(email).SignOut(TokenText.Hash(secret), CancellationToken.None);
        }

        Drop(context);
    }

    private (string Email, string Secret)? Read(HttpContext context) =>
        context.Request.Cookies[browser.CookieName("session")] is { Length: <= LongestCookie } cookie
        && cookie.Split('.') is [var account, { Length: 43 } secret]
        && Base64Url.IsValid(account)
        && EmailAddress.Normal(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(account))) is { } email
            ? (email, secret)
            : null;
}

/// <summary>A person and the hash of the session they are here by.</summary>
internal sealed record Visitor(Person Person, string Session)
{
    internal string Email => Person.Email;
}
