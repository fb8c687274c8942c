using System.Globalization;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Slack;

/// <param name="Kind">public_channel, private_channel, mpim or im, in Slack's words.</param>
/// <param name="Person">Of a direct message: who is at the other end.</param>
/// <param name="IsReadOnly">Only its managers may write.</param>
internal sealed record SlackChannel(string Id, string Kind, string Name, string About, bool IsMember = true, bool IsArchived = false, bool IsReadOnly = false, string? Person = null);

internal sealed record SlackPerson(string Id, string Name, string RealName, string Title, bool IsBot = false, bool IsGuest = false, bool HasLeft = false);

/// <summary>One workspace, with the app in it.</summary>
internal sealed class SlackWorld
{
    internal const string General = "C0GENERAL01", Random = "C0RANDOM001", Private = "C0PRIVATE01", Hidden = "C0HIDDEN001", Archived = "C0ARCHIVE01", Announcements = "C0ANNOUNCE1", Group = "G0GROUP0001";
    internal const string Ada = "U0ADA000001", Bert = "U0BERT00001", Carl = "U0CARL00001", Gone = "U0GONE00001";
    private const int MostMessages = 1_000;

    private readonly TimeProvider clock;
    private readonly Dictionary<string, List<JsonObject>> messages = [];
    private readonly Dictionary<string, (DateTimeOffset Begun, int Calls)> counts = [];
    private readonly Dictionary<string, int> families = [];
    private readonly HashSet<string> revoked = [];
    private long last;

    internal SlackWorld(Tenants tenants, string tenant, TimeProvider clock)
    {
        this.clock = clock;
        Team = $"T0{tenants.Number("slack team", tenant, 1_000_000_000):d9}";
        Bot = new($"U0{tenants.Number("slack bot", tenant, 1_000_000_000):d9}", "square", "Square", "An app", IsBot: true);
        People =
        [
            Bot, new(Ada, "ada", "Ada Winter", "Harbour master. Answers what you write."), new(Bert, "bert", "Bert Ångström", "Carpenter"), new(Carl, "carl", "Carl Sommer", "Guest from the yard", IsGuest: true),
            new(Gone, "dora", "Dora Herbst", "", HasLeft: true),
        ];
        var now = clock.GetUtcNow();
        for (var i = 0; i < 30; i++)
        {
            Add(General, People[1 + (i % 3)].Id, i == 29 ? "Who has the ladder?" : $"Log entry {i + 1}: wind & waves.", null, now.AddHours(i - 40));
        }

        Add(General, Ada, "It is in the shed.", (string)messages[General][^1]["ts"]!, now.AddHours(-2));
        Add(Private, Bert, "Only we read this.", null, now.AddHours(-5));
        Add($"D{Ada[1..]}", Ada, "Hello! Write to me.", null, now.AddHours(-1));
    }

    internal Lock Gate { get; } = new();

    internal string Team { get; }

    internal string TeamName { get; private set; } = "Harbour (sandbox)";

    internal SlackPerson Bot { get; }

    internal IReadOnlyList<SlackPerson> People { get; }

    internal List<SlackChannel> Channels { get; } =
    [
        new(General, "public_channel", "general", "For everybody"), new(Random, "public_channel", "random", "The app is not in here", IsMember: false), new(Announcements, "public_channel", "announcements", "Only managers write here", IsReadOnly: true),
        new(Archived, "public_channel", "old-pier", "", IsMember: false, IsArchived: true), new(Private, "private_channel", "crew", "The crew"), new(Hidden, "private_channel", "board", "", IsMember: false),
        new($"D{Ada[1..]}", "im", "", "", Person: Ada), new(Group, "mpim", "mpdm-ada--bert--square-1", "Group messaging"),
    ];

    internal bool IsRevoked(string family) => revoked.Contains(family);

    internal void Call(string name) => TeamName = name;

    internal void Revoke(string family) => revoked.Add(family);

    /// <summary>False where the refresh token of this number was used before.</summary>
    internal bool Use(string family, int serial)
    {
        lock (Gate)
        {
            if (revoked.Contains(family) || families.GetValueOrDefault(family) > serial)
            {
                return false;
            }

            families[family] = serial + 1;
            return true;
        }
    }

    /// <summary>Null where one more is allowed within the minute, which counts; else the seconds to wait.</summary>
    internal int? Wait(string bucket, int most)
    {
        var now = clock.GetUtcNow();
        var (begun, calls) = counts.GetValueOrDefault(bucket);
        if (now - begun >= TimeSpan.FromMinutes(1))
        {
            (begun, calls) = (now, 0);
        }

        counts[bucket] = (begun, calls + 1);
        return calls < most ? null : (int)Math.Ceiling((begun + TimeSpan.FromMinutes(1) - now).TotalSeconds);
    }

    /// <summary>What the app sees; null for what is hidden from it.</summary>
    internal SlackChannel? Find(string channel) => Channels.Find(one => one.Id == channel && (one.IsMember || one.Kind == "public_channel"));

    /// <summary>The direct message with a person, opened where there is none yet.</summary>
    internal SlackChannel Open(string person)
    {
        var id = $"D{person[1..]}";
        if (Channels.Find(one => one.Id == id) is { } known)
        {
            return known;
        }

        Channels.Add(new(id, "im", "", "", Person: person));
        return Channels[^1];
    }

    /// <summary>Newest first, without replies.</summary>
    internal IEnumerable<JsonObject> History(string channel) => messages.GetValueOrDefault(channel, []).AsEnumerable().Reverse().Where(message => message["thread_ts"] is not { } thread || (string)thread! == (string)message["ts"]! || message["subtype"] is not null);

    /// <summary>Oldest first; empty where there is no such message.</summary>
    internal IReadOnlyList<JsonObject> Thread(string channel, string ts) =>
        messages.GetValueOrDefault(channel, []).Find(message => (string)message["ts"]! == ts) is { } first
            ? [.. messages[channel].Where(message => (string?)message["thread_ts"] == ((string?)first["thread_ts"] ?? ts) || (string)message["ts"]! == ts)]
            : [];

    /// <summary>A message of the app's, and what comes back from who answers.</summary>
    internal JsonObject Say(SlackChannel channel, string text, string? thread, bool isBroadcast)
    {
        var said = Add(channel.Id, Bot.Id, text, thread, clock.GetUtcNow());
        said["bot_id"] = $"B{Bot.Id[1..]}";
        if (isBroadcast)
        {
            said["subtype"] = "thread_broadcast";
        }

        var copy = said.DeepClone().AsObject();
        if (channel.Person == Ada)
        {
            Add(channel.Id, Ada, $"You wrote: {text[..Math.Min(text.Length, 200)]}", thread, clock.GetUtcNow());
        }

        return copy;
    }

    private JsonObject Add(string channel, string person, string text, string? thread, DateTimeOffset at)
    {
        var list = messages.TryGetValue(channel, out var known) ? known : messages[channel] = [];
        var micro = Math.Max(last + 1, at.ToUnixTimeMilliseconds() * 1_000);
        last = Math.Max(last, micro);
        var message = new JsonObject
        {
            ["type"] = "message",
            ["user"] = person,
            ["text"] = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("&amp;amp;", "&amp;", StringComparison.Ordinal).Replace("&amp;lt;", "&lt;", StringComparison.Ordinal).Replace("&amp;gt;", "&gt;", StringComparison.Ordinal),
            ["ts"] = string.Create(CultureInfo.InvariantCulture, $"{micro / 1_000_000}.{micro % 1_000_000:d6}"),
            ["team"] = Team,
        };
        if (thread is not null)
        {
            message["thread_ts"] = thread;
            var first = list.Find(one => (string)one["ts"]! == thread)!;
            (first["thread_ts"], first["reply_count"]) = (thread, ((int?)first["reply_count"] ?? 0) + 1);
        }

        list.Add(message);
        if (list.Count > MostMessages)
        {
            list.RemoveAt(0);
        }

        return message;
    }
}
