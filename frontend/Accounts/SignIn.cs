using Squaremcp.Accounts;
using Squaremcp.Connections;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Accounts;

/// <summary>By password, or by a link in a mail, which works however many wrong passwords strangers have tried.</summary>
internal sealed class SignIn(Browser browser, Sessions sessions, Passwords passwords, Outbox outbox, Forms forms, IGrainFactory grains, PublicAddress address)
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

        await account.Complete(sessions.Begin(context, email, rehashed), CancellationToken.None);
        await GoOnAsync(context);
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

        var secret = Secrets.Random();
        if (await grains.GetGrain<IAccountGrain>(email).OfferLink(TokenText.Hash(secret), CancellationToken.None))
        {
            var query = Query(context);
            var link = $"{address.Origin}/login/follow{(query.Length == 0 ? "?" : query + "&")}sign_in_address={Uri.EscapeDataString(email)}&sign_in_token={secret}";
            await outbox.SendAsync(email, "Your link to sign in", $"Sign in to SquareMCP with this link. It works once, for half an hour:\n\n{link}\n\nIf you did not ask for it, do nothing: nobody can sign in without it.\n", context.RequestAborted);
        }

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
        if (EmailAddress.Normal(query["sign_in_address"]) is not { } email || query["sign_in_token"] is not { Length: 43 } secret
            || !await grains.GetGrain<IAccountGrain>(email).CompleteLink(TokenText.Hash(secret), sessions.Begin(context, email), CancellationToken.None))
        {
            sessions.Drop(context);
            await ErrorPage.WriteAsync(context, "This link does not work any more", "Links work once, for half an hour. Ask for a new one where you sign in.", ("/login", "the sign-in"));
            return;
        }

        await GoOnAsync(context);
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
        if (FlowSecret.Flow(context.Request.Query[ConnectQuery]) is not null)
        {
            PageHeaders.SeeOther(context, $"/connect/{context.Request.Query[ConnectQuery]}");
            return Task.CompletedTask;
        }

        var query = Continues(context) ? string.Join('&', Query(context).TrimStart('?').Split('&').Where(pair => !pair.StartsWith("sign_in_", StringComparison.Ordinal))) : "";
        PageHeaders.SeeOther(context, query.Length == 0 ? "/login" : "/authorize?" + query);
        return Task.CompletedTask;
    }

    internal static string Query(HttpContext context) => context.Request.QueryString.Value ?? "";

    private Task AgainAsync(HttpContext context, string email, string wrong, int status = StatusCodes.Status400BadRequest) =>
        SignInPages.SignInAsync(context, browser, Query(context), null, wrong, email, status);

    private static bool Continues(HttpContext context) => context.Request.Query.ContainsKey("client_id") || FlowSecret.Flow(context.Request.Query[ConnectQuery]) is not null;
}
