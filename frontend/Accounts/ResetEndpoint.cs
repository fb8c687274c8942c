using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Accounts;

/// <summary>A forgotten password: asks where to send the link, and takes the new one.</summary>
internal sealed class ResetEndpoint(Browser browser, PasswordChanges passwords, Forms forms)
{
    internal Task ShowAsync(HttpContext context) => PasswordPages.ForgottenAsync(context, browser);

    internal async Task SendAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is not { } form)
        {
            return;
        }

        if (EmailAddress.Normal(form["email"]) is not { } email)
        {
            await PasswordPages.ForgottenAsync(context, browser, "This is not an e-mail address.", form["email"] ?? "", StatusCodes.Status400BadRequest);
            return;
        }

        passwords.OfferReset(email);
        await PasswordPages.SentAsync(context);
    }

    internal Task ShowLinkAsync(HttpContext context) => PasswordPages.ChooseAsync(context, browser, "/reset/follow" + SignIn.Query(context), Link(context).Email ?? "");

    internal async Task FollowAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is not { } form)
        {
            return;
        }

        var (email, token) = Link(context);
        await (await passwords.ResetAsync(context, email, token, form["new_password"]) switch
        {
            null => PasswordPages.DoneAsync(context),
            { Field: null } gone => ErrorPage.WriteAsync(context, "Ask for a new link", gone.Says, ("/reset", "the start"), gone.Status),
            var wrong => PasswordPages.ChooseAsync(context, browser, "/reset/follow" + SignIn.Query(context), email ?? "", wrong.Says, wrong.Status),
        });
    }

    private static (string? Email, string? Token) Link(HttpContext context)
    {
        var query = Parameters.Of(SignIn.Query(context));
        return (EmailAddress.Normal(query["reset_address"]), query["reset_token"]);
    }
}

internal static class ResetRoutes
{
    internal static void MapReset(this WebApplication app, PasswordGate gate, ResetEndpoint reset)
    {
        app.MapGet("/reset", gate.Keep(context => reset.ShowAsync(context))).ExcludeFromDescription();
        app.MapPost("/reset", gate.Keep(context => reset.SendAsync(context))).ExcludeFromDescription();
        app.MapGet("/reset/follow", gate.Keep(context => reset.ShowLinkAsync(context))).ExcludeFromDescription();
        app.MapPost("/reset/follow", gate.Keep(context => reset.FollowAsync(context))).ExcludeFromDescription();
    }
}
