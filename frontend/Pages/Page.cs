using System.Text;
using Squaremcp.Frontend.Accounts;

namespace Squaremcp.Frontend.Pages;

/// <summary>The frame around every page: no script, one style sheet of our own, readable without it.</summary>
internal static class Page
{
    internal static async Task WriteAsync(HttpContext context, string title, Html content, int status = StatusCodes.Status200OK)
    {
        var page = Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title} · SquareMCP</title>
            <link rel="stylesheet" href="/assets/pages.css">
            <link rel="icon" href="data:,">
            </head>
            <body>
            <main>
            <p class="brand">SquareMCP</p>
            <h1>{title}</h1>
            {content}
            </main>
            </body>
            </html>

            """);
        PageHeaders.Set(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(page.ToString()));
        }
    }

    internal static Html Alert(string? wrong) => wrong is null ? Html.Nothing : Html.Of($"""<p role="alert" class="wrong">{wrong}</p>""");

    /// <summary>The field for a new password, with what it must be.</summary>
    internal static Html NewPassword(string label) => Html.Of($"""
        <label for="new-password">{label}</label>
        <input id="new-password" name="new_password" type="password" autocomplete="new-password" required minlength="{Passwords.Shortest}" maxlength="256" aria-describedby="password-hint">
        <p id="password-hint" class="small">At least {Passwords.Shortest} characters; a few words are best.</p>
        """);
}
