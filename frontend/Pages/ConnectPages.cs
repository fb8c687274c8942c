using Squaremcp.Accounts;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Pages;

/// <summary>What a person sees on the way to a connected account, before the platform and after it.</summary>
internal static class ConnectPages
{
    private const string AskAgain = "Ask your assistant, or whoever sent you here, for a new link.";

    /// <param name="host">Of the gateway, by which its operator is known.</param>
    internal static Task AskAsync(HttpContext context, Browser browser, IOAuthConnector connector, ConnectOffer offer, CustomerView customer, Person? person, string host, string ticket)
    {
        var title = connector.Platform.Title;
        var now = customer.Connections.FirstOrDefault(one => one.Platform == offer.Platform && one.Account == offer.Account);
        return Page.WriteAsync(context, $"Connect {title}", Html.Of($"""
            {(person is null ? Html.Nothing : Html.Of($"<p>You are signed in as <strong>{person.Email}</strong>.</p>"))}
            <dl>
            <dt>For</dt><dd>{customer.Name}</dd>
            <dt>Account name here</dt><dd>{offer.Account}</dd>
            {(now?.Label is { } label ? Html.Of($"<dt>Connected now as</dt><dd>{label}</dd>") : Html.Nothing)}
            <dt>Asked for by</dt><dd>{Asker(offer.By, customer)}</dd>
            <dt>The app you let in is run by</dt><dd>the operator of {host}</dd>
            </dl>
            <p>{title} will ask whether this gateway may:</p>
            <ul>
            {Html.Join(connector.OAuth.Scopes.Select(scope => Html.Of($"<li>{scope.Meaning}{(scope.Needed ? Html.Nothing : Html.Of($""" <span class="small">(may be left out)</span>"""))}</li>")))}
            </ul>
            <p class="note">Whatever account you are signed in to at {title} is connected, and then everybody who works through <strong>{customer.Name}</strong> here can use it, their AI assistants too. Did somebody send you this link, and you do not know {customer.Name}? Then close this page.</p>
            <form method="post" action="/connect/{ticket}">
            {browser.Proof(context)}
            <div class="actions"><button>Go on to {title}</button></div>
            </form>
            <p class="small">Nothing is connected before you agree at {title}.</p>
            """));
    }

    internal static Task ConnectedAsync(HttpContext context, string title, ConnectFlowOutcome outcome) => Page.WriteAsync(context, $"Connected as {outcome.Label}", Html.Of($"""
        <p>{title} is connected under the account name <strong>{outcome.Offer!.Account}</strong>. You can close this page and go back to your assistant.</p>
        {(outcome.Missing.Count == 0 ? Html.Nothing : Html.Of($"<p>You did not allow this, so tools that need it will say so:</p><ul>{Html.Join(outcome.Missing.Select(one => Html.Of($"<li>{one}</li>")))}</ul>"))}
        """));

    /// <param name="again">Where the person may begin again, if anywhere.</param>
    internal static Task FailedAsync(HttpContext context, string title, string why, string? again) => Page.WriteAsync(
        context, $"{title} is not connected",
        Html.Of($"""<p role="alert" class="wrong">{why}</p>{(again is null ? Html.Of($"<p>{AskAgain}</p>") : Html.Of($"""<p><a class="button" href="{again}">Try again</a></p>"""))}"""),
        StatusCodes.Status400BadRequest);

    internal static Task UnknownAsync(HttpContext context) =>
        ErrorPage.WriteAsync(context, "This link does not work", $"It is not complete, or too old. {AskAgain}", status: StatusCodes.Status404NotFound);

    internal static Task StrangeAnswerAsync(HttpContext context) =>
        ErrorPage.WriteAsync(context, "This does not belong to anything begun here", $"Nothing was connected. {AskAgain}");

    internal static Task TooLateAsync(HttpContext context, string title) =>
        ErrorPage.WriteAsync(context, "That took too long", $"You came back from {title} after more than ten minutes, and nothing was connected. {AskAgain}");

    internal static Task AnsweredBeforeAsync(HttpContext context, string title, string? label) => ErrorPage.WriteAsync(
        context, "This answer was taken before",
        label is null ? $"It did not come to a connection with {title}, or is still being worked on. Look at your connections; if the account is not there, ask for a new link." : $"{title} is connected as {label}. You can close this page.");

    /// <param name="isPerson">True where it is the person who does not fit, not the browser.</param>
    internal static Task RefusedAsync(HttpContext context, ConnectVerdict verdict, bool isPerson) => verdict switch
    {
        ConnectVerdict.Expired => ErrorPage.WriteAsync(context, "This link is too old", $"Links work for ten minutes. {AskAgain}"),
        ConnectVerdict.Used => ErrorPage.WriteAsync(context, "This link was used", $"It works once. Look at your connections; if the account is not there: {AskAgain}"),
        ConnectVerdict.Withdrawn => ErrorPage.WriteAsync(context, "This link does not work any more", "Whoever asked for it may not connect accounts any more. Nothing was connected."),
        ConnectVerdict.Foreign when isPerson => ErrorPage.WriteAsync(context, "This link is for somebody else", "It works only for the person whose assistant asked for it, and somebody else is signed in here. Sign out and open the link again, or ask your own assistant for one.", ("/login", "the sign-in"), StatusCodes.Status403Forbidden),
        ConnectVerdict.Foreign => ErrorPage.WriteAsync(context, "This does not go on here", $"It was begun in another browser, or by somebody who is not signed in here now. Go on there, or sign in and try once more. Nothing was connected. {AskAgain}", status: StatusCodes.Status403Forbidden),
        _ => UnknownAsync(context),
    };

    private static Html Asker(Caller by, CustomerView customer) => by switch
    {
        { KeyId: { } id } => Html.Of($"the API key “{customer.Keys.FirstOrDefault(key => key.Id == id)?.Name}”"),
        { GrantId: { } id } => Html.Of($"the app that calls itself {customer.Grants.FirstOrDefault(grant => grant.Id == id)?.ClientName}"),
        _ => Html.Of($"the operator of this gateway"),
    };
}
