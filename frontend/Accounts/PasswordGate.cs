using Squaremcp.Frontend.Pages;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Accounts;

/// <summary>In front of passwords and of the mails that stand in for them, which an operator can switch off (<c>Accounts:Passwords</c>) so that an identity provider alone decides who comes in.</summary>
internal sealed class PasswordGate(GatewaySettings settings)
{
    internal RequestDelegate Keep(RequestDelegate act) => settings.Accounts.Passwords ? act : context =>
        ErrorPage.WriteAsync(context, "This gateway takes no passwords", "Whoever runs it has people sign in with a provider. Choose it on the sign-in page.", ("/login" + SignIn.Query(context), "the sign-in"), StatusCodes.Status403Forbidden);
}
