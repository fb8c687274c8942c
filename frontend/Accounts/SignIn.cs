using Squaremcp.Accounts;
using Squaremcp.Connections;
using Squaremcp.Frontend.Accounts.Mails;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Accounts;

/// <summary>By password, or by a link in a mail, which works however many wrong passwords strangers have tried.</summary>
internal sealed class SignIn(Browser browser, Sessions sessions, Passwords passwords, SecondFactor secondFactor, Outbox outbox, Errands errands, Forms forms, IGrainFactory grains, PublicAddress address)
{
    /// <summary>The ticket of a link that a person opened before signing in.</summary>
    internal const string ConnectQuery = "connect_ticket";

    private const string WrongPassword = "The e-mail address or the password is wrong.";

    internal async Task ShowAsync(HttpContext context)
    {
        if (await sessions.FindAsync(context) is { } person)
        {
            await (Continues(context) ? GoOnAsync(context) : SignInPages.SignedInAsync(context, browser, person));
            return;
        }

        await SignInPages.SignInAsync(context, browser, Query(context), null);
    }

    internal async Task TryAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is not { } form)
        {
            return;
        }

        var (typed, password) = (form["email"] ?? "", form["password"] ?? "");
        if (EmailAddress.Normal(typed) is not { } email || password.Length is 0 or > Passwords.Longest)
        {
            await AgainAsync(context, typed, WrongPassword);
            return;
        }

        var account = grains.GetGrain<IAccountGrain>(email);
        var attempt = await account.Begin(browser.Id(context), CancellationToken.None);
        if (attempt.TellOwner)
        {
            errands.Run(token => outbox.SendAsync(email, new SignInsFailed(address.Origin + "/reset"), token));
        }

        if (attempt.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Ceilings.Seconds(wait).ToString();
            await AgainAsync(context, typed, $"Too many wrong passwords were tried for this address. Wait {Ceilings.Seconds(wait)} seconds, or have a link mailed to you.", StatusCodes.Status429TooManyRequests);
            return;
        }

        var (right, rehashed) = await passwords.CheckAsync(attempt.PasswordHash, password, context.RequestAborted);
        if (!right)
        {
            await AgainAsync(context, typed, WrongPassword);
            return;
        }

        await EnteredAsync(context, await account.Complete(sessions.Begin(context, email, rehashed), CancellationToken.None));
    }

    /// <summary>On to what the person came for, or first to the page that asks for a code.</summary>
    internal static Task EnteredAsync(HttpContext context, SignInOutcome outcome)
    {
        if (outcome != SignInOutcome.NeedsCode)
        {
            return GoOnAsync(context);
        }

        PageHeaders.SeeOther(context, "/login/code" + Onward(context));
        return Task.CompletedTask;
    }

    internal Task ShowCodeAsync(HttpContext context) => CodePages.AskAsync(context, browser, Query(context));

    internal async Task TryCodeAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is not { } form)
        {
            return;
        }

        await (await secondFactor.AnswerAsync(context, form["code"]) switch
        {
            null => GoOnAsync(context),
            { Status: StatusCodes.Status410Gone } gone => ErrorPage.WriteAsync(context, "Sign in again", gone.Says, ("/login" + Onward(context), "the sign-in"), gone.Status),
            var wrong => CodePages.AskAsync(context, browser, Query(context), wrong.Says, wrong.Status),
        });
    }

    internal async Task SendLinkAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is not { } form)
        {
            return;
        }

        if (EmailAddress.Normal(form["email"]) is not { } email)
        {
            await AgainAsync(context, form["email"] ?? "", "Type your e-mail address, and a link is sent there.");
            return;
        }

        var query = Query(context);
        errands.Run(async token =>
        {
            var secret = Secrets.Random();
            if (await grains.GetGrain<IAccountGrain>(email).OfferLink(TokenText.Hash(secret), token))
            {
                await outbox.SendAsync(email, new SignInLink($"{address.Origin}/login/follow{(query.Length == 0 ? "?" : query + "&")}sign_in_address={Uri.EscapeDataString(email)}&sign_in_token={secret}"), token);
            }
        });
        await SignInPages.LinkSentAsync(context);
    }

    internal Task ShowLinkAsync(HttpContext context) => SignInPages.FollowLinkAsync(context, browser, "/login/follow" + Query(context));

    internal async Task FollowLinkAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is null)
        {
            return;
        }

        var query = Parameters.Of(Query(context));
        var outcome = EmailAddress.Normal(query["sign_in_address"]) is { } email && query["sign_in_token"] is { Length: 43 } secret
            ? await grains.GetGrain<IAccountGrain>(email).CompleteLink(TokenText.Hash(secret), sessions.Begin(context, email), CancellationToken.None)
            : SignInOutcome.Refused;
        if (outcome == SignInOutcome.Refused)
        {
            sessions.TakeBack(context);
            await ErrorPage.WriteAsync(context, "This link does not work any more", "Links work once, for half an hour. Ask for a new one where you sign in.", ("/login", "the sign-in"));
            return;
        }

        await EnteredAsync(context, outcome);
    }

    internal async Task OutAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is not null)
        {
            await sessions.EndAsync(context);
            PageHeaders.SeeOther(context, "/login");
        }
    }

    /// <summary>To the request that led here, which is read anew; never to an address somebody sent along.</summary>
    internal static Task GoOnAsync(HttpContext context)
    {
        PageHeaders.SeeOther(context, Ticket(context) is { } ticket ? $"/connect/{ticket}" : Invitation(context) is { } invitation ? $"/invite/{invitation}" : Place(context.Request.Query) is { } place ? place + Onward(context) : "/login");
        return Task.CompletedTask;
    }

    /// <summary>The query without what belonged to a link that signed in.</summary>
    private static string Onward(HttpContext context)
    {
        var query = string.Join('&', Query(context).TrimStart('?').Split('&').Where(pair => pair.Length > 0 && !pair.StartsWith("sign_in_", StringComparison.Ordinal)));
        return query.Length == 0 ? "" : "?" + query;
    }

    /// <summary>What a query belongs to, of the pages that ask for a sign-in.</summary>
    private static string? Place(IQueryCollection query) =>
        query.ContainsKey("client_id") ? "/authorize" : query.ContainsKey("verify_token") ? "/verify" : query.ContainsKey("account") ? "/account" : query.ContainsKey(Providers.ProviderLinks.Query) ? Providers.ProviderLinks.Path : null;

    internal static string Query(HttpContext context) => context.Request.QueryString.Value ?? "";

    private Task AgainAsync(HttpContext context, string email, string wrong, int status = StatusCodes.Status400BadRequest) =>
        SignInPages.SignInAsync(context, browser, Query(context), null, wrong, email, status);

    private static bool Continues(HttpContext context) => Ticket(context) is not null || Invitation(context) is not null || Place(context.Request.Query) is not null;

    private static string? Invitation(HttpContext context) => context.Request.Query[Invitations.Query].ToString() is var token && Invitations.IsToken(token) ? token : null;

    private static string? Ticket(HttpContext context) => context.Request.Query[ConnectQuery].ToString() is var ticket && FlowSecret.Flow(ticket) is not null ? ticket : null;
}
