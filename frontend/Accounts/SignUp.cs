using Squaremcp.Accounts;
using Squaremcp.Frontend.Accounts.Mails;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Pages;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Makes a person and a customer of plan free; the operator can switch it off.</summary>
internal sealed class SignUp(Browser browser, Sessions sessions, Passwords passwords, Verification verification, Outbox outbox, Invitations invitations, Forms forms, IGrainFactory grains, GatewaySettings settings)
{
    internal async Task ShowAsync(HttpContext context) => await (await MayAsync(context, null) ? SignUpPage(context) : OffAsync(context));

    internal async Task TryAsync(HttpContext context)
    {
        if (!await MayAsync(context, null))
        {
            await OffAsync(context);
            return;
        }

        if (await forms.ReadAsync(context, Ceiling.SignIn) is not { } form)
        {
            return;
        }

        var (name, typed, password) = ((form["name"] ?? "").Trim(), form["email"] ?? "", form["password"] ?? "");
        var email = EmailAddress.Normal(typed);
        var wrong = email is null ? "This is not an e-mail address." : name.Length is 0 or > 100 || name.Any(char.IsControl) ? "Type a name of 1 to 100 characters." : Passwords.Broken(password, email);
        if (wrong is not null)
        {
            await SignUpPage(context, wrong, typed, name);
            return;
        }

        if (!await MayAsync(context, email))
        {
            await SignUpPage(context, "The invitation is for another address.", typed, name);
            return;
        }

        var hash = await passwords.HashAsync(password, context.RequestAborted);
        var session = sessions.Begin(context, email!);
        if (await grains.GetGrain<IAccountGrain>(email!).SignUp(new() { Email = email!, Name = name, PasswordHash = hash, Session = session }, CancellationToken.None))
        {
            await verification.SendAsync(email!, session.Hash, CancellationToken.None);
            await SignIn.GoOnAsync(context);
            return;
        }

        sessions.TakeBack(context);
        await outbox.SendAsync(email!, new HasAccount(), CancellationToken.None);
        await SignUpPage(context, "This address cannot be used for a new account. If it is yours, sign in, or have a link mailed to you there.", typed, name);
    }

    /// <summary>Where the operator makes the accounts, an invitation still lets its own address sign up.</summary>
    private async Task<bool> MayAsync(HttpContext context, string? email) =>
        settings.Accounts.SignUp || (await invitations.FindAsync(context.Request.Query[Invitations.Query], context.RequestAborted) is { } offer && (email is null || offer.Email == email));

    private Task SignUpPage(HttpContext context, string? wrong = null, string email = "", string name = "") =>
        SignInPages.SignUpAsync(context, browser, SignIn.Query(context), wrong, email, name, wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);

    private static Task OffAsync(HttpContext context) =>
        ErrorPage.WriteAsync(context, "Accounts are made by the operator", "This gateway takes no sign-ups. Ask whoever runs it.", ("/login" + SignIn.Query(context), "the sign-in"), StatusCodes.Status403Forbidden);
}
