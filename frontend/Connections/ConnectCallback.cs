using Squaremcp.Connections;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Pages;
using Squaremcp.Platforms;
using Squaremcp.Vault;

namespace Squaremcp.Frontend.Connections;

/// <summary>Where platforms send browsers back to. The code goes on sealed; only a grain talks to the platform.</summary>
internal sealed partial class ConnectCallback(Browser browser, Sessions sessions, Connectors connectors, IGrainFactory grains, ILogger<ConnectCallback> logger)
{
    private const int LongestCode = 4096;

    internal async Task HandleAsync(HttpContext context)
    {
        var query = Parameters.Of(context.Request.QueryString.Value ?? "");
        if (FlowSecret.Flow(query["state"]) is not { } flow || query.Twice() is not null || query["code"] is { Length: > LongestCode })
        {
            await ConnectPages.StrangeAnswerAsync(context);
            return;
        }

        try
        {
            await ShowAsync(context, await CompleteAsync(context, flow, query));
        }
        catch (Exception broken) when (broken is not OperationCanceledException && !context.Response.HasStarted)
        {
            Broke(flow, broken);
            await ErrorPage.WriteAsync(context, "It is not known whether this worked", "The gateway broke off. Look at your connections, and begin again with a new link if the account is not there.", status: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private async Task<ConnectFlowOutcome> CompleteAsync(HttpContext context, string flow, Parameters query)
    {
        var person = await sessions.FindAsync(context);
        SealedBox? code = null;
        if (query["code"] is { } text)
        {
            var transport = await grains.GetGrain<ITransportKeyGrain>(ITransportKeyGrain.Key).Current(CancellationToken.None);
            code = SealedBoxes.Seal(transport, System.Text.Encoding.UTF8.GetBytes(text), ConnectAnswer.About(flow));
        }

        // No request's token: the code is redeemed whether the person waits or not.
        return await grains.GetGrain<IConnectFlowGrain>(flow).Complete(
            new() { StateHash = FlowSecret.Hash(query["state"]!), Browser = browser.Id(context), Person = person?.Email, Code = code, Error = Word(query["error"]) }, CancellationToken.None);
    }

    private Task ShowAsync(HttpContext context, ConnectFlowOutcome outcome)
    {
        var title = outcome.Offer is { } offer ? connectors.OfPlatform(offer.Platform)?.Platform.Title ?? offer.Platform : "the platform";
        return outcome switch
        {
            { Verdict: ConnectVerdict.Good, Failure: { } failure } => ConnectPages.FailedAsync(context, title, failure.Message, Again(context, outcome.Offer!)),
            { Verdict: ConnectVerdict.Good } => ConnectPages.ConnectedAsync(context, title, outcome),
            { Verdict: ConnectVerdict.Used } => ConnectPages.AnsweredBeforeAsync(context, title, outcome.Label),
            { Verdict: ConnectVerdict.Unknown } => ConnectPages.StrangeAnswerAsync(context),
            { Verdict: ConnectVerdict.Expired } => ConnectPages.TooLateAsync(context, title),
            _ => ConnectPages.RefusedAsync(context, outcome.Verdict, isPerson: false),
        };
    }

    /// <summary>The link this browser came by, if it is this flow's: only the browser still knows it.</summary>
    private string? Again(HttpContext context, ConnectOffer offer) =>
        context.Request.Cookies[browser.CookieName(ConnectEndpoint.TicketCookie)] is { Length: < 128 } ticket && TokenText.Same(FlowSecret.Hash(ticket), offer.TicketHash) ? $"/connect/{ticket}" : null;

    /// <summary>An error as OAuth spells it; whatever else a platform wrote is not carried on.</summary>
    private static string? Word(string? error) => error is null ? null : error.Length <= 60 && error.All(letter => letter is (>= 'a' and <= 'z') or '_') ? error : "unreadable";

    [LoggerMessage(Level = LogLevel.Error, Message = "{Flow} broke off between frontend and grain.")]
    private partial void Broke(string flow, Exception exception);
}
