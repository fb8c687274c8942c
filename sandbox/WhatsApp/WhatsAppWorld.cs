using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.WhatsApp;

internal sealed record WhatsAppTemplate(string Id, string Name, string Language, string Status, string Category, JsonArray Components)
{
    /// <summary>How many gaps its body has.</summary>
    internal int Gaps => Components.Where(part => (string)part!["type"]! == "BODY").Sum(part => ((string)part!["text"]!).Split("{{").Length - 1);
}

internal sealed record WhatsAppSent(string Id, string To, DateTimeOffset At);

/// <summary>One business's number: its templates, whom it may write to freely, and what it sent.</summary>
internal sealed class WhatsAppWorld
{
    /// <summary>Has written a moment ago, so that anything may be sent.</summary>
    internal const string Ada = "4915550100001";

    /// <summary>Wrote days ago: only templates.</summary>
    internal const string Bert = "4915550100002";

    /// <summary>Is not on WhatsApp.</summary>
    internal const string Nobody = "4915550100003";

    private const int MostSent = 1_000;

    private readonly List<WhatsAppSent> sent = [];
    private readonly HashSet<string> media = [];
    private long last = 8_800_000_000_000;

    internal WhatsAppWorld(Tenants tenants, string tenant)
    {
        NumberId = (100_000_000_000_000 + tenants.Number("whatsapp number", tenant, 90_000_000_000_000)).ToString(CultureInfo.InvariantCulture);
        AccountId = (200_000_000_000_000 + tenants.Number("whatsapp account", tenant, 90_000_000_000_000)).ToString(CultureInfo.InvariantCulture);
    }

    internal Lock Gate { get; } = new();

    internal string NumberId { get; }

    internal string AccountId { get; }

    internal static string Number => "+49 1555 0100000";

    internal static IReadOnlyList<WhatsAppTemplate> Templates { get; } =
    [
        Template("1", "hello_world", "en_US", "APPROVED", "UTILITY", "Welcome and congratulations! This message demonstrates your ability to send a template."),
        Template("2", "order_ready", "en_US", "APPROVED", "UTILITY", "Hello {{1}}, your order {{2}} is ready."),
        Template("3", "order_ready", "de", "APPROVED", "UTILITY", "Hallo {{1}}, Ihre Bestellung {{2}} ist fertig."),
        Template("4", "sunday_rolls", "en_US", "PENDING", "MARKETING", "Rolls on Sunday, {{1}}?"),
        Template("5", "old_offer", "en_US", "PAUSED", "MARKETING", "Half price today."),
    ];

    internal string Keep()
    {
        var id = NextId();
        media.Add(id);
        return id;
    }

    internal bool Has(string id) => media.Contains(id);

    internal WhatsAppSent Send(string to, DateTimeOffset now)
    {
        if (sent.Count >= MostSent)
        {
            sent.RemoveAt(0);
        }

        sent.Add(new($"wamid.{Convert.ToBase64String(Encoding.ASCII.GetBytes(NextId()))}", to, now));
        return sent[^1];
    }

    internal WhatsAppSent? Sent(string id) => sent.Find(one => one.Id == id);

    internal string NextId() => (++last).ToString(CultureInfo.InvariantCulture);

    private static WhatsAppTemplate Template(string id, string name, string language, string status, string category, string body) => new(
        $"59000000000000{id}", name, language, status, category, [new JsonObject { ["type"] = "BODY", ["text"] = body }, new JsonObject { ["type"] = "FOOTER", ["text"] = "Sandbox Bakery" }]);
}
