using System.Net;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts.Providers;

/// <summary>A gateway with two providers: one that plays Google, and another.</summary>
public class ProviderGateway : OAuthGateway
{
    internal StrictProvider Google => field ??= new(Clock);

    internal StrictProvider Other => field ??= new(Clock);

    protected override string[] More =>
    [
        .. base.More, "--Squaremcp:SignIn:AllowPrivateHosts=true",
        $"--Squaremcp:SignIn:Providers:Google:Issuer={Google.Issuer}", $"--Squaremcp:SignIn:Providers:Google:ClientId={StrictProvider.ClientId}", $"--Squaremcp:SignIn:Providers:Google:ClientSecret={StrictProvider.Secret}",
        $"--Squaremcp:SignIn:Providers:other:Issuer={Other.Issuer}", $"--Squaremcp:SignIn:Providers:other:ClientId={StrictProvider.ClientId}", $"--Squaremcp:SignIn:Providers:other:ClientSecret={StrictProvider.Secret}",
        "--Squaremcp:SignIn:Providers:other:Title=The other",
    ];

    public override async ValueTask InitializeAsync()
    {
        await Google.StartAsync();
        await Other.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Google.DisposeAsync();
        await Other.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>One that lets in whom Google says belongs to example.com, by no other way, and makes accounts for nobody else.</summary>
public sealed class ClosedGateway : ProviderGateway
{
    protected override string[] More => [.. base.More, "--Squaremcp:SignIn:Providers:Google:AllowedDomains:0=Example.com", "--Squaremcp:Accounts:SignUp=false", "--Squaremcp:Accounts:Passwords=false"];
}

internal static class ProviderPerson
{
    /// <summary>What a provider says of this person.</summary>
    internal static Dictionary<string, object> Claims(this WebPerson person) => new() { ["sub"] = "subject of " + person.Email, ["email"] = person.Email, ["email_verified"] = true, ["name"] = "Ada" };

    internal static WebPerson Somebody(this ProviderGateway gateway, string domain = "gmail.com") => new(gateway) { Email = $"{Guid.NewGuid():n}@{domain}" };

    /// <summary>Presses the button; where the browser is sent.</summary>
    internal static async Task<string> BeginAsync(this WebPerson person, string provider, string query = "")
    {
        var proof = WebPerson.HiddenFields(await person.GetAsync("/login" + query), 0);
        var sent = await person.PostAsync($"/login/with/{provider}{query}", proof);
        Assert.True(sent.Status == 303, sent.Text);
        return sent.Headers["Location"];
    }

    /// <summary>At the provider; where it sends the browser back to.</summary>
    internal static async Task<string> AgreeAsync(this WebPerson person, StrictProvider provider, string address, Dictionary<string, object>? who = null)
    {
        provider.Who = who ?? person.Claims();
        var back = await person.GetAsync(address);
        Assert.True(back.Status == 302, back.Text);
        return back.Headers["Location"];
    }

    /// <summary>All the way.</summary>
    internal static async Task<Reply> ComeByAsync(this WebPerson person, ProviderGateway gateway, string provider = "google", Dictionary<string, object>? who = null, string query = "") =>
        await person.GetAsync(await person.AgreeAsync(provider == "google" ? gateway.Google : gateway.Other, await person.BeginAsync(provider, query), who));

    internal static string? Session(this WebPerson person, ProviderGateway gateway) => person.Cookies.GetCookies(gateway.Http.BaseAddress!)["sq-session"]?.Value;

    internal static void Plant(this WebPerson person, ProviderGateway gateway, string session) => person.Cookies.Add(gateway.Http.BaseAddress!, new Cookie("sq-session", session));
}
