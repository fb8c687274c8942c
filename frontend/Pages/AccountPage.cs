using System.Globalization;
using Squaremcp.Accounts;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Accounts.Providers;

namespace Squaremcp.Frontend.Pages;

/// <summary>A person's own page: address, password, codes, and where they are signed in.</summary>
internal static class AccountPage
{
    internal static Task WriteAsync(HttpContext context, Browser browser, Person person, IReadOnlyDictionary<string, Standing> standings, IReadOnlyList<SessionView> sessions, IReadOnlyList<LinkedProvider> providers, bool hasPasswords, Wrong? wrong = null, string? done = null) => Page.WriteAsync(context, "Your account", Html.Of($"""
        {(done is null ? Html.Nothing : Html.Of($"""<p role="status" class="done">{done}</p>"""))}
        {Page.Alert(wrong?.Says)}
        <dl>
        <dt>Name</dt><dd>{person.Name}</dd>
        <dt>E-mail</dt><dd>{person.Email}</dd>
        </dl>
        {Address(context, browser, person)}
        {(hasPasswords ? Password(context, browser, person) : Html.Nothing)}
        {(person.SecondFactorSince is not null ? On(context, browser, person) : person.HasPassword ? Off(context, browser) : Html.Nothing)}
        {(providers.Count == 0 ? Html.Nothing : Html.Of($"""<section><h2>Providers that sign you in</h2><ul class="sessions">{Html.Join(providers.Select(one => Provider(context, browser, one)))}</ul></section>"""))}
        <section>
        <h2>What you work for</h2>
        <ul class="sessions">{Html.Join(person.Memberships.Select(one => CustomerPart.Of(context, browser, one, standings.GetValueOrDefault(one.CustomerId))))}</ul>
        <p class="small">The last owner cannot leave. Whoever leaves ends the apps they let in there.</p>
        </section>
        <section>
        <h2>Where you are signed in</h2>
        <ul class="sessions">{Html.Join(sessions.Select(one => Session(context, browser, one)))}</ul>
        {(sessions.Count > 1 ? Html.Of($"""<form method="post" action="/account/sessions/end-others">{browser.Proof(context)}<button class="quiet">Sign out everywhere else</button></form>""") : Html.Nothing)}
        </section>
        <p>An app cannot connect? <a href="/account/doctor">The connection doctor</a> says why.</p>
        <form method="post" action="/logout">{browser.Proof(context)}<div class="actions"><button class="quiet">Sign out</button></div></form>
        """), wrong?.Status ?? StatusCodes.Status200OK);

    private static Html Address(HttpContext context, Browser browser, Person person) => person.VerifiedAt is { } at
        ? Html.Of($"""<p class="small">The address was confirmed on {Day(at)}.</p>""")
        : Html.Of($"""
            <section class="note">
            <p>Your address is not confirmed yet. Until it is, whoever reads its mail can take the account over, and you may lose what you set up. Follow the link in the mail you got.</p>
            <form method="post" action="/account/verification">{browser.Proof(context)}<button class="quiet">Send the mail again</button></form>
            </section>
            """);

    private static Html Password(HttpContext context, Browser browser, Person person) => !person.HasPassword
        ? Html.Of($"""<section><h2>Password</h2><p>You have none. <a href="/reset">Have a link mailed to you</a> to choose one.</p></section>""")
        : Html.Of($"""
            <section>
            <h2>Password</h2>
            <form method="post" action="/account/password">
            {browser.Proof(context)}
            <input type="text" name="username" class="away" autocomplete="username" value="{person.Email}" readonly tabindex="-1" aria-hidden="true">
            <label for="old">Password now</label>
            <input id="old" name="password" type="password" autocomplete="current-password" required maxlength="256">
            {Page.NewPassword("New password")}
            <p class="small">Every other browser is signed out.</p>
            <div class="actions"><button>Change the password</button></div>
            </form>
            </section>
            """);

    private static Html Off(HttpContext context, Browser browser) => Html.Of($"""
        <section>
        <h2>Codes at sign-in</h2>
        <p>Sign-in can ask for a code of an authenticator app besides the password. Then a password that somebody guessed or found opens nothing.</p>
        <form method="post" action="/account/code/begin">
        {browser.Proof(context)}
        <label for="begin-password">Password</label>
        <input id="begin-password" name="password" type="password" autocomplete="current-password" required maxlength="256">
        <div class="actions"><button>Set up an app</button></div>
        </form>
        </section>
        """);

    private static Html On(HttpContext context, Browser browser, Person person) => Html.Of($"""
        <section>
        <h2>Codes at sign-in</h2>
        <p>Sign-in has asked for a code since {Day(person.SecondFactorSince!.Value)}. {(person.RecoveryCodesLeft == 1 ? "One recovery code is" : $"{person.RecoveryCodesLeft} recovery codes are")} left.</p>
        <form method="post" action="/account/code/renew">
        {browser.Proof(context)}
        <label for="code-password">Password</label>
        <input id="code-password" name="password" type="password" autocomplete="current-password" required maxlength="256">
        <label for="code-code">Code of the app, or a recovery code</label>
        <input id="code-code" name="code" autocomplete="one-time-code" required maxlength="40">
        <div class="actions"><button>Make new recovery codes</button><button class="quiet" formaction="/account/code/drop">Switch codes off</button></div>
        </form>
        </section>
        """);

    private static Html Provider(HttpContext context, Browser browser, LinkedProvider one) => Html.Of($"""
        <li><p><strong>{one.Title}</strong><br><span class="small">Since {Day(one.Since)}</span></p>
        <form method="post" action="/account/providers/end">{browser.Proof(context)}<input type="hidden" name="provider" value="{one.Name}"><button class="quiet">Take away</button></form>
        </li>
        """);

    private static Html Session(HttpContext context, Browser browser, SessionView one) => Html.Of($"""
        <li><p><strong>{(one.Agent.Length == 0 ? "An unknown browser" : one.Agent)}</strong>{(one.IsCurrent ? Html.Of($" <span class=\"tag\">this one</span>") : Html.Nothing)}<br>
        <span class="small">Signed in {Minute(one.Since)}, last seen {Minute(one.SeenAt)}</span></p>
        {(one.IsCurrent ? Html.Nothing : Html.Of($"""<form method="post" action="/account/sessions/end">{browser.Proof(context)}<input type="hidden" name="id" value="{one.Id}"><button class="quiet">Sign out</button></form>"""))}
        </li>
        """);

    private static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Minute(DateTimeOffset at) => at.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
