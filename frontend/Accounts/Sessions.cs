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

    internal async Task<Person?> FindAsync(HttpContext context)
    {
        if (Read(context) is not var (email, secret))
        {
            return null;
        }

        return await grains.GetGrain<IAccountGrain>(email).Session(TokenText.Hash(secret), context.RequestAborted);
    }

    /// <summary>A new session with a new cookie: what stood in the old one is worth nothing afterwards.</summary>
    internal NewSession Begin(HttpContext context, string email, string? rehashed = null)
    {
        var secret = Secrets.Random();
        context.Response.Cookies.Append(browser.CookieName("session"), $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(email))}.{secret}", browser.CookieOptions(null));
        return new() { Hash = TokenText.Hash(secret), Device = browser.Id(context), Rehashed = rehashed };
    }

    /// <summary>Undoes <see cref="Begin"/> where the account did not take the session.</summary>
    internal void Drop(HttpContext context) => context.Response.Cookies.Delete(browser.CookieName("session"), browser.CookieOptions(null));

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
