using Squaremcp.Accounts;
using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.OAuth.Clients;
using Squaremcp.OAuth;

namespace Squaremcp.Frontend.Pages;

/// <summary>Who asks for what: the app's own name is only its word, so the hosts it comes from and leads to stand beside it (MCP Security Best Practices, "confused deputy").</summary>
internal static class ConsentPage
{
    internal static Task WriteAsync(HttpContext context, Browser browser, Person person, IReadOnlyDictionary<string, Role?> roles, OAuthClient client, AuthorizeRequest request, string ticket) => Page.WriteAsync(context, $"Let {client.Name} in?", Html.Of($"""
        <p>You are signed in as <strong>{person.Email}</strong>.</p>
        <dl>
        <dt>The app calls itself</dt><dd>{client.Name}</dd>
        <dt>Known here from</dt><dd>{Source(client)}</dd>
        <dt>You are sent back to</dt><dd>{(RedirectUris.IsLoopback(request.RedirectUri) ? Html.Of($"a program on your computer ({RedirectUris.Host(request.RedirectUri)})") : Html.Of($"{RedirectUris.Host(request.RedirectUri)}"))}</dd>
        {(person.Memberships is [var only] ? Html.Of($"<dt>It acts for</dt><dd>{Named(only, roles)}</dd>") : Html.Nothing)}
        </dl>
        {(RedirectUris.IsLoopback(request.RedirectUri) ? Html.Of($"""<p class="note">This app runs on your own computer. Allow it only if you have just started to connect it yourself: any program there could use its name.</p>""") : Html.Nothing)}
        <form method="post" action="/authorize/consent">
        {browser.Proof(context)}
        <input type="hidden" name="ticket" value="{ticket}">
        {Customers(person, roles)}
        {Access(request.Scopes)}
        <p class="small">It may do no more than your role there lets you do yourself. What is allowed in detail stays with your limits and policy. You can end the app's access at any time.</p>
        <div class="actions">
        <button name="decision" value="allow">Allow</button>
        <button name="decision" value="deny" class="quiet">Do not allow</button>
        </div>
        </form>
        <form method="post" action="/logout">{browser.Proof(context)}<p class="small">Not you? <button class="link">Sign out</button></p></form>
        """));

    private static Html Source(OAuthClient client) => client.Id.StartsWith("https://", StringComparison.Ordinal)
        ? Html.Of($"{RedirectUris.Host(client.Id)}")
        : client.Id.StartsWith(ClientDirectory.RegisteredPrefix, StringComparison.Ordinal) ? Html.Of($"its own registration on {client.RegisteredAt.ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture)}") : Html.Of($"the operator of this gateway");

    private static string Named(Membership one, IReadOnlyDictionary<string, Role?> roles) => $"{one.CustomerName} (you are its {roles.GetValueOrDefault(one.CustomerId)?.Word() ?? "guest"})";

    private static Html Customers(Person person, IReadOnlyDictionary<string, Role?> roles) => person.Memberships is [var only]
        ? Html.Of($"""<input type="hidden" name="customer" value="{only.CustomerId}">""")
        : Html.Of($"""
            <label for="customer">For which customer?</label>
            <select id="customer" name="customer">{Html.Join(person.Memberships.Select(one => Html.Of($"""<option value="{one.CustomerId}">{Named(one, roles)}</option>""")))}</select>
            """);

    private static Html Access(IReadOnlyList<string> scopes) => scopes.Contains(Scopes.Mcp)
        ? Html.Of($"""
            <fieldset>
            <legend>What may it do with your connected accounts?</legend>
            <label class="choice"><input type="radio" name="access" value="full" checked> <span>Read and change: it sees what is there, and may write, send and publish in your name</span></label>
            <label class="choice"><input type="radio" name="access" value="read"> <span>Only read</span></label>
            </fieldset>
            {(scopes.Contains(Scopes.Api) ? Html.Of($"<p>It also asks to manage your connections, keys and limits.</p>") : Html.Nothing)}
            """)
        : scopes.Contains(Scopes.Api)
            ? Html.Of($"<p>It asks to use your account as you do: connections, keys, limits and all tools.</p>")
            : scopes.Contains(Scopes.Read) ? Html.Of($"<p>It asks to read from your connected accounts, and to change nothing.</p>") : Html.Of($"<p>It asks for nothing but to know that you signed in.</p>");
}
