using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Accounts;

/// <summary><c>/invite/…</c>: whoever is signed in with the invited address, and has proved it, joins by a button. A link in a mail is opened by scanners too.</summary>
internal sealed class InviteEndpoint(Browser browser, Sessions sessions, Invitations invitations, Forms forms, Ceilings ceilings)
{
    internal async Task ShowAsync(HttpContext context)
    {
        if (ceilings.Take(Ceiling.SignIn, context.Connection.RemoteIpAddress) is { } wait)
        {
            context.Response.Headers.RetryAfter = Ceilings.Seconds(wait).ToString();
            await ErrorPage.WriteAsync(context, "Too many attempts", $"Too many attempts came from your network. Wait {Ceilings.Seconds(wait)} seconds.", status: StatusCodes.Status429TooManyRequests);
            return;
        }

        var token = Token(context);
        if (await invitations.FindAsync(token, context.RequestAborted) is not { } offer)
        {
            await InvitePages.GoneAsync(context);
            return;
        }

        await (await sessions.VisitorAsync(context) switch
        {
            null => InvitePages.SignInAsync(context, offer, $"?{Invitations.Query}={token}"),
            var visitor when visitor.Email != offer.Email => InvitePages.OtherAsync(context, browser, visitor.Email),
            { Person.VerifiedAt: null } visitor => InvitePages.VerifyFirstAsync(context, browser, visitor.Email),
            _ => InvitePages.AskAsync(context, browser, offer, $"/invite/{token}"),
        });
    }

    internal async Task AcceptAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is null)
        {
            return;
        }

        if (await sessions.VisitorAsync(context) is not { } visitor)
        {
            await ErrorPage.WriteAsync(context, "You were signed out", "Sign in, and follow the link of the invitation again.", ("/login", "the sign-in"), StatusCodes.Status401Unauthorized);
            return;
        }

        if (await invitations.AcceptAsync(visitor, Token(context)) is { } wrong)
        {
            await ErrorPage.WriteAsync(context, "This invitation cannot be accepted", wrong.Says, ("/account", "your account"), wrong.Status);
            return;
        }

        PageHeaders.SeeOther(context, "/account?done=joined");
    }

    private static string? Token(HttpContext context) => context.GetRouteValue("token")?.ToString();
}

internal static class InviteRoutes
{
    internal static void MapInvite(this WebApplication app, InviteEndpoint invite)
    {
        app.MapGet("/invite/{token}", context => invite.ShowAsync(context)).ExcludeFromDescription();
        app.MapPost("/invite/{token}", context => invite.AcceptAsync(context)).ExcludeFromDescription();
    }
}
