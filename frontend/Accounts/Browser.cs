using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Accounts;

/// <summary>
/// Knows a browser again by a random cookie, and its forms by a proof derived from that cookie, which no other site can read or make (OWASP CSRF Cheat Sheet); a request that another site began
/// is refused besides. The cookie also stands for the device when passwords are tried.
/// </summary>
internal sealed class Browser(PublicAddress address)
{
    private const string Item = "squaremcp.browser";
    private const string Field = "proof";

    private static readonly TimeSpan Life = TimeSpan.FromDays(400);

    private bool Secure => address.Origin.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>The <c>__Host-</c> prefix needs TLS, which a gateway on this computer does without.</summary>
    internal string CookieName(string name) => Secure ? "__Host-" + name : "sq-" + name;

    internal CookieOptions CookieOptions(TimeSpan? life) => new() { HttpOnly = true, Secure = Secure, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = life, IsEssential = true };

    /// <summary>SHA-256 of the browser's cookie; the cookie is set where there is none.</summary>
    internal string Id(HttpContext context)
    {
        if (context.Items[Item] is string known)
        {
            return known;
        }

        var cookie = context.Request.Cookies[CookieName("browser")];
        if (cookie is not { Length: 43 })
        {
            cookie = Secrets.Random();
            context.Response.Cookies.Append(CookieName("browser"), cookie, CookieOptions(Life));
        }

        var id = TokenText.Hash(cookie);
        context.Items[Item] = id;
        return id;
    }

    /// <summary>What every form of ours carries.</summary>
    internal Html Proof(HttpContext context) => Html.Of($"""<input type="hidden" name="{Field}" value="{ProofText(context)}">""");

    /// <summary>Whether a form was made by us for this browser, and sent from one of our pages.</summary>
    internal bool IsOurs(HttpContext context, Parameters form) => IsOurs(context, form[Field]);

    /// <summary>The same of a request that carries the proof elsewhere.</summary>
    internal bool IsOurs(HttpContext context, string? proof)
    {
        var site = context.Request.Headers["Sec-Fetch-Site"].ToString();
        var origin = context.Request.Headers.Origin.ToString();
        return (site.Length == 0 ? origin.Length == 0 || origin == address.Origin || origin == context.Request.Scheme + "://" + context.Request.Host : site is "same-origin" or "none")
            && proof is not null
            && TokenText.Same(proof, ProofText(context));
    }

    // From the hash of the hash: the id is in no page, and the cookie in none of the two.
    internal string ProofText(HttpContext context) => TokenText.Hash("form " + Id(context));
}
