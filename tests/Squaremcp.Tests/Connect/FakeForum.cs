using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Connect;

/// <summary>
/// A platform with an authorization server of its own, as strict as RFC 6749 and RFC 7636 allow: a code works once, with its redirect URI, its client and its verifier; what an authorization request
/// may not leave out is told when it is disposed.
/// </summary>
internal sealed class FakeForum : IAsyncDisposable
{
    internal const string ClientId = "forum-client", ClientSecret = "planted-client-secret";

    private readonly ConcurrentDictionary<string, (string Redirect, string Challenge, string Scope, string Login)> codes = new();
    private readonly ConcurrentDictionary<string, string> tokens = new();
    private readonly ConcurrentQueue<string> offences = new();
    private readonly WebApplication app;

    private FakeForum()
    {
        app = LocalServer.Build();
        app.MapGet("/forum.example/oauth/authorize", Authorize);
        app.MapPost("/forum.example/oauth/token", TokenAsync);
        app.MapGet("/api.forum.example/me", Me);
    }

    /// <summary>Who is signed in at the platform.</summary>
    internal string Login { get; set; } = "anna";

    /// <summary>What the person leaves ticked there; null for all that was asked.</summary>
    internal string? Granted { get; set; }

    /// <summary>Answers the next token request instead.</summary>
    internal (int Status, string Body)? Trouble { get; set; }

    internal ConcurrentQueue<string> Redeemed { get; } = [];

    /// <summary>Codes, verifiers and tokens that were about.</summary>
    internal ConcurrentQueue<string> Secrets { get; } = [];

    internal Uri Address => new(app.Urls.Single() + "/");

    internal static async Task<FakeForum> StartAsync()
    {
        var forum = new FakeForum();
        await forum.app.StartAsync();
        return forum;
    }

    /// <summary>The person agrees there: follows the address and answers where the browser is sent next.</summary>
    internal async Task<string> AgreeAsync(string address, bool agrees = true)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await http.GetAsync(new Uri(address + (agrees ? "" : "&deny=1")), TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.Found, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.Headers.Location!.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Assert.Empty(offences);
    }

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        string[] wrong =
        [
            .. query.Where(pair => pair.Value.Count != 1).Select(pair => $"{pair.Key} twice"),
            .. new (string Name, string Value)[] { ("response_type", "code"), ("client_id", ClientId), ("code_challenge_method", "S256"), ("access_type", "offline") }.Where(pair => query[pair.Name] != pair.Value).Select(pair => $"{pair.Name} is {query[pair.Name]}"),
            .. query["code_challenge"].ToString().Length == 43 ? (string[])[] : ["code_challenge"],
            .. query["state"].ToString().Length >= 43 ? (string[])[] : ["state"],
            .. query["scope"] == "read write stars" ? (string[])[] : [$"scope is {query["scope"]}"],
            .. query["redirect_uri"].ToString().EndsWith("/connect/callback", StringComparison.Ordinal) ? (string[])[] : ["redirect_uri"],
        ];
        if (wrong.Length > 0)
        {
            offences.Enqueue(string.Join(", ", wrong));
            return Results.BadRequest(string.Join(", ", wrong));
        }

        Secrets.Enqueue(query["state"]!);
        if (query.ContainsKey("deny"))
        {
            return Results.Redirect($"{query["redirect_uri"]}?error=access_denied&error_description=planted+words&state={query["state"]}");
        }

        var code = Random();
        codes[code] = (query["redirect_uri"]!, query["code_challenge"]!, Granted ?? query["scope"]!, Login);
        return Results.Redirect($"{query["redirect_uri"]}?state={query["state"]}&code={code}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        Redeemed.Enqueue(form["code"]!);
        Secrets.Enqueue(form["code_verifier"]!);
        if (Trouble is { } trouble)
        {
            return Results.Text(trouble.Body, "application/json", statusCode: trouble.Status);
        }

        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
        {
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        }

        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (form["grant_type"] != "authorization_code" || !codes.TryRemove(form["code"].ToString(), out var code) || code.Redirect != form["redirect_uri"] || code.Challenge != challenge)
        {
            return Results.Json(new { error = "invalid_grant", error_description = form["code"].ToString() }, statusCode: 400);
        }

        var (access, refresh) = (Random(), Random());
        tokens[access] = code.Login;
        return Results.Json(new { access_token = access, refresh_token = refresh, token_type = "bearer", expires_in = 7200, scope = code.Scope });
    }

    private IResult Me(HttpRequest request) => request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] && tokens.TryGetValue(token, out var login)
        ? Results.Json(new { id = $"id-of-{login}", login })
        : Results.Json(new { error = "unauthorized" }, statusCode: 401);

    private string Random()
    {
        var secret = "planted-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        Secrets.Enqueue(secret);
        return secret;
    }
}
