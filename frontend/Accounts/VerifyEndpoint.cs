using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Accounts;

/// <summary>The link that confirms an address. It works where its account is signed in: the owner of an address who follows it confirms no stranger's account.</summary>
internal sealed class VerifyEndpoint(Browser browser, Sessions sessions, Verification verification, Forms forms)
{
    internal async Task ShowAsync(HttpContext context) => await (await sessions.VisitorAsync(context) switch
    {
        null => SignInPages.SignInAsync(context, browser, SignIn.Query(context), null, email: Link(context).Email ?? ""),
        var visitor when visitor.Email != Link(context).Email => OtherAsync(context),
        var visitor => VerifyPages.AskAsync(context, browser, "/verify" + SignIn.Query(context), visitor.Email),
    });

    internal async Task ConfirmAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is null)
        {
            return;
        }

        if (await sessions.VisitorAsync(context) is not { } visitor || visitor.Email != Link(context).Email)
        {
            await OtherAsync(context);
            return;
        }

        if (await verification.VerifyAsync(visitor, Link(context).Token) is { } wrong)
        {
            await ErrorPage.WriteAsync(context, "Ask for a new link", wrong.Says, ("/account", "your account"), wrong.Status);
            return;
        }

        PageHeaders.SeeOther(context, "/account?done=verified");
    }

    private static Task OtherAsync(HttpContext context) =>
        ErrorPage.WriteAsync(context, "This link is for another account", "Sign in with the account the mail was sent for, and follow the link again.", ("/login", "the sign-in"), StatusCodes.Status403Forbidden);

    private static (string? Email, string? Token) Link(HttpContext context)
    {
        var query = Parameters.Of(SignIn.Query(context));
        return (EmailAddress.Normal(query["verify_address"]), query["verify_token"]);
    }
}

internal static class VerifyRoutes
{
    internal static void MapVerify(this WebApplication app, VerifyEndpoint verify)
    {
        app.MapGet("/verify", context => verify.ShowAsync(context)).ExcludeFromDescription();
        app.MapPost("/verify", context => verify.ConfirmAsync(context)).ExcludeFromDescription();
    }
}
