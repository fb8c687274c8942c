using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Slack;

/// <summary>Slack's Web API (https://docs.slack.dev/reference/methods) for an app's bot token: installing, channels, messages, threads, people.</summary>
internal sealed class SlackSimulator : IHttpSimulator
{
    private const string Host = "slack.com", TokenPath = "/api/oauth.v2.access";

    private static readonly Dictionary<string, SlackMethod> Methods = new(StringComparer.Ordinal)
    {
        ["auth.test"] = new(600, SlackMethods.Test, TakesJson: true),
        ["auth.revoke"] = new(50, SlackMethods.Revoke),
        ["conversations.list"] = new(20, SlackMethods.Channels),
        ["conversations.info"] = new(50, SlackMethods.Channel),
        ["conversations.history"] = new(50, SlackMethods.History, TakesJson: true),
        ["conversations.replies"] = new(50, SlackMethods.Replies),
        ["users.list"] = new(20, SlackMethods.Users),
        ["users.info"] = new(100, SlackMethods.User),
        ["chat.postMessage"] = new(600, SlackMethods.Post, TakesJson: true),
    };

    private readonly SlackTokens tokens;
    private readonly Worlds<SlackWorld> worlds;
    private readonly SlackOAuth oauth;
    private readonly TimeProvider clock;

    internal SlackSimulator(Tenants tenants, TimeProvider clock)
    {
        (this.clock, tokens) = (clock, new(tenants));
        worlds = new(tenant => new(tenants, tenant, clock));
        oauth = new(tenants, tokens, worlds, clock);
    }

    public string Platform => "slack";

    public IReadOnlyList<string> Hosts { get; } = [Host];

    /// <summary>As if the app had been installed just now, with all the rights there are.</summary>
    internal SandboxAccount Account(string tenant)
    {
        var given = oauth.Tokens(tenant, "first", 0, SlackTokens.Scopes);
        var world = worlds.Of(tenant);
        return new(Platform, new JsonObject
        {
            ["tokens"] = new JsonObject
            {
                ["access"] = given["access_token"]!.DeepClone(),
                ["refresh"] = given["refresh_token"]!.DeepClone(),
                ["expires_at"] = clock.GetUtcNow().AddSeconds(given["expires_in"]!.GetValue<int>() - 60).ToString("O"),
                ["scopes"] = new JsonArray([.. SlackTokens.Scopes.Select(scope => (JsonNode)scope)]),
            },
            ["identity"] = new JsonObject { ["id"] = $"{world.Team}/{world.Bot.Id}", ["label"] = $"{world.TeamName} (@{world.Bot.Name})" },
        }.ToJsonString(), IsGranted: true);
    }

    public string WorldOf(string tenant) => tenant;

    public async ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Bearer is { } bearer)
        {
            return tokens.Read(bearer) is { Kind: 'a' } access ? new(access.Tenant) : null;
        }

        return request is { Path: TokenPath, Method: "POST", ContentType: "application/x-www-form-urlencoded" } && tokens.Read((await request.Context.Request.ReadFormAsync(cancellationToken))["refresh_token"]) is { Kind: 'r' } refresh
            ? new(refresh.Tenant, IsRefresh: true)
            : null;
    }

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => SlackErrors.TooMany(fault.RetryAfter),
        FaultKinds.RotatedToken => SlackErrors.Of("invalid_refresh_token"),
        _ => SlackErrors.Of("token_expired"),
    };

    public Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken) => request.Path switch
    {
        "/oauth/v2/authorize" => oauth.AuthorizeAsync(request, cancellationToken),
        TokenPath => oauth.TokenAsync(request, cancellationToken),
        _ => CallAsync(request, cancellationToken),
    };

    private async Task<Answer> CallAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Path.Split('/') is not ["", "api", var name])
        {
            return Answer.Page(404, "<html><body>There is no such page.</body></html>");
        }

        if (!Methods.TryGetValue(name, out var method))
        {
            return SlackErrors.Of("unknown_method");
        }

        if (request.Method is not ("GET" or "POST"))
        {
            return Answer.Page(405, "");
        }

        if (request.Bearer is null)
        {
            return SlackErrors.Of("not_authed");
        }

        if (tokens.Read(request.Bearer) is not { Kind: 'a' } token)
        {
            return SlackErrors.Of("invalid_auth");
        }

        var world = worlds.Of(token.Tenant);
        if (world.IsRevoked(token.Family) || token.Ends <= clock.GetUtcNow().ToUnixTimeSeconds())
        {
            return SlackErrors.Of(world.IsRevoked(token.Family) ? "token_revoked" : "token_expired");
        }

        var call = new SlackCall(world, token);
        await call.ReadAsync(request, method.TakesJson, cancellationToken);
        lock (world.Gate)
        {
            return world.Wait(name, method.PerMinute) is { } wait
                ? SlackErrors.TooMany(wait)
                : Answer.Json(200, method.Run(call), "application/json; charset=utf-8").With("x-oauth-scopes", string.Join(',', token.Scopes));
        }
    }
}

/// <param name="PerMinute">Of one app in one workspace.</param>
internal sealed record SlackMethod(int PerMinute, Func<SlackCall, JsonObject> Run, bool TakesJson = false);
