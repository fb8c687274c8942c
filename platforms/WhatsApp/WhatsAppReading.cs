using System.Text.Json;
using System.Text.RegularExpressions;
using Squaremcp.Platforms.Meta;

namespace Squaremcp.Platforms.WhatsApp;

/// <summary>Templates and what became of messages, as the tools tell them.</summary>
internal static partial class WhatsAppReading
{
    /// <summary>How far each word is: events come in any order, twice, or not at all.</summary>
    private static readonly string[] Far = ["sent", "delivered", "read", "deleted", "failed"];

    internal static MessageTemplate? Template(JsonElement template)
    {
        if (template.Id("id") is not { } id || template.Words("name") is not { } name)
        {
            return null;
        }

        var parts = template.Each("components").ToList();
        var (header, body) = (Part("HEADER"), Part("BODY"));
        return new(
            id, name, template.Words("language") ?? "", template.Words("status") ?? "UNKNOWN", template.Words("category"), header.Words("format"), header.Words("text"), body.Words("text"), Part("FOOTER").Words("text"),
            Some(Part("BUTTONS").Each("buttons").Select(button => string.Join(' ', new[] { button.Words("type"), button.Words("text"), button.Words("url") ?? button.Words("phone_number") }.OfType<string>()))),
            Some(Hole().Matches(body.Words("text") ?? "").Select(hole => hole.Groups["name"].Value).Distinct()), template.Words("rejected_reason") is { } reason && reason != "NONE" ? reason : null);

        JsonElement Part(string type) => parts.FirstOrDefault(part => string.Equals(part.Words("type"), type, StringComparison.OrdinalIgnoreCase));
    }

    internal static MessageStatus Status(string message, IEnumerable<JsonElement> entries)
    {
        var events = entries.SelectMany(entry => entry.Inside("events").Each("data")).Select(one => (Told: new MessageEvent((one.Words("delivery_status") ?? "unknown").ToLowerInvariant(), GraphReading.When(one, "timestamp")), Error: one.Words("error_description"))).ToList();
        var furthest = events.Select(one => Array.IndexOf(Far, one.Told.Status)).DefaultIfEmpty(-1).Max();
        return new(message, furthest < 0 ? "unknown" : Far[furthest], events.Select(one => one.Error).LastOrDefault(error => !string.IsNullOrEmpty(error)), [.. events.Select(one => one.Told)]);
    }

    private static List<string>? Some(IEnumerable<string> items)
    {
        List<string> all = [.. items];
        return all.Count > 0 ? all : null;
    }

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z0-9_]+)\s*\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hole();
}
