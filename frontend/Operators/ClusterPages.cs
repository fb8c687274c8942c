using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Operators;

internal static class ClusterPages
{
    private const string Title = "Cluster";

    internal static Task AskKeyAsync(HttpContext context, Browser browser, string? wrong, int status = StatusCodes.Status200OK) => Page.WriteAsync(context, Title, Html.Of($"""
        {Page.Alert(wrong)}
        <form method="post" action="{OperatorRoutes.Cluster}">
        {browser.Proof(context)}
        <label for="key">Admin key of this installation</label>
        <input id="key" name="key" type="password" autocomplete="off" required maxlength="256">
        <p class="small">It opens the cluster's dashboard in this browser, until you sign out or for eight hours, and nothing else. The key itself is kept nowhere.</p>
        <div class="actions"><button>Sign in</button></div>
        </form>
        """), wrong is null ? status : StatusCodes.Status401Unauthorized);

    internal static Task WriteAsync(HttpContext context, Browser browser) => Page.WriteAsync(context, Title, Html.Of($"""
        <p><a class="button" href="{OperatorRoutes.Dashboard}/">Open the dashboard</a></p>
        <p>It shows silos, how many grains of each kind are in memory, and how often, how long and with how many failures each method was called while somebody looked.</p>
        <p class="small">No customer is named there: states of grains, reminders and the log stay closed (Grain Details, Reminders and Log Stream answer 403).</p>
        <p>An app cannot connect? <a href="/operator/doctor">The connection doctor</a> says why.</p>
        <form method="post" action="{OperatorRoutes.Cluster}/leave">{browser.Proof(context)}<div class="actions"><button class="quiet">Sign out</button></div></form>
        """));
}
