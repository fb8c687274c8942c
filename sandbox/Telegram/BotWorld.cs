using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Telegram;

/// <param name="Answers">A person who writes back.</param>
/// <param name="Refusal">Why the bot cannot write there; null where it can.</param>
internal sealed record SimulatedChat(long Id, string Type, string? Title = null, string? Username = null, string? FirstName = null, string? LastName = null, string? About = null, bool Answers = false, string? Refusal = null)
{
    internal JsonObject ToJson()
    {
        var chat = new JsonObject { ["id"] = Id, ["type"] = Type };
        foreach (var (name, value) in ((string, string?)[])[("title", Title), ("username", Username), ("first_name", FirstName), ("last_name", LastName)])
        {
            if (value is not null)
            {
                chat[name] = value;
            }
        }

        return chat;
    }
}

/// <summary>One bot, the chats it is in, what was said there and what waits for it.</summary>
internal sealed class BotWorld
{
    internal const long Anna = 6_100_000_001, Group = -1_001_234_567_890, Channel = -1_001_234_567_891, Blocking = 6_100_000_403, Kicked = -1_001_234_567_403;
    private const int MostUpdates = 500, MostMessages = 1_000, MostPhotos = 50;

    private readonly TimeProvider clock;
    private readonly List<JsonObject> updates = [];
    private readonly HashSet<(long Chat, long Id)> messages = [];
    private readonly Dictionary<string, JsonArray> photos = [];
    private readonly Queue<(long Chat, DateTimeOffset At)> sent = new();
    private TaskCompletionSource changed = New();
    private long nextUpdate, nextMessage = 100;

    internal BotWorld(long id, TimeProvider clock)
    {
        (Id, this.clock, nextUpdate) = (id, clock, 500_000_001);
        Hear(Chats[Anna], "/start");
        Hear(Chats[Anna], "Hello! Can you tell me when the ferry leaves?");
        Hear(Chats[Group], "Who has the ladder?");
    }

    internal Lock Gate { get; } = new();

    internal long Id { get; }

    internal IReadOnlyDictionary<long, SimulatedChat> Chats { get; } = new SimulatedChat[]
    {
        new(Anna, "private", Username: "anna_sandbox", FirstName: "Anna", LastName: "Ångström", About: "Answers what you write.", Answers: true),
        new(Group, "supergroup", Title: "Harbour 🚢", Username: "harbour_sandbox", About: "A group to rehearse in.", Answers: true),
        new(Channel, "channel", Title: "Harbour news", Username: "harbour_news_sandbox", About: "A channel the bot may post to."),
        new(Blocking, "private", FirstName: "Bert", Refusal: "Forbidden: bot was blocked by the user"),
        new(Kicked, "supergroup", Title: "Old harbour", Refusal: "Forbidden: bot was kicked from the supergroup chat"),
    }.ToDictionary(chat => chat.Id);

    internal static string NameOf(long bot) => $"sandbox{bot % 1_000_000:d6}_bot";

    internal JsonObject Me() => new()
    {
        ["id"] = Id,
        ["is_bot"] = true,
        ["first_name"] = "Sandbox bot",
        ["username"] = NameOf(Id),
        ["can_join_groups"] = true,
        ["can_read_all_group_messages"] = false,
        ["supports_inline_queries"] = false,
    };

    internal SimulatedChat? Find(string chat) => long.TryParse(chat, out var id)
        ? Chats.GetValueOrDefault(id)
        : chat.StartsWith('@') ? Chats.Values.FirstOrDefault(one => one.Type != "private" && chat[1..].Equals(one.Username, StringComparison.OrdinalIgnoreCase)) : null;

    internal bool Knows(long chat, long message) => messages.Contains((chat, message));

    /// <summary>Seconds to wait before this chat takes another message: 20 a minute in groups, 60 elsewhere; null where it takes one now, which counts.</summary>
    internal int? Wait(SimulatedChat chat)
    {
        var now = clock.GetUtcNow();
        while (sent.TryPeek(out var oldest) && now - oldest.At >= TimeSpan.FromMinutes(1))
        {
            sent.Dequeue();
        }

        var here = sent.Where(one => one.Chat == chat.Id).ToList();
        if (here.Count >= (chat.Type == "private" ? 60 : 20))
        {
            return (int)Math.Ceiling((here[0].At + TimeSpan.FromMinutes(1) - now).TotalSeconds);
        }

        sent.Enqueue((chat.Id, now));
        return null;
    }

    /// <summary>A message of the bot's, and what comes back.</summary>
    internal JsonObject Say(SimulatedChat chat, JsonObject content, string? words)
    {
        var message = Message(chat, chat.Type == "channel" ? null : Me(), content);
        if (chat.Answers)
        {
            Hear(chat, words is { Length: > 0 } ? $"You wrote: {words[..Math.Min(words.Length, 200)]}" : "Nice picture!");
        }

        return message;
    }

    internal void Keep(string file, JsonArray sizes)
    {
        if (photos.Count >= MostPhotos)
        {
            photos.Remove(photos.Keys.First());
        }

        photos[file] = sizes;
    }

    internal JsonArray? Photo(string file) => photos.GetValueOrDefault(file);

    /// <summary>Forgets what comes before the offset, and answers what waits from there on; a negative one counts from the end.</summary>
    internal JsonArray Updates(long offset, int limit)
    {
        if (offset < 0)
        {
            updates.RemoveRange(0, (int)Math.Max(0, updates.Count + offset));
        }
        else
        {
            updates.RemoveAll(update => update["update_id"]!.GetValue<long>() < offset);
        }

        return [.. updates.Take(limit).Select(update => update.DeepClone())];
    }

    /// <summary>Ends when something new waits.</summary>
    internal Task Changed => changed.Task;

    private void Hear(SimulatedChat chat, string text)
    {
        var from = chat.Type == "private" ? new JsonObject { ["id"] = chat.Id, ["is_bot"] = false, ["first_name"] = chat.FirstName, ["language_code"] = "en" } : new JsonObject { ["id"] = 6_100_000_002, ["is_bot"] = false, ["first_name"] = "Carl" };
        var message = Message(chat, from, new() { ["text"] = text });
        updates.Add(new() { ["update_id"] = nextUpdate++, ["message"] = message });
        if (updates.Count > MostUpdates)
        {
            updates.RemoveAt(0);
        }

        (var waiting, changed) = (changed, New());
        waiting.TrySetResult();
    }

    private JsonObject Message(SimulatedChat chat, JsonObject? from, JsonObject content)
    {
        if (messages.Count >= MostMessages)
        {
            messages.Clear();
        }

        var id = nextMessage++;
        messages.Add((chat.Id, id));
        var message = new JsonObject { ["message_id"] = id, ["date"] = clock.GetUtcNow().ToUnixTimeSeconds(), ["chat"] = chat.ToJson() };
        if (from is not null)
        {
            message["from"] = from;
        }
        else
        {
            message["sender_chat"] = chat.ToJson();
        }

        foreach (var (name, value) in content)
        {
            message[name] = value?.DeepClone();
        }

        return message;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
