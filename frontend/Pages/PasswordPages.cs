using Squaremcp.Frontend.Accounts;

namespace Squaremcp.Frontend.Pages;

/// <summary>A password that was forgotten.</summary>
internal static class PasswordPages
{
    internal static Task ForgottenAsync(HttpContext context, Browser browser, string? wrong = null, string email = "", int status = StatusCodes.Status200OK) => Page.WriteAsync(context, "Forgot your password?", Html.Of($"""
        {Page.Alert(wrong)}
        <p>Type your address, and a link to choose a new password is sent there.</p>
        <form method="post" action="/reset">
        {browser.Proof(context)}
        <label for="email">E-mail</label>
        <input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="{email}" autofocus>
        <div class="actions"><button>Send the link</button></div>
        </form>
        <p class="small"><a href="/login">Back to the sign-in</a></p>
        """), status);

    internal static Task SentAsync(HttpContext context) => Page.WriteAsync(context, "Look into your mail", Html.Of($"""
        <p>If there is an account with this address, a link to choose a new password is on its way. It works once, for half an hour.</p>
        """));

    /// <param name="action">With the link's own query.</param>
    internal static Task ChooseAsync(HttpContext context, Browser browser, string action, string email, string? wrong = null, int status = StatusCodes.Status200OK) => Page.WriteAsync(context, "Choose a new password", Html.Of($"""
        {Page.Alert(wrong)}
        <form method="post" action="{action}">
        {browser.Proof(context)}
        <input type="text" name="username" class="away" autocomplete="username" value="{email}" readonly tabindex="-1" aria-hidden="true">
        {Page.NewPassword("New password")}
        <p class="small">You are signed out everywhere. Apps that you let in keep their access until you end it in your account.</p>
        <div class="actions"><button>Set the password</button></div>
        </form>
        """), status);

    internal static Task DoneAsync(HttpContext context) => Page.WriteAsync(context, "Your password was changed", Html.Of($"""
        <p>Every browser was signed out. Sign in with the new password.</p>
        <p><a class="button" href="/login">Sign in</a></p>
        """));
}
