using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Accounts.Providers;

namespace Squaremcp.Frontend.Pages;

/// <summary>Providers on the sign-in page, and what is asked where an account was there before.</summary>
internal static class ProviderPages
{
    /// <summary>A form each: the way to a provider begins with a proof that this browser is on our page.</summary>
    internal static Html Buttons(HttpContext context, Browser browser, IReadOnlyList<Provider> providers, string query) => Html.Join(providers.Select(one => Html.Of($"""
        <form method="post" action="/login/with/{one.Name}{query}">{browser.Proof(context)}<div class="actions"><button class="quiet">Sign in with {one.Title}</button></div></form>
        """)));

    internal static Task AskProofAsync(HttpContext context, Browser browser, Provider provider, string email, bool hasPasswords) => Page.WriteAsync(context, "Is this account yours?", Html.Of($"""
        <p>There is an account for <strong>{email}</strong> already, and {provider.Title} does not decide who has that address. Show that the account is yours, and {provider.Title} signs in to it from then on.</p>
        {(hasPasswords ? Html.Of($"""
        <form method="post" action="/login?{ProviderLinks.Query}=1">
        {browser.Proof(context)}
        <input type="hidden" name="email" value="{email}">
        <label for="password">Password of your account here</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="256" autofocus>
        <div class="actions"><button>Sign in</button><button class="quiet" formaction="/login/link?{ProviderLinks.Query}=1" formnovalidate>Mail me a link instead</button></div>
        </form>
        """) : Html.Of($"""<p role="alert">Come back here in a browser where you are signed in to it, or ask whoever runs this gateway.</p>"""))}
        <p class="small">This waits for ten minutes, in this browser alone.</p>
        """), StatusCodes.Status409Conflict);

    internal static Task AskLinkAsync(HttpContext context, Browser browser, Provider provider, string email) => Page.WriteAsync(context, $"Sign in with {provider.Title} from now on?", Html.Of($"""
        <form method="post" action="{ProviderLinks.Path}">
        {browser.Proof(context)}
        <p>You are signed in as <strong>{email}</strong>. From now on whoever signs in to the account at {provider.Title} that you just used is let in to this one.</p>
        <div class="actions"><button>Yes, use {provider.Title}</button><a class="button quiet" href="/login">No</a></div>
        </form>
        """));
}
