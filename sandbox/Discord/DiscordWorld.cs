using System.Globalization;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Discord;

/// <param name="Type">By Discord's numbers.</param>
/// <param name="Refusal">What keeps the bot from it: 50001 for all, 50013 for writing.</param>
/// <param name="Slow">Seconds between two messages.</param>
internal sealed record DiscordChannel(ulong Id, ulong Guild, int Type, string Name, int Position, ulong? Parent = null, string? Topic = null, int Refusal = 0, int Slow = 0, bool Answers = false);

/// <summary>One bot, the servers it is in, and what was said there.</summary>
internal sealed class DiscordWorld
{
    internal const ulong Harbour = 1310000000000000101, Yard = 1310000000000000102;
    internal const ulong General = 1310000000000000201, News = 1310000000000000202, Ideas = 1310000000000000203, Board = 1310000000000000204, Notices = 1310000000000000205, Talk = 1310000000000000206, Thread = 1310000000000000207, Text = 1310000000000000208, Tools = 1310000000000000209;
    internal const ulong Ada = 1310000000000000301, Bert = 1310000000000000302;
    private const int MostMessages = 1_000;
    private const long Epoch = 1_420_070_400_000;

    private readonly TimeProvider clock;
    private readonly Dictionary<ulong, List<JsonObject>> messages = [];
    private readonly Dictionary<string, (DateTimeOffset Begun, int Calls)> counts = [];
    private readonly Dictionary<ulong, DateTimeOffset> slowed = [];
    private ulong last;

    internal DiscordWorld(ulong bot, TimeProvider clock)
    {
        (Bot, this.clock) = (bot, clock);
        var now = clock.GetUtcNow();
        for (var i = 0; i < 60; i++)
        {
            Add(General, i % 2 == 0 ? Ada : Bert, i == 59 ? "Who has the ladder?" : $"Log entry {i + 1} 🚢", now.AddHours(i - 70));
        }

        Add(News, Ada, "The ferry leaves at 9.", now.AddHours(-3));
        Add(Thread, Bert, "Only about the ladder, please.", now.AddHours(-1));
    }

    internal Lock Gate { get; } = new();

    internal ulong Bot { get; }

    internal IReadOnlyList<(ulong Id, string Name)> Guilds { get; } = [(Harbour, "Harbour (sandbox)"), (Yard, "Yard (sandbox)")];

    internal IReadOnlyList<DiscordChannel> Channels { get; } =
    [
        new(Text, Harbour, 4, "Talk", 0), new(General, Harbour, 0, "general", 1, Text, "For everybody", Answers: true), new(News, Harbour, 5, "news", 2, Text, Slow: 30), new(Ideas, Harbour, 15, "ideas", 3, Text),
        new(Board, Harbour, 0, "board", 4, Refusal: 50001), new(Notices, Harbour, 0, "notices", 5, Refusal: 50013), new(Talk, Harbour, 2, "Pier", 6), new(Thread, Harbour, 11, "Ladder", 0, General), new(Tools, Yard, 0, "tools", 0),
    ];

    internal static string NameOf(ulong bot) => $"sandbox-{bot % 1_000_000:d6}";

    /// <summary>Takes one of the calls of a bucket, whose window begins with its first; negative where none is left.</summary>
    internal (int Left, double Seconds) Count(string bucket, int most, TimeSpan window)
    {
        var now = clock.GetUtcNow();
        var (begun, calls) = counts.GetValueOrDefault(bucket);
        if (now - begun >= window)
        {
            (begun, calls) = (now, 0);
        }

        counts[bucket] = (begun, Math.Min(calls + 1, most + 1));
        return (most - calls - 1, Math.Max(0.001, (begun + window - now).TotalSeconds));
    }

    /// <summary>Seconds that a channel in slow mode still asks for; null where it takes a message now, which counts.</summary>
    internal double? Slow(DiscordChannel channel)
    {
        var now = clock.GetUtcNow();
        if (channel.Slow > 0 && slowed.TryGetValue(channel.Id, out var at) && at + TimeSpan.FromSeconds(channel.Slow) > now)
        {
            return (at + TimeSpan.FromSeconds(channel.Slow) - now).TotalSeconds;
        }

        slowed[channel.Id] = now;
        return null;
    }

    /// <summary>Oldest first.</summary>
    internal IReadOnlyList<JsonObject> Messages(ulong channel) => messages.GetValueOrDefault(channel, []);

    /// <summary>What the bot said before with this nonce, within some minutes.</summary>
    internal JsonObject? Earlier(ulong channel, string nonce) =>
        Messages(channel).LastOrDefault(message => (string?)message["nonce"] == nonce && DateTimeOffset.Parse((string)message["timestamp"]!, CultureInfo.InvariantCulture) > clock.GetUtcNow() - TimeSpan.FromMinutes(5));

    /// <summary>A message of the bot's, and what comes back where somebody answers.</summary>
    internal JsonObject Say(DiscordChannel channel, JsonObject members)
    {
        var said = Add(channel.Id, Bot, (string)members["content"]!, clock.GetUtcNow());
        foreach (var (name, value) in members)
        {
            said[name] = value?.DeepClone();
        }

        if (channel.Answers)
        {
            var words = (string)members["content"]!;
            Add(channel.Id, Ada, $"You wrote: {words[..Math.Min(words.Length, 200)]}", clock.GetUtcNow());
        }

        return said;
    }

    private JsonObject Add(ulong channel, ulong author, string content, DateTimeOffset at)
    {
        last = Math.Max(last + 1, (ulong)(at.ToUnixTimeMilliseconds() - Epoch) << 22);
        var message = new JsonObject
        {
            ["id"] = $"{last}",
            ["type"] = 0,
            ["channel_id"] = $"{channel}",
            ["content"] = content,
            ["author"] = Author(author),
            ["timestamp"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture),
            ["edited_timestamp"] = null,
            ["tts"] = false,
            ["mention_everyone"] = false,
            ["mentions"] = new JsonArray(),
            ["mention_roles"] = new JsonArray(),
            ["attachments"] = new JsonArray(),
            ["embeds"] = new JsonArray(),
            ["components"] = new JsonArray(),
            ["pinned"] = false,
            ["flags"] = 0,
        };
        var list = messages.TryGetValue(channel, out var known) ? known : messages[channel] = [];
        list.Add(message);
        if (list.Count > MostMessages)
        {
            list.RemoveAt(0);
        }

        return message;
    }

    internal JsonObject Author(ulong id)
    {
        var user = new JsonObject
        {
            ["id"] = $"{id}",
            ["username"] = id == Bot ? NameOf(Bot) : id == Ada ? "ada.winter" : "bert",
            ["avatar"] = null,
            ["discriminator"] = "0",
            ["public_flags"] = 0,
            ["flags"] = 0,
            ["global_name"] = id == Bot ? null : id == Ada ? "Ada Winter" : "Bert Ångström",
            ["primary_guild"] = null,
        };
        if (id == Bot)
        {
            user["bot"] = true;
        }

        return user;
    }
}
