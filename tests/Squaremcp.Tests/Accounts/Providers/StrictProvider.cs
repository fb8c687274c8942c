using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Accounts.Providers;

/// <summary>An identity provider that takes nothing but what is right (client, redirect, PKCE, a code once), and says of whoever comes what a test has it say.</summary>
internal sealed class StrictProvider(TimeProvider clock) : IAsyncDisposable
{
    internal const string ClientId = "squaremcp at the provider";
    internal const string Secret = "the secret: of the gateway & more";

    private readonly Dictionary<string, Dictionary<string, string>> codes = [];
    private RSA key = RSA.Create(2048);
    private WebApplication? app;
    private int numbers;

    internal string Issuer { get; private set; } = "";

    internal string KeyId { get; private set; } = "first";

    /// <summary>What the token says beyond what it must.</summary>
    internal Dictionary<string, object> Who { get; set; } = [];

    /// <summary>Changes the claims of the next tokens; null leaves one out.</summary>
    internal Dictionary<string, object?> Claims { get; set; } = [];

    internal Dictionary<string, object?> Header { get; set; } = [];

    /// <summary>Makes another token of header and payload.</summary>
    internal Func<string, string, string>? Forge { get; set; }

    /// <summary>Names itself in its answers (RFC 9207).</summary>
    internal string? Iss { get; set; }

    internal bool PromisesIss { get; set; }

    internal string? ClaimedIssuer { get; set; }

    internal int KeysAsked { get; private set; }

    internal string? LastToken { get; private set; }

    internal string PublicKey => key.ExportSubjectPublicKeyInfoPem();

    public async ValueTask DisposeAsync()
    {
        await app!.DisposeAsync();
        key.Dispose();
    }

    internal async Task StartAsync()
    {
        app = LocalServer.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = ClaimedIssuer ?? Issuer,
            authorization_endpoint = Issuer + "/authorize",
            token_endpoint = Issuer + "/token",
            jwks_uri = Issuer + "/keys",
            authorization_response_iss_parameter_supported = PromisesIss,
        }));
        app.MapGet("/keys", Keys);
        app.MapGet("/authorize", Authorize);
        app.MapPost("/token", (Delegate)TokenAsync);
        await app.StartAsync();
        Issuer = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    internal void ChangeKey()
    {
        (key, KeyId) = (RSA.Create(2048), Guid.NewGuid().ToString());
    }

    internal void Honest()
    {
        (Claims, Header, Forge, Iss, PromisesIss, ClaimedIssuer) = ([], [], null, null, false, null);
    }

    internal string Sign(string signed) => Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private IResult Keys()
    {
        KeysAsked++;
        var open = key.ExportParameters(false);
        return Results.Json(new { keys = new object[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = KeyId, n = Base64Url.EncodeToString(open.Modulus), e = Base64Url.EncodeToString(open.Exponent) }, new { kty = "OKP", crv = "Ed25519", kid = "other", x = "" } } });
    }

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.Single()!);
        if (query["response_type"] != "code" || query["client_id"] != ClientId || query["code_challenge_method"] != "S256" || query["scope"] != "openid email profile" || query["nonce"].Length < 43 || query["state"].Length < 43)
        {
            return Results.BadRequest("not a request of the gateway");
        }

        var code = $"code {++numbers}";
        codes[code] = query;
        return Results.Redirect($"{query["redirect_uri"]}?code={Uri.EscapeDataString(code)}&state={query["state"]}{(Iss is null ? "" : "&iss=" + Uri.EscapeDataString(Iss))}");
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(Secret)}"));
        return context.Request.Headers.Authorization == basic && form["grant_type"] == "authorization_code" && codes.Remove(form["code"]!, out var asked) && asked["redirect_uri"] == form["redirect_uri"]
            && asked["code_challenge"] == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!)))
            ? Results.Json(new { access_token = "unused", token_type = "Bearer", id_token = LastToken = Token(asked["nonce"]) })
            : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
    }

    private string Token(string nonce)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var payload = new Dictionary<string, object?>(Who.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value))) { ["iss"] = Issuer, ["aud"] = ClientId, ["nonce"] = nonce, ["iat"] = now, ["exp"] = now + 3_600 };
        var (first, second) = (Part(Merged(new() { ["alg"] = "RS256", ["kid"] = KeyId }, Header)), Part(Merged(payload, Claims)));
        return Forge is { } forge ? forge(first, second) : $"{first}.{second}.{Sign($"{first}.{second}")}";
    }

    private static Dictionary<string, object?> Merged(Dictionary<string, object?> all, Dictionary<string, object?> changes)
    {
        foreach (var (name, value) in changes)
        {
            all[name] = value;
        }

        return all.Where(pair => pair.Value is not null).ToDictionary();
    }

    private static string Part(Dictionary<string, object?> values) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values));
}
