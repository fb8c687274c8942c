using Squaremcp.Accounts;
using Squaremcp.Frontend.Accounts.Mails;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Pages;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>Sign-in by a provider: there, and back with a code. Every refusal is a page that says what to do.</summary>
internal sealed class ProviderSignIn(
    ProviderList providers, ProviderCookies cookies, ProviderKeys keys, CodeExchange exchange, Sessions sessions, Verification verification, Outbox outbox, Forms forms, IGrainFactory grains, GatewaySettings settings, PublicAddress address)
{
    internal async Task BeginAsync(HttpContext context, string name)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is null)
        {
            return;
        }

        if (providers.Find(name) is not { } provider)
        {
            await UnknownAsync(context);
            return;
        }

        if (await keys.DocumentAsync(provider) is not { } document)
        {
            await AwayAsync(context, provider);
            return;
        }

        if (cookies.Begin(context, provider, SignIn.Query(context)) is not { } flow)
        {
            await RefuseAsync(context, "Your app asked for too much at once", $"What your app sent along is too long to be kept while you are at {provider.Title}. Open this gateway's sign-in page first, sign in, and connect the app again.");
            return;
        }

        PageHeaders.SeeOther(context, exchange.Ask(provider, document, flow));
    }

    /// <summary>Where the provider sends the browser back to.</summary>
    internal async Task ReturnAsync(HttpContext context, string name)
    {
        if (!await forms.AdmitAsync(context, Ceiling.SignIn))
        {
            return;
        }

        if (providers.Find(name) is not { } provider)
        {
            await UnknownAsync(context);
            return;
        }

        var given = Parameters.Of(SignIn.Query(context));
        if (given.Twice() is not null || cookies.Take(context, provider, given["state"]) is not { } flow || !await grains.GetGrain<IProviderFlowGrain>(flow.State).Take(CancellationToken.None))
        {
            await RefuseAsync(context, "This sign-in is not one of this browser", $"It was begun in another browser, took longer than ten minutes, or was finished already. Nobody was signed in. Sign in with {provider.Title} again, and stay in one browser.");
            return;
        }

        if (await keys.DocumentAsync(provider) is not { } document)
        {
            await AwayAsync(context, provider);
            return;
        }

        // RFC 9207 §2.4: an answer of another provider must not have its code sent to this one.
        if (given["iss"] is { } issuer ? issuer != provider.Issuer : document.TellsIssuer)
        {
            await RefuseAsync(context, "The answer came from another provider", $"You went to {provider.Title}, and somebody else answered. Nobody was signed in. If you did not choose two providers at once, somebody may be trying to trick you: begin again from this page.");
            return;
        }

        if (given["code"] is not { } code)
        {
            await RefuseAsync(context, $"{provider.Title} did not sign you in", given["error"] == "access_denied" ? "You did not agree there. Nobody was signed in." : $"{provider.Title} could not do it. Try again; if it stays so, tell whoever runs this gateway.");
            return;
        }

        if (await exchange.RedeemAsync(provider, document, flow, code) is not { } token)
        {
            await RefuseAsync(context, $"{provider.Title} could not be believed", $"What {provider.Title} said of you does not hold, so nobody was signed in. Try again; if it stays so, tell whoever runs this gateway: its log says why.", StatusCodes.Status502BadGateway);
            return;
        }

        if (token.Who() is not { } who)
        {
            await RefuseAsync(context, "Your address is not confirmed there", $"{provider.Title} names no e-mail address of yours that you have confirmed. Confirm it at {provider.Title}, then sign in again.", StatusCodes.Status403Forbidden);
            return;
        }

        // From here on this is the request that led to the sign-in, as after a password.
        context.Request.QueryString = new(flow.Query);
        await EnterAsync(context, provider, who);
    }

    private async Task EnterAsync(HttpContext context, Provider provider, Identity who)
    {
        if (!provider.Admits(who))
        {
            await RefuseAsync(context, "Your organisation is not let in here", $"This gateway takes people of {string.Join(", ", provider.Domains)} from {provider.Title}, and you came as {who.Email}. Choose your account of that organisation there, or ask whoever runs this gateway.", StatusCodes.Status403Forbidden);
            return;
        }

        var identity = new ProviderIdentity
        {
            Issuer = provider.Issuer,
            Subject = who.Subject,
            Name = who.Name,
            ProvesAddress = provider.ProvesAddress(who),
            MayBegin = settings.Accounts.SignUp || provider.Domains.Count > 0,
        };
        var session = sessions.Begin(context, who.Email);
        var outcome = await grains.GetGrain<IAccountIdentityGrain>(who.Email).Enter(identity, session, CancellationToken.None);
        if (outcome.IsLinked)
        {
            await outbox.SendAsync(who.Email, new ProviderLinked(provider.Title, address.Origin + "/account"), CancellationToken.None);
        }

        switch (outcome.Result)
        {
            case IdentityResult.NoAccount:
                sessions.TakeBack(context);
                await RefuseAsync(context, "Accounts are made by the operator", $"There is no account for {who.Email}, and this gateway takes no sign-ups. Ask whoever runs it.", StatusCodes.Status403Forbidden);
                break;
            case IdentityResult.NeedsProof:
                sessions.TakeBack(context);
                await AskProofAsync(context, provider, who);
                break;
            case IdentityResult.Began:
                await verification.SendAsync(who.Email, session.Hash, CancellationToken.None);
                await SignIn.EnteredAsync(context, SignInOutcome.SignedIn);
                break;
            default:
                await SignIn.EnteredAsync(context, outcome.Result == IdentityResult.NeedsCode ? SignInOutcome.NeedsCode : SignInOutcome.SignedIn);
                break;
        }
    }

    private async Task AskProofAsync(HttpContext context, Provider provider, Identity who)
    {
        if (!cookies.Keep(context, provider, who, SignIn.Query(context)))
        {
            await RefuseAsync(context, "Sign in to your account first", "There is an account with your address already. Sign in to it at this gateway's sign-in page, and connect the app again afterwards.", StatusCodes.Status409Conflict);
            return;
        }

        PageHeaders.SeeOther(context, ProviderLinks.Path);
    }

    private static Task UnknownAsync(HttpContext context) => RefuseAsync(context, "There is no such sign-in", "Choose one of those on the sign-in page.", StatusCodes.Status404NotFound);

    private static Task AwayAsync(HttpContext context, Provider provider) =>
        RefuseAsync(context, $"{provider.Title} cannot be reached", "Try again in a minute. If it stays so, tell whoever runs this gateway.", StatusCodes.Status502BadGateway);

    private static Task RefuseAsync(HttpContext context, string title, string why, int status = StatusCodes.Status400BadRequest) => ErrorPage.WriteAsync(context, title, why, ("/login", "the sign-in"), status);
}
