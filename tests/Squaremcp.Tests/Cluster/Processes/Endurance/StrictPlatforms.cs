using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster.Processes.Endurance;

/// <summary>X, and Microsoft's mail, as far as the load calls them, in this process: tokens that end within seconds, and a count of everything that was made, by what it says.</summary>
internal sealed class StrictPlatforms : IAsyncDisposable
{
    private readonly WebApplication app;
    private long ids = 1_900_000_000_000_000_000;

    private StrictPlatforms()
    {
        app = LocalServer.Build();
        app.Run(AnswerAsync);
    }

    internal string Url => app.Urls.Single();

    /// <summary>A refresh token works once.</summary>
    internal TokenDesk X { get; } = new("twitter", TimeSpan.FromSeconds(120), hasGrace: false, TimeProvider.System);

    /// <summary>The refresh token before works once more.</summary>
    internal TokenDesk Outlook { get; } = new("outlook", TimeSpan.FromSeconds(30), hasGrace: true, TimeProvider.System);

    /// <summary>How often each post and draft was made, by its words.</summary>
    internal ConcurrentDictionary<string, int> Made { get; } = new();

    internal (string, string)[] Settings =>
    [
        ("Platforms__Twitter__BaseUrl", Url), ("Platforms__Twitter__ClientId", TokenDesk.ClientId), ("Platforms__Twitter__ClientSecret", TokenDesk.ClientSecret),
        ("Platforms__Outlook__BaseUrl", Url), ("Platforms__Outlook__ClientId", TokenDesk.ClientId), ("Platforms__Outlook__ClientSecret", TokenDesk.ClientSecret),
    ];

    internal static async Task<StrictPlatforms> StartAsync()
    {
        var platforms = new StrictPlatforms();
        await platforms.app.StartAsync();
        return platforms;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var (status, body) = await AnswerAsync(context.Request);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(body.ToJsonString(), CancellationToken.None);
    }

    /// <remarks>Whoever goes away has been heard all the same.</remarks>
    private async Task<(int, JsonObject)> AnswerAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes);
        var body = Encoding.UTF8.GetString(bytes.ToArray());
        return (request.Method, request.Path.Value!) switch
        {
            ("POST", "/api.x.com/2/oauth2/token") => Tokens(X, Basic(request), body),
            ("POST", "/login.microsoftonline.com/common/oauth2/v2.0/token") => Tokens(Outlook, null, body),
            ("GET", "/api.x.com/2/users/me") => With(X, request, account => (200, new() { ["data"] = new JsonObject { ["id"] = Id(account), ["username"] = account, ["name"] = account } })),
            ("POST", "/api.x.com/2/tweets") => With(X, request, _ => Posted(body)),
            ("GET", "/graph.microsoft.com/v1.0/me") => With(Outlook, request, account => (200, new() { ["id"] = Id(account), ["mail"] = $"{account}@example.org" })),
            ("GET", "/graph.microsoft.com/v1.0/me/mailFolders/inbox/messages") => With(Outlook, request, _ => (200, new() { ["value"] = new JsonArray() })),
            ("POST", "/graph.microsoft.com/v1.0/me/messages") => With(Outlook, request, _ => Drafted(body)),
            _ => (404, new() { ["error"] = $"{request.Method} {request.Path}" }),
        };
    }

    private (int, JsonObject) Posted(string body)
    {
        var text = (string)JsonNode.Parse(body)!["text"]!;
        var times = Made.AddOrUpdate(text, 1, (_, before) => before + 1);
        return times > 1
            ? (403, new() { ["title"] = "Forbidden", ["status"] = 403, ["type"] = "about:blank", ["detail"] = "You are not allowed to create a Tweet with duplicate content." })
            : (201, new() { ["data"] = new JsonObject { ["id"] = $"{Interlocked.Increment(ref ids)}", ["text"] = text } });
    }

    private (int, JsonObject) Drafted(string body)
    {
        var subject = (string)JsonNode.Parse(body)!["subject"]!;
        Made.AddOrUpdate(subject, 1, (_, before) => before + 1);
        return (201, new() { ["id"] = $"AAMk{Interlocked.Increment(ref ids)}", ["internetMessageId"] = $"<{ids}@example.org>", ["subject"] = subject, ["isDraft"] = true });
    }

    private static (int, JsonObject) With(TokenDesk desk, HttpRequest request, Func<string, (int, JsonObject)> answer) =>
        desk.AccountOf(Authorization(request, "Bearer ")) is { } account ? answer(account)
        : (401, new() { ["title"] = "Unauthorized", ["status"] = 401, ["type"] = "about:blank", ["detail"] = "Unauthorized", ["error"] = new JsonObject { ["code"] = "InvalidAuthenticationToken", ["message"] = "Lifetime validation failed, the token is expired." } });

    private static (int, JsonObject) Tokens(TokenDesk desk, string? basic, string body)
    {
        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(body).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        if ((basic ?? $"{form.GetValueOrDefault("client_id")}:{form.GetValueOrDefault("client_secret")}") != $"{TokenDesk.ClientId}:{TokenDesk.ClientSecret}")
        {
            return (401, new() { ["error"] = "invalid_client" });
        }

        var given = form.GetValueOrDefault("grant_type") switch
        {
            "authorization_code" => desk.Redeem(form["code"], form.GetValueOrDefault("code_verifier", "")),
            "refresh_token" => desk.Renew(form["refresh_token"]),
            _ => null,
        };
        return given is not { } tokens ? (400, new() { ["error"] = "invalid_grant" }) : (200, new()
        {
            ["token_type"] = "Bearer",
            ["access_token"] = tokens.Access,
            ["refresh_token"] = tokens.Refresh,
            ["expires_in"] = tokens.Seconds,
            ["scope"] = desk.Platform == "twitter" ? "users.read tweet.read tweet.write offline.access" : "User.Read Mail.Read Mail.ReadWrite Mail.Send",
        });
    }

    private static string Basic(HttpRequest request) => Encoding.UTF8.GetString(Convert.FromBase64String(Authorization(request, "Basic ") ?? ""));

    private static string? Authorization(HttpRequest request, string scheme) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(scheme, StringComparison.Ordinal) ? header[scheme.Length..] : null;

    /// <summary>The same for the same account.</summary>
    private static string Id(string account) => account.Aggregate(17L, (sum, letter) => ((sum * 31) + letter) % 1_000_000_007).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
