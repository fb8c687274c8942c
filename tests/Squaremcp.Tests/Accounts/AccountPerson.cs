using System.Text.RegularExpressions;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Grains.Accounts;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

/// <summary>What a person does on the account's pages.</summary>
internal static partial class AccountPerson
{
    internal const string ConfirmMail = "Confirm your e-mail address";
    internal const string ResetMail = "Choose a new password";

    /// <summary>Whether this browser is signed in, and as whom.</summary>
    internal static async Task<bool> IsInAsync(this WebPerson person) => (await person.GetAsync("/account")).Text.Contains($"<dd>{person.Email}</dd>", StringComparison.Ordinal);

    /// <summary>Sends the form of the account page that goes there.</summary>
    internal static async Task<Reply> SendAsync(this WebPerson person, string path, params (string Name, string Value)[] fields)
    {
        var page = await person.GetAsync("/account");
        var fresh = WebPerson.HiddenFields(page, 0);
        return await person.PostAsync(path, new Dictionary<string, string>([KeyValuePair.Create("proof", fresh["proof"]), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]));
    }

    /// <summary>Asks for a link to a new password, without a session too.</summary>
    internal static async Task<Reply> AskResetAsync(this WebPerson person, string? email = null) => await person.SubmitAsync(await person.GetAsync("/reset"), 0, ("email", email ?? person.Email));

    internal static async Task<Reply> ResetAsync(this WebPerson person, string link, string password) => await person.SubmitAsync(await person.GetAsync(link), 0, ("new_password", password));

    /// <summary>Switches codes on.</summary>
    internal static async Task<App> EnrolAsync(this WebPerson person, OAuthGateway gateway, string password = WebPerson.Password)
    {
        var page = await person.SendAsync("/account/code/begin", ("password", password));
        Assert.True(page.Status == 200, page.Text);
        var app = new App(Base32.Bytes(Secret().Match(page.Text).Groups["secret"].Value), gateway);
        var done = await person.SubmitAsync(page, 0, ("code", app.Code()));
        Assert.True(done.Status == 200, done.Text);
        app.Recovery = [.. Recovery().Matches(done.Text).Select(match => match.Groups["code"].Value)];
        return app;
    }

    internal static async Task SignOutAsync(this WebPerson person) => await person.SubmitAsync(await person.GetAsync("/login"), 0);

    /// <summary>By password and this code.</summary>
    internal static async Task<Reply> LogInAsync(this WebPerson person, string password, string code)
    {
        var asked = await person.LogInAsync(password);
        Assert.Equal((303, "/login/code"), (asked.Status, asked.Headers["Location"]));
        return await person.CodeStepAsync(code);
    }

    internal static async Task<Reply> CodeStepAsync(this WebPerson person, string code) => await person.SubmitAsync(await person.GetAsync("/login/code"), 0, ("code", code));

    [GeneratedRegex("secret=(?<secret>[A-Z2-7]{32})&", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Secret();

    [GeneratedRegex("<li>(?<code>[a-z2-7]{4}(-[a-z2-7]{4}){3})</li>", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Recovery();
}

/// <summary>An authenticator app by the gateway's clock.</summary>
internal sealed class App(byte[] secret, OAuthGateway gateway)
{
    internal IReadOnlyList<string> Recovery { get; set; } = [];

    internal string Code(int stepsLater = 0) => Totp.Code(secret, gateway.Clock.GetUtcNow().AddSeconds(30 * stepsLater));

    /// <summary>A code that has not been used, after waiting for it.</summary>
    internal string NextCode()
    {
        gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        return Code();
    }

    internal string WrongCode() => Code() == "123456" ? "654321" : "123456";
}
