using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Discord;

/// <summary>Discord's HTTP API, version 10 (https://docs.discord.com/developers/reference), for the calls of one bot. It ignores members and parameters it does not know; here they are refused.</summary>
internal sealed class DiscordSimulator(Tenants tenants, TimeProvider clock) : IHttpSimulator
{
    private static readonly DiscordRoute[] Routes =
    [
        new("GET", ["users", "@me"], 50, 10, DiscordReads.Me),
        new("GET", ["users", "@me", "guilds"], 50, 10, DiscordReads.Guilds),
        new("GET", ["guilds", "*", "channels"], 50, 10, DiscordReads.Channels),
        new("GET", ["channels", "*"], 50, 10, DiscordReads.Channel),
        new("GET", ["channels", "*", "messages"], 50, 10, DiscordMessages.List),
        new("GET", ["channels", "*", "messages", "*"], 50, 10, DiscordMessages.One),
        new("POST", ["channels", "*", "messages"], 5, 5, DiscordMessages.PostAsync),
    ];

    private readonly Worlds<DiscordWorld> worlds = new(bot => new(ulong.Parse(bot, CultureInfo.InvariantCulture), clock));

    public string Platform => "discord";

    public IReadOnlyList<string> Hosts { get; } = ["discord.com"];

    internal SandboxAccount Account(string tenant) => new(Platform, new JsonObject { ["bot_token"] = Token(WorldOf(tenant)), ["name"] = DiscordWorld.NameOf(ulong.Parse(WorldOf(tenant), CultureInfo.InvariantCulture)) }.ToJsonString());

    /// <summary>The bot's id.</summary>
    public string WorldOf(string tenant) => $"{1_320_000_000_000_000_000 + tenants.Number("discord bot", tenant, 9_000_000_000_000_000)}";

    public ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) => ValueTask.FromResult(Bot(request) is { } bot ? new Asked(bot) : null);

    public Answer Refusal(Fault fault) => fault.Kind != FaultKinds.RateLimited ? DiscordErrors.Unauthorized : fault.RetryAfter is { } wait ? DiscordErrors.TooMany(wait) : DiscordErrors.TurnedAway;

    public async Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        if (!request.Context.Request.Headers.UserAgent.ToString().StartsWith("DiscordBot (http", StringComparison.Ordinal))
        {
            return DiscordErrors.Of(403, 40333, "internal network error");
        }

        if (request.Path.Split('/') is not ["", "api", var version, .. var path] || Array.FindAll(Routes, one => one.Fits(path)) is not { Length: > 0 } fitting)
        {
            throw DiscordErrors.NotFound;
        }

        if (version != "v10")
        {
            return DiscordErrors.Of(400, 50041, "Invalid API version provided");
        }

        if (Bot(request) is not { } bot)
        {
            return DiscordErrors.Unauthorized;
        }

        var route = Array.Find(fitting, one => one.Method == request.Method) ?? throw DiscordErrors.Refused(405, 0, "405: Method Not Allowed");
        var world = worlds.Of(bot);
        int left;
        double seconds;
        lock (world.Gate)
        {
            (left, seconds) = world.Count($"{route.Method} {string.Join('/', path.Take(3))}", route.Most, TimeSpan.FromSeconds(route.Seconds));
        }

        var answer = left < 0 ? DiscordErrors.TooMany(seconds) : await RunAsync(route, new(request, world, path), cancellationToken);
        return answer.With("X-RateLimit-Limit", $"{route.Most}").With("X-RateLimit-Remaining", $"{Math.Max(left, 0)}").With("X-RateLimit-Bucket", $"sandbox{Array.IndexOf(Routes, route)}")
            .With("X-RateLimit-Reset-After", seconds.ToString("0.000", CultureInfo.InvariantCulture)).With("X-RateLimit-Reset", (clock.GetUtcNow().ToUnixTimeMilliseconds() / 1_000.0 + seconds).ToString("0.000", CultureInfo.InvariantCulture));
    }

    private static async Task<Answer> RunAsync(DiscordRoute route, DiscordCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await route.RunAsync(call, cancellationToken);
        }
        catch (RefusedException refused)
        {
            return refused.Answer;
        }
    }

    private string? Bot(Request request) => request.Context.Request.Headers.Authorization.ToString() is var header && header.StartsWith("Bot ", StringComparison.Ordinal)
        && header[4..].Split('.') is [var first, "Sandbo", var secret] && Base64Url.IsValid(first) && Encoding.ASCII.GetString(Base64Url.DecodeFromChars(first)) is var bot && tenants.IsSigned("discord token", bot, secret) ? bot : null;

    private string Token(string bot) => $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(bot))}.Sandbo.{tenants.Sign("discord token", bot, 38)}";
}

/// <param name="Path">After the version; a star stands for an id.</param>
/// <param name="Most">Calls within <paramref name="Seconds"/>, for each server and channel by itself.</param>
internal sealed record DiscordRoute(string Method, string[] Path, int Most, int Seconds, Func<DiscordCall, CancellationToken, Task<Answer>> RunAsync)
{
    internal DiscordRoute(string method, string[] path, int most, int seconds, Func<DiscordCall, JsonNode> read)
        : this(method, path, most, seconds, (call, _) => Task.FromResult(Read(call, read)))
    {
    }

    internal bool Fits(string[] path) => path.Length == Path.Length && Path.Zip(path).All(pair => pair.First == pair.Second || (pair.First == "*" && pair.Second.Length > 0));

    private static Answer Read(DiscordCall call, Func<DiscordCall, JsonNode> read)
    {
        lock (call.World.Gate)
        {
            return Answer.Json(200, read(call));
        }
    }
}
