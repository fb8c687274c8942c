using Squaremcp.Accounts;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Pages;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Frontend.Connections;

/// <summary>
/// <c>/connect/…</c>: a person sees what will be connected for whom, and goes to the platform. Nothing is begun before the button, and the browser that pressed it is the only one that can come back
/// (MCP Security Best Practices, "confused deputy"; decision 0011).
/// </summary>
internal sealed class ConnectEndpoint(Browser browser, Sessions sessions, Forms forms, Ceilings ceilings, Connectors connectors, IGrainFactory grains, PublicAddress address)
{
    internal const string TicketCookie = "connect";

    internal async Task ShowAsync(HttpContext context)
    {
        if (await AdmitAsync(context) is { } visit)
        {
            var customer = await grains.GetGrain<ICustomerGrain>(visit.Offer.CustomerId).Describe(context.RequestAborted);
            await (customer is null ? ConnectPages.UnknownAsync(context)
                : customer.Suspension is { } suspension ? ErrorPage.WriteAsync(context, "This cannot be connected", suspension.Refusal().Message, status: StatusCodes.Status403Forbidden)
                : ConnectPages.AskAsync(context, browser, visit.Connector, visit.Offer, customer, visit.Person, new Uri(address.Origin).Authority, visit.Ticket));
        }
    }

    internal async Task BeginAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is null || await AdmitAsync(context) is not { } visit)
        {
            return;
        }

        var flow = FlowSecret.Flow(visit.Ticket)!;
        var state = FlowSecret.New(flow);
        var begun = await grains.GetGrain<IConnectFlowGrain>(flow).Begin(
            new() { Visit = visit.Sent, StateHash = FlowSecret.Hash(state), RedirectUri = address.Origin + Registering.CallbackPath }, CancellationToken.None);
        if (begun.Address is not { } platform)
        {
            await (begun.Failure is { } failure ? ErrorPage.WriteAsync(context, "This cannot be connected", failure.Message) : ConnectPages.RefusedAsync(context, begun.Verdict, isPerson: false));
            return;
        }

        context.Response.Cookies.Append(browser.CookieName(TicketCookie), visit.Ticket, browser.CookieOptions(TimeSpan.FromMinutes(10)));
        PageHeaders.SeeOther(context, $"{platform}&state={state}");
    }

    /// <returns>Null where a page was written already.</returns>
    private async Task<Visit?> AdmitAsync(HttpContext context)
    {
        var ticket = context.GetRouteValue("ticket")?.ToString();
        if (FlowSecret.Flow(ticket) is not { } flow)
        {
            await ConnectPages.UnknownAsync(context);
            return null;
        }

        var person = await sessions.FindAsync(context);
        var sent = new ConnectVisit { TicketHash = FlowSecret.Hash(ticket!), Browser = browser.Id(context), Person = person?.Email };
        var view = await grains.GetGrain<IConnectFlowGrain>(flow).Look(sent, context.RequestAborted);
        if (view.Offer is not { } offer || connectors.OfPlatform(offer.Platform) is not IOAuthConnector connector)
        {
            await UnknownAsync(context);
            return null;
        }

        if (offer.Person is not null && person is null)
        {
            await SignInPages.SignInAsync(context, browser, $"?{SignIn.ConnectQuery}={ticket}", connector.Platform.Title);
            return null;
        }

        if (view.Verdict != ConnectVerdict.Good)
        {
            await ConnectPages.RefusedAsync(context, view.Verdict, offer.Person is not null && offer.Person != person?.Email);
            return null;
        }

        // Whoever was a member when the link was made may have left.
        if (offer.Person is not null && person!.Memberships.All(one => one.CustomerId != offer.CustomerId))
        {
            await ConnectPages.RefusedAsync(context, ConnectVerdict.Withdrawn, isPerson: true);
            return null;
        }

        return new(ticket!, sent, offer, connector, offer.Person is null ? null : person);
    }

    private Task UnknownAsync(HttpContext context)
    {
        if (ceilings.Take(Ceiling.Unauthenticated, context.Connection.RemoteIpAddress) is not { } wait)
        {
            return ConnectPages.UnknownAsync(context);
        }

        context.Response.Headers.RetryAfter = Ceilings.Seconds(wait).ToString();
        return ErrorPage.WriteAsync(context, "Too many attempts", $"Too many links that do not work were opened from your network. Wait {Ceilings.Seconds(wait)} seconds.", status: StatusCodes.Status429TooManyRequests);
    }

    private sealed record Visit(string Ticket, ConnectVisit Sent, ConnectOffer Offer, IOAuthConnector Connector, Person? Person);
}
