using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Operators;

/// <summary><c>/operator/cluster</c>: the admin key opens the dashboard of the grain host in this browser, until it is signed out.</summary>
internal sealed partial class ClusterDesk(Browser browser, Forms forms, OperatorSessions sessions, ILogger<ClusterDesk> logger)
{
    internal async Task ShowAsync(HttpContext context) =>
        await (await sessions.IsThereAsync(context) ? ClusterPages.WriteAsync(context, browser) : ClusterPages.AskKeyAsync(context, browser, null));

    internal async Task EnterAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is not { } form)
        {
            return;
        }

        if (await sessions.BeginAsync(context, form["key"] ?? ""))
        {
            Entered();
            PageHeaders.SeeOther(context, OperatorRoutes.Cluster);
            return;
        }

        Refused();
        await ClusterPages.AskKeyAsync(context, browser, "That is not the admin key.");
    }

    internal async Task LeaveAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context) is not null)
        {
            await sessions.EndAsync(context);
            PageHeaders.SeeOther(context, OperatorRoutes.Cluster);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster's dashboard could not be shown.")]
    internal partial void GotNothing(Exception why);

    [LoggerMessage(Level = LogLevel.Information, Message = "The operator signed in to the cluster's page.")]
    private partial void Entered();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster's page was asked for with a wrong admin key.")]
    private partial void Refused();
}
