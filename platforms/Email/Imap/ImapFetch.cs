using System.Globalization;
using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.Email;

/// <summary>UID FETCH. Everything is read by PEEK: reading a message here does not mark it as read.</summary>
internal static partial class ImapFetch
{
    /// <summary>As many messages as one call asks for.</summary>
    public const int MostSummaries = 500;

    private const string Summary = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)";
    private const string ArrivedFormat = "d-MMM-yyyy HH:mm:ss zzz";

    /// <summary>Those of the messages that are there, in the order asked for.</summary>
    public static async Task<IReadOnlyList<ImapSummary>> SummariesAsync(ImapSession session, IReadOnlyList<uint> uids, CancellationToken cancellationToken)
    {
        if (uids.Count > MostSummaries)
        {
            throw new ArgumentException($"At most {MostSummaries} messages at once.", nameof(uids));
        }

        if (uids.Count == 0)
        {
            return [];
        }

        var wanted = uids.ToHashSet();
        var found = new Dictionary<uint, ImapSummary>();
        var command = new ImapCommand("UID FETCH").Word(UidSet.Of(uids).ToString()).Word(Summary);
        session.Demand(await session.SendAsync(command, cancellationToken, Hear, ImapLimits.Summaries));
        return [.. uids.Where(found.ContainsKey).Select(uid => found[uid])];

        void Hear(ImapResponse answer)
        {
            // Flags that change meanwhile come as a FETCH of their own, without the rest.
            if (Items(answer) is { } items && Uid(items) is { } uid && wanted.Contains(uid) && (items.ContainsKey("ENVELOPE") || !found.ContainsKey(uid)))
            {
                found[uid] = Read(uid, items);
            }
        }
    }

    /// <summary>Copies a part, or some of its bytes, as it is stored.</summary>
    /// <param name="section">As <see cref="ImapPart.Section"/> names it, also with .MIME, .HEADER or .TEXT; empty for the whole message.</param>
    /// <param name="range">First byte and how many; null for all.</param>
    /// <param name="largest">In bytes. Where more comes than that, the conversation is broken off.</param>
    /// <returns>How many bytes there were; null where there is no such message or part.</returns>
    public static async Task<long?> PartAsync(ImapSession session, uint uid, string section, (long From, long Count)? range, Stream to, long largest, CancellationToken cancellationToken)
    {
        if (!Section().IsMatch(section))
        {
            throw new ArgumentException($"'{section}' is no section.", nameof(section));
        }

        var partial = range is var (from, count) ? string.Create(CultureInfo.InvariantCulture, $"<{from}.{count}>") : "";
        return await ContentAsync(session, uid, $"BODY.PEEK[{section}]{partial}", new(to, largest), cancellationToken);
    }

    /// <summary>Some header fields of a message, as they are stored, with the empty line at their end; null where there is no such message.</summary>
    public static async Task<byte[]?> HeaderFieldsAsync(ImapSession session, uint uid, IReadOnlyList<string> fields, int largest, CancellationToken cancellationToken)
    {
        if (fields.Count == 0 || fields.Any(field => !Field().IsMatch(field)))
        {
            throw new ArgumentException("Header fields have names of letters, digits and hyphens.", nameof(fields));
        }

        using var to = new MemoryStream();
        return await ContentAsync(session, uid, $"BODY.PEEK[HEADER.FIELDS ({string.Join(' ', fields)})]", new(to, largest), cancellationToken) is null ? null : to.ToArray();
    }

    private static async Task<long?> ContentAsync(ImapSession session, uint uid, string item, ImapSink sink, CancellationToken cancellationToken)
    {
        byte[]? kept = null;
        var command = new ImapCommand("UID FETCH").Number(uid).Word($"(UID {item})");
        session.Demand(await session.SendAsync(command, cancellationToken, Hear, sink: sink));
        if (sink.IsOpen && kept is not null)
        {
            await sink.TakeAsync(kept, session.Trouble, cancellationToken);
        }

        return sink.Length;

        void Hear(ImapResponse answer)
        {
            if (Items(answer) is not { } items)
            {
                return;
            }

            if (items.Values.Any(value => value is ImapValue.Handed) && Uid(items) != uid)
            {
                throw session.Trouble.BadAnswer("sent another message than the one asked for");
            }

            if (Uid(items) == uid && items.FirstOrDefault(pair => pair.Key.StartsWith("BODY[", StringComparison.Ordinal)).Value is ImapValue.Bytes(var content))
            {
                kept = content;
            }
        }
    }

    private static Dictionary<string, ImapValue>? Items(ImapResponse answer)
    {
        if (answer is not { Name: "FETCH", Values: [ImapValue.List(var content), ..] })
        {
            return null;
        }

        var items = new Dictionary<string, ImapValue>();
        for (var index = 0; index + 1 < content.Count; index += 2)
        {
            items[content[index].Text?.ToUpperInvariant() ?? ""] = content[index + 1];
        }

        return items;
    }

    private static uint? Uid(Dictionary<string, ImapValue> items) => items.GetValueOrDefault("UID")?.Number;

    private static ImapSummary Read(uint uid, Dictionary<string, ImapValue> items) => new(
        uid,
        [.. items.GetValueOrDefault("FLAGS")?.Items.Select(flag => flag.Text ?? "") ?? []],
        DateTimeOffset.TryParseExact(items.GetValueOrDefault("INTERNALDATE")?.Text?.Trim(), ArrivedFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var arrived) ? arrived : null,
        long.TryParse(items.GetValueOrDefault("RFC822.SIZE")?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null,
        ImapEnvelope.Read(items.GetValueOrDefault("ENVELOPE")),
        ImapPart.Read(items.GetValueOrDefault("BODYSTRUCTURE")));

    [GeneratedRegex(@"\A(?:(?:[1-9][0-9]{0,4}(?:\.[1-9][0-9]{0,4}){0,60})(?:\.(?:MIME|HEADER|TEXT))?|HEADER|TEXT|)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Section();

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,70}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();
}
