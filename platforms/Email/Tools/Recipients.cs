using System.Text.Json;

namespace Squaremcp.Platforms.Email;

/// <summary>Addresses that somebody wants to write to, as they were given.</summary>
internal static class Recipients
{
    /// <summary>RFC 5321 §4.5.3.1.8: so many every server takes. More at once is a mailing list.</summary>
    internal const int Most = 100;

    /// <exception cref="ToolException">invalid_argument, naming the one that is no address.</exception>
    internal static IReadOnlyList<EmailAddress> Parse(IReadOnlyList<string>? given, string field) =>
        given is null ? [] : [.. given.Select((one, place) => Parse(one, $"{field}[{place}]"))];

    internal static void Count(IWrittenMessage message, bool isSent)
    {
        var count = (message.To?.Count ?? 0) + (message.Cc?.Count ?? 0) + (message.Bcc?.Count ?? 0);
        if (count == 0 && isSent)
        {
            throw OutgoingCheck.Refused("to", "names nobody. Give at least one recipient in `to`, `cc` or `bcc`, also for a reply: take from or reply_to of the message that is answered");
        }

        if (count > Most)
        {
            throw OutgoingCheck.Refused("to", $"and the copies name {count} recipients; one message goes to {Most} at most. Send it in several, or use a mailing list");
        }
    }

    /// <summary>Whom a call reaches, each address as it goes onto the wire; what is no address stands there as it was given, and is refused later.</summary>
    internal static IReadOnlyList<string> Of(JsonElement arguments) =>
        [.. ((string[])["to", "cc", "bcc"]).SelectMany(field => Given(arguments, field)).Select(Address).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static IEnumerable<string> Given(JsonElement arguments, string field) =>
        arguments.TryGetProperty(field, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)
            : [];

    private static string Address(string given)
    {
        try
        {
            return MailboxCheck.Of(Parse(given, "to"), "to").Address;
        }
        catch (ToolException)
        {
            return given;
        }
    }

    private static EmailAddress Parse(string given, string field)
    {
        OutgoingCheck.OneLine(given, field);
        return AddressList.Parse(given) is [{ Group: null } one]
            ? one
            : throw OutgoingCheck.Refused(field, "must be one address, as name@example.org or Name <name@example.org>");
    }
}
