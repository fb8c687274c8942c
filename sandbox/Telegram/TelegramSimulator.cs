using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Telegram;

/// <summary>
/// The Bot API (https://core.telegram.org/bots/api), as far as the documentation describes these methods. Where the platform is lenient this is not: it ignores parameters it does not know, here they are refused,
/// for a mistyped one would go unnoticed until a person misses something.
/// </summary>
internal sealed class TelegramSimulator(Tenants tenants, TimeProvider clock) : IHttpSimulator
{
    private readonly Worlds<BotWorld> worlds = new(bot => new(long.Parse(bot), clock));

    public string Platform => "telegram";

    public IReadOnlyList<string> Hosts { get; } = ["api.telegram.org"];

    internal SandboxAccount Account(string tenant) => new(Platform, new JsonObject { ["bot_token"] = Token(WorldOf(tenant)), ["username"] = $"@{BotWorld.NameOf(long.Parse(WorldOf(tenant)))}" }.ToJsonString());

    /// <summary>The bot's id. They have ten digits, beyond 32 bits.</summary>
    public string WorldOf(string tenant) => $"{7_000_000_000 + tenants.Number("telegram bot", tenant, 999_999_999)}";

    public ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) => ValueTask.FromResult(Bot(request) is { } bot ? new Asked(bot) : null);

    private string? Bot(Request request) => Split(request.Path) is var (token, _) && token.Split(':') is [var bot, var secret] && secret.StartsWith("AA", StringComparison.Ordinal)
        && bot.Length == 10 && bot.All(char.IsAsciiDigit) && tenants.IsSigned("telegram token", bot, secret[2..]) ? bot : null;

    public Answer Refusal(Fault fault) => fault.Kind == FaultKinds.RateLimited ? BotErrors.TooMany(fault.RetryAfter) : BotErrors.Of(401, "Unauthorized");

    public async Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        if (Split(request.Path) is not var (token, method) || token.Length == 0)
        {
            return BotErrors.Of(404, "Not Found");
        }

        if (Bot(request) is not { } bot)
        {
            return BotErrors.Of(401, token.StartsWith('0') || token.Length > 80 || !token.Contains(':') ? "Unauthorized: invalid token specified" : "Unauthorized");
        }

        if (request.Method is not ("GET" or "POST"))
        {
            return BotErrors.Of(405, "Method Not Allowed");
        }

        var call = await BotCall.ReadAsync(request, cancellationToken);
        var world = worlds.Of(bot);
        JsonNode result = method.ToLowerInvariant() switch
        {
            "getme" => BotMethods.Me(world, call),
            "getchat" => BotMethods.Chat(world, call),
            "sendmessage" => BotMethods.Message(world, call),
            "sendphoto" => BotMethods.Photo(world, call),
            "getupdates" => await BotMethods.UpdatesAsync(world, call, cancellationToken),
            _ => throw BotErrors.Refused(404, "Not Found: method not found"),
        };
        return Answer.Json(200, new JsonObject { ["ok"] = true, ["result"] = result });
    }

    private string Token(string bot) => $"{bot}:AA{tenants.Sign("telegram token", bot, 33)}";

    /// <summary><c>/bot{token}/{method}</c>; null where it is not so.</summary>
    private static (string Token, string Method)? Split(string path) =>
        path.Split('/') is ["", var bot, var method] && bot.StartsWith("bot", StringComparison.Ordinal) && method.Length > 0 ? (bot[3..], method) : null;
}
