using Squaremcp.Accounts;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Accounts.Providers;

namespace Squaremcp.Frontend.Pages;

/// <summary>Sign in and sign up. The request that led here rides along as the query of every address, and is read anew afterwards.</summary>
internal static class SignInPages
{
    /// <param name="query">With its <c>?</c>, or empty.</param>
    /// <param name="app">What the person signs in for; null where they came by themselves.</param>
    internal static Task SignInAsync(HttpContext context, Browser browser, string query, string? app, string? wrong = null, string email = "", int status = StatusCodes.Status200OK)
    {
        var ways = context.RequestServices.GetRequiredService<ProviderList>();
        return Page.WriteAsync(context, "Sign in", Html.Of($"""
            {For(app)}
            {Page.Alert(wrong)}
            {(ways.HasPasswords ? ByPassword(context, browser, query, email) : Html.Nothing)}
            {ProviderPages.Buttons(context, browser, ways.All, query)}
            """), status);
    }

    internal static Task SignUpAsync(HttpContext context, Browser browser, string query, string? wrong = null, string email = "", string name = "", int status = StatusCodes.Status200OK) => Page.WriteAsync(context, "Create an account", Html.Of($"""
        {Page.Alert(wrong)}
        <form method="post" action="/signup{query}">
        {browser.Proof(context)}
        <label for="name">Name</label>
        <input id="name" name="name" autocomplete="name" required maxlength="100" value="{name}"{Focus(name.Length == 0)}>
        <label for="email">E-mail</label>
        <input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="{email}">
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="new-password" required minlength="{Passwords.Shortest}" maxlength="256" aria-describedby="password-hint">
        <p id="password-hint" class="small">At least {Passwords.Shortest} characters; a few words are best.</p>
        <div class="actions"><button>Create account</button></div>
        </form>
        <p class="small">Have an account? <a href="/login{query}">Sign in</a></p>
        """), status);

    internal static Task LinkSentAsync(HttpContext context) => Page.WriteAsync(context, "Look into your mail", Html.Of($"""
        <p>If there is an account with this address, a link to sign in is on its way. It works once, for half an hour, in this browser or another.</p>
        """));

    /// <summary>A link in a mail is opened by scanners too: only the button signs in.</summary>
    internal static Task FollowLinkAsync(HttpContext context, Browser browser, string action) => Page.WriteAsync(context, "Sign in", Html.Of($"""
        <form method="post" action="{action}">
        {browser.Proof(context)}
        <p>You followed a link from a mail.</p>
        <div class="actions"><button>Sign in</button></div>
        </form>
        """));

    internal static Task SignedInAsync(HttpContext context, Browser browser, Person person) => Page.WriteAsync(context, "You are signed in", Html.Of($"""
        <p>As <strong>{person.Email}</strong>. Go back to your app and connect it, if that is what you came for.</p>
        <dl>{Html.Join(person.Memberships.Select(one => Html.Of($"<dt>{one.CustomerName}</dt><dd>{one.CustomerId}</dd>")))}</dl>
        <p class="small">To connect a mailbox, notes or another account, ask your assistant for it: it has a link for you, or says what whoever runs this gateway does with the number above.</p>
        <form method="post" action="/logout">{browser.Proof(context)}<div class="actions"><a class="button" href="/account">Your account</a><button class="quiet">Sign out</button></div></form>
        """));

    private static Html ByPassword(HttpContext context, Browser browser, string query, string email) => Html.Of($"""
        <form method="post" action="/login{query}">
        {browser.Proof(context)}
        <label for="email">E-mail</label>
        <input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="{email}"{Focus(email.Length == 0)}>
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="256"{Focus(email.Length > 0)}>
        <div class="actions"><button>Sign in</button><button class="quiet" formaction="/login/link{query}" formnovalidate>Mail me a link instead</button></div>
        </form>
        <p class="small">No account yet? <a href="/signup{query}">Create one</a><br><a href="/reset">Forgot your password?</a></p>
        """);

    private static Html For(string? app) => app is null ? Html.Nothing : Html.Of($"<p>to connect <strong>{app}</strong></p>");

    private static Html Focus(bool here) => here ? Html.Of($" autofocus") : Html.Nothing;
}
