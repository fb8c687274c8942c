using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Connections;

/// <summary>The platform's answer: taken once, then redeemed, identified and connected. Cut off anywhere, the person begins again; the code is never redeemed twice.</summary>
public sealed partial class ConnectFlowGrain
{
    /// <summary>Of each of the two requests to the platform, so that both fit below <see cref="Deadlines.Customer"/>.</summary>
    private static readonly TimeSpan PlatformDeadline = TimeSpan.FromSeconds(18);

    public async Task<ConnectFlowOutcome> Complete(ConnectAnswer answer, CancellationToken cancellationToken)
    {
        if (State.Of(answer, clock.GetUtcNow()) is not ConnectVerdict.Good and var verdict)
        {
            return new() { Verdict = verdict, Offer = verdict is ConnectVerdict.Unknown or ConnectVerdict.Foreign ? null : State.Offer, Label = verdict == ConnectVerdict.Used ? State.Label : null };
        }

        var offer = State.Offer!;
        if (!await IsAllowedAsync(offer, cancellationToken))
        {
            return new() { Verdict = ConnectVerdict.Withdrawn, Offer = offer };
        }

        await ChangeAsync(current => current with { IsTaken = true });
        var outcome = await EndAsync(offer, answer);
        await ChangeAsync(current => current with { IsEnded = true, Label = outcome.Label });
        return outcome;
    }

    private async Task<ConnectFlowOutcome> EndAsync(ConnectOffer offer, ConnectAnswer answer)
    {
        var (granted, missing, failure) = await StoppedAsync(offer, CancellationToken.None) is { } stopped ? (null, [], stopped) : await GrantedAsync(offer, answer);
        if (granted is null)
        {
            await AuditAsync(offer, "connection.connect", failure!.Reason ?? Outcomes.Word(failure.Kind));
            return new() { Verdict = ConnectVerdict.Good, Offer = offer, Failure = failure };
        }

        // Recorded there, well or ill.
        var connected = await ConnectAsync(offer, granted);
        return new() { Verdict = ConnectVerdict.Good, Offer = offer, Label = connected.Connection?.Label, Failure = connected.Failure, Missing = missing };
    }

    private async Task<(OAuthGranted? Granted, IReadOnlyList<string> Missing, ToolFailure? Failure)> GrantedAsync(ConnectOffer offer, ConnectAnswer answer)
    {
        if (connectors.OfPlatform(offer.Platform) is not IOAuthConnector connector || setup.App(offer.Platform, offer.IsSandbox) is not { } app)
        {
            return (null, [], NotSetUp(offer));
        }

        if (answer.Error is not null || answer.Code is null)
        {
            return (null, [], ConnectFailures.Of(answer.Error, connector.Platform.Title));
        }

        try
        {
            using var code = await transport.OpenAsync(answer.Code, ConnectAnswer.About(Id), CancellationToken.None);
            if (code is null)
            {
                return (null, [], ConnectFailures.NotOpened);
            }

            var tokens = await RedeemAsync(connector, app, code.RevealText());
            if (ConnectFailures.OfScopes(connector, tokens.Scopes) is { } refused)
            {
                return (null, [], refused);
            }

            return (new(tokens, await IdentifyAsync(connector, app, tokens)), ConnectFailures.Missing(connector, tokens.Scopes), null);
        }
        catch (OAuthException refused)
        {
            return (null, [], ConnectFailures.Of(refused, connector.Platform.Title));
        }
        catch (Exception silent) when (silent is ToolException or OperationCanceledException)
        {
            return (null, [], ConnectFailures.NotIdentified(connector.Platform.Title));
        }
        catch (Exception exception) // whatever a connector or the vault throws, the person is told and the flow has ended
        {
            // Only the type: what a connector's exception says may hold what a platform wrote.
            FlowBroke(Id, offer.CustomerId, offer.Platform, exception.GetType().Name);
            return (null, [], ConnectFailures.Broken(connector.Platform.Title));
        }
    }

    private async Task<OAuthTokens> RedeemAsync(IOAuthConnector connector, OAuthApp app, string code)
    {
        var start = State.Start!;
        using var deadline = new CancellationTokenSource(PlatformDeadline, clock);
        return await connector.RedeemAsync(app, new(code, start.RedirectUri, connector.OAuth.Pkce ? await VerifierAsync(start.StateHash) : null), deadline.Token);
    }

    private async Task<OAuthIdentity> IdentifyAsync(IOAuthConnector connector, OAuthApp app, OAuthTokens tokens)
    {
        using var deadline = new CancellationTokenSource(PlatformDeadline, clock);
        return await connector.IdentifyAsync(app.Hosts, tokens, deadline.Token);
    }

    private async Task<ConnectOutcome> ConnectAsync(ConnectOffer offer, OAuthGranted granted)
    {
        using var secret = granted.Seal();
        var box = SealedBoxes.Seal(await transport.CurrentAsync(CancellationToken.None), secret.Reveal(), ConnectRequest.About(offer.CustomerId, offer.Platform, offer.Account));
        return await GrainFactory.GetGrain<ICustomerGrain>(offer.CustomerId)
            .Connect(new() { Platform = offer.Platform, Account = offer.Account, Settings = box, IsGranted = true }, By(offer), CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Flow} of {Customer} broke off after {Platform} had answered: {Exception}.")]
    private partial void FlowBroke(string flow, string customer, string platform, string exception);
}
