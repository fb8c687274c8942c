using System.Net.Http.Headers;
using System.Text;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>The way to a provider, and from its code to somebody (OpenID Connect Core 1.0 §3.1, authorization code with PKCE).</summary>
internal sealed partial class CodeExchange(ProviderHttp http, ProviderKeys keys, PublicAddress address, TimeProvider clock, ILogger<CodeExchange> logger)
{
    internal string Redirect(Provider provider) => $"{address.Origin}/login/with/{provider.Name}/callback";

    internal string Ask(Provider provider, ProviderDocument document, ProviderFlow flow)
    {
        List<(string Name, string Value)> query =
        [
            ("response_type", "code"), ("client_id", provider.ClientId), ("redirect_uri", Redirect(provider)), ("scope", "openid email profile"), ("state", flow.State), ("nonce", flow.Nonce),
            ("code_challenge", TokenText.Challenge(flow.Verifier)), ("code_challenge_method", "S256"),
        ];
        if (provider.Name == Provider.Google)
        {
            query.Add(("prompt", "select_account"));
            if (provider.Domains is [var only])
            {
                query.Add(("hd", only)); // spares the person a choice; what counts is in the token
            }
        }

        return document.Authorize + (document.Authorize.Contains('?', StringComparison.Ordinal) ? "&" : "?") + string.Join('&', query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
    }

    /// <returns>The verified token; null where the provider gave none that holds, which is logged.</returns>
    internal async Task<IdToken?> RedeemAsync(Provider provider, ProviderDocument document, ProviderFlow flow, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, document.Token);
        List<KeyValuePair<string, string>> form = [new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", Redirect(provider)), new("code_verifier", flow.Verifier)];
        if (provider.ClientSecret is { } secret && !document.PostsSecret)
        {
            // RFC 6749 §2.3.1: each part is form-encoded first.
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(provider.ClientId)}:{Uri.EscapeDataString(secret)}")));
        }
        else
        {
            form.Add(new("client_id", provider.ClientId));
            form.AddRange(provider.ClientSecret is { } posted ? [new("client_secret", posted)] : []);
        }

        request.Content = new FormUrlEncodedContent(form);
        if (await http.SendAsync(provider, request) is not { } answer)
        {
            return null;
        }

        if (IdToken.Read(answer.Text("id_token")) is not { } token)
        {
            NotTaken(provider.Name, "form");
            return null;
        }

        if (await keys.KeyAsync(provider, document, token) is not { } key || !token.IsSignedBy(key))
        {
            NotTaken(provider.Name, "signature");
            return null;
        }

        if (token.Broken(provider, flow.Nonce, clock.GetUtcNow()) is { } claim)
        {
            NotTaken(provider.Name, claim);
            return null;
        }

        return token;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An ID token of {Provider} was refused for its {Claim}.")]
    private partial void NotTaken(string provider, string claim);
}
