using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Operators;

namespace Squaremcp.Frontend.Operators;

/// <summary>
/// The operator in a browser, by a cookie that opens the cluster's pages and nothing else: no REST route, no customer. It ends with the browser, at sign-out, after a working day, and with the admin key.
/// </summary>
internal sealed class OperatorSessions(Browser browser, Secrets secrets, IGrainFactory grains)
{
    private string CookieName => browser.CookieName("operator");

    /// <summary>Strict: a link on another site does not arrive signed in, so nothing can be set off from there.</summary>
    private CookieOptions Cookie
    {
        get
        {
            var options = browser.CookieOptions(null);
            options.SameSite = SameSiteMode.Strict;
            return options;
        }
    }

    private IOperatorSessionsGrain Grain => grains.GetGrain<IOperatorSessionsGrain>(IOperatorSessionsGrain.Key);

    /// <returns>False where that is not the admin key.</returns>
    internal async Task<bool> BeginAsync(HttpContext context, string key)
    {
        if (!secrets.IsAdminKey(key))
        {
            return false;
        }

        var cookie = Secrets.Random();
        await Grain.Begin(Hash(cookie), CancellationToken.None);
        context.Response.Cookies.Append(CookieName, cookie, Cookie);
        return true;
    }

    /// <summary>Asked of the grain each time: what was signed out is refused with the next request, at every frontend.</summary>
    internal async Task<bool> IsThereAsync(HttpContext context) => Presented(context) is { } cookie && await Grain.Admit(Hash(cookie), context.RequestAborted);

    internal async Task EndAsync(HttpContext context)
    {
        if (Presented(context) is { } cookie)
        {
            await Grain.End(Hash(cookie), CancellationToken.None);
        }

        context.Response.Cookies.Delete(CookieName, Cookie);
    }

    private string? Presented(HttpContext context) => context.Request.Cookies[CookieName] is { Length: 43 } cookie ? cookie : null;

    // 256 random bits come first, so that the hash tells nothing of the key.
    private string Hash(string cookie) => TokenText.Hash($"{cookie} {secrets.AdminKey}");
}
