using Squaremcp.Frontend.Accounts;

namespace Squaremcp.Frontend.Pages;

/// <summary>An address that is confirmed. A link in a mail is opened by scanners too: only the button confirms.</summary>
internal static class VerifyPages
{
    internal static Task AskAsync(HttpContext context, Browser browser, string action, string email) => Page.WriteAsync(context, "Confirm your address", Html.Of($"""
        <form method="post" action="{action}">
        {browser.Proof(context)}
        <p>You are signed in as <strong>{email}</strong>. Confirm that this address and this account are yours.</p>
        <div class="actions"><button>Confirm</button></div>
        </form>
        """));

    internal static Task SentAsync(HttpContext context, string email) => Page.WriteAsync(context, "Look into your mail", Html.Of($"""
        <p>A link is on its way to <strong>{email}</strong>. Follow it in this browser, or sign in where you follow it. It works once, for half an hour.</p>
        <p><a class="button quiet" href="/account">Back to your account</a></p>
        """));

    /// <summary>Where an app is to be let in by an account whose address nobody has proved.</summary>
    internal static Task NeededAsync(HttpContext context, Browser browser, string email) => Page.WriteAsync(context, "Confirm your address first", Html.Of($"""
        <p>Before you let an app in, confirm that <strong>{email}</strong> is yours: follow the link in the mail you got, then connect the app again.</p>
        <form method="post" action="/account/verification">{browser.Proof(context)}<div class="actions"><button>Send the mail again</button></div></form>
        <form method="post" action="/logout">{browser.Proof(context)}<p class="small">Not you? <button class="link">Sign out</button></p></form>
        """), StatusCodes.Status403Forbidden);
}
