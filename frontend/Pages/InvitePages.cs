using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;

namespace Squaremcp.Frontend.Pages;

/// <summary>An invitation, from the mail's link to the button that accepts it.</summary>
internal static class InvitePages
{
    internal static Task SignInAsync(HttpContext context, InvitationOffer offer, string query) => Page.WriteAsync(context, $"Join {offer.CustomerName}", Html.Of($"""
        <p>You are invited to join <strong>{offer.CustomerName}</strong> as {offer.Role.Word()}. Sign in, or create an account, with the address the invitation was sent to.</p>
        <div class="actions"><a class="button" href="/login{query}">Sign in</a><a class="button quiet" href="/signup{query}">Create an account</a></div>
        """));

    internal static Task AskAsync(HttpContext context, Browser browser, InvitationOffer offer, string action) => Page.WriteAsync(context, $"Join {offer.CustomerName}", Html.Of($"""
        <p>You are signed in as <strong>{offer.Email}</strong>.</p>
        <p>As {offer.Role.Word()} of <strong>{offer.CustomerName}</strong> you and the apps you let in may:</p>
        <ul>{Html.Join(RoleTable.Rows.Where(row => offer.Role >= row.Least).Select(row => Html.Of($"<li>{row.Words}</li>")))}</ul>
        <form method="post" action="{action}">
        {browser.Proof(context)}
        <div class="actions"><button>Join</button><a class="button quiet" href="/account">Not now</a></div>
        </form>
        """));

    internal static Task VerifyFirstAsync(HttpContext context, Browser browser, string email) => Page.WriteAsync(context, "Confirm your address first", Html.Of($"""
        <p>Before you join, confirm that <strong>{email}</strong> is yours: follow the link in the mail you got for that, then the link of the invitation again.</p>
        <form method="post" action="/account/verification">{browser.Proof(context)}<div class="actions"><button>Send the mail again</button></div></form>
        """), StatusCodes.Status403Forbidden);

    internal static Task OtherAsync(HttpContext context, Browser browser, string email) => Page.WriteAsync(context, "This invitation is for another address", Html.Of($"""
        <p role="alert">You are signed in as <strong>{email}</strong>. Sign in with the address the invitation was sent to, and follow its link again.</p>
        <form method="post" action="/logout">{browser.Proof(context)}<div class="actions"><button>Sign out</button></div></form>
        """), StatusCodes.Status403Forbidden);

    internal static Task GoneAsync(HttpContext context) =>
        ErrorPage.WriteAsync(context, "This invitation does not work any more", "It was used, withdrawn or has expired. Ask whoever invited you for a new one.", ("/account", "your account"), StatusCodes.Status410Gone);
}
