using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.OAuth;

/// <summary>The product with a clock that stands still, two clients the operator knows, and people and clients to sign in with.</summary>
public class OAuthGateway : McpGateway
{
    internal const string Redirect = "http://127.0.0.1/callback";
    internal const string Web = "https://app.example.com/callback";
    internal const string WebSecret = "the-secret-of-the-web-client";

    internal ManualTime Clock { get; } = new();

    protected override bool Conformance => false;

    protected override string[] More =>
    [
        "--Squaremcp:OAuth:CeilingPercent=100000", "--Squaremcp:OAuth:Clients:0:ClientId=web", $"--Squaremcp:OAuth:Clients:0:ClientSecret={WebSecret}", "--Squaremcp:OAuth:Clients:0:Name=Web app",
        $"--Squaremcp:OAuth:Clients:0:RedirectUris:0={Web}", "--Squaremcp:OAuth:Clients:0:MayIntrospect=true",
        "--Squaremcp:OAuth:Clients:1:ClientId=tool", "--Squaremcp:OAuth:Clients:1:Name=Command line", $"--Squaremcp:OAuth:Clients:1:RedirectUris:0={Redirect}",
    ];

    internal string Resource => Origin + "/mcp";

    private protected override ProductSetup Configure(ProductSetup setup) => setup with { Services = services => services.AddSingleton<TimeProvider>(Clock) };

    /// <summary>A new person, signed in.</summary>
    internal async Task<WebPerson> PersonAsync()
    {
        var person = new WebPerson(this);
        await person.SignUpAsync();
        return person;
    }

    /// <summary>Registers a public client that is sent back to <see cref="Redirect"/>.</summary>
    internal async Task<string> RegisterAsync(string name = "Test client", params string[] redirects)
    {
        var answer = await this.PostJsonAsync("/register", new { client_name = name, redirect_uris = redirects.Length == 0 ? [Redirect] : redirects, token_endpoint_auth_method = "none" });
        Assert.Equal(201, answer.Status);
        return answer.Json.GetProperty("client_id").GetString()!;
    }

    /// <summary>All the way from an authorization request to tokens.</summary>
    internal async Task<Tokens> SignInAsync(WebPerson? person = null, string clientId = "tool", params (string Name, string? Value)[] changes)
    {
        var code = await (person ?? await PersonAsync()).CodeAsync(clientId, changes);
        var answer = await this.RedeemAsync(code, clientId, [.. changes.Where(change => change.Name == "resource")]);
        Assert.True(answer.Status == 200, answer.Text);
        return Tokens.Of(answer);
    }
}

internal sealed record Tokens(string Access, string Refresh, string Scope, int ExpiresIn)
{
    internal static Tokens Of(Reply answer) => new(
        answer.Json.GetProperty("access_token").GetString()!, answer.Json.GetProperty("refresh_token").GetString()!, answer.Json.GetProperty("scope").GetString()!, answer.Json.GetProperty("expires_in").GetInt32());
}
