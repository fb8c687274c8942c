using System.Globalization;
using System.Text.Json;
using Squaremcp.Platforms.Email;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Gmail;

/// <summary>One connected Gmail mailbox, for one call.</summary>
/// <param name="granted">The scopes Google granted; null where it did not say.</param>
internal sealed class GmailMailbox(GmailApi api, OAuthAccount connected, IReadOnlyList<string>? granted, ICustomerFiles? files) : IWriterMailbox
{
    /// <summary>Gmail has no list with senders and subjects: each message of a page is asked for, so many at the same time.</summary>
    private const int AtOnce = 5;

    /// <summary>Bytes of a text or invitation that Gmail keeps apart from its message.</summary>
    private const int MostText = 2 * 1024 * 1024;

    private GmailMessage? answered;

    internal GmailApi Api => api;

    public EmailAddress Owner => new(null, connected.AccountId);

    public ICustomerFiles? Files => files;

    public bool WritesBcc => true;

    /// <summary>The conversation of the message that this call answers, and the subject it has there; null where it answers none.</summary>
    internal (string Thread, string Subject)? Answered => answered is { ThreadId: { } thread } ? (thread, Answer.Reply(answered.Headers).Subject) : null;

    internal static async Task<OAuthIdentity> WhoAsync(GmailApi api, CancellationToken cancellationToken) =>
        (await api.GetAsync("profile", cancellationToken)).Words("emailAddress") is { Length: > 0 } address ? new(address.ToLowerInvariant(), address) : throw new ToolException(GmailErrors.Garbled);

    /// <exception cref="ToolException">needs_reconnection: Gmail answers for another mailbox than was connected.</exception>
    internal async Task<string> OwnAsync(CancellationToken cancellationToken) => await WhoAsync(api, cancellationToken) is var own && own.Id == connected.AccountId
        ? own.Label
        : throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"Gmail answers for another account than the one that was connected ({connected.Name}). Call square_connect_platform and ask the person you work for to connect the account again."));

    internal Task<FoundMessages> ListAsync(ListMessages list, ToolContext context, CancellationToken cancellationToken) => FindAsync(
        GmailQuery.Of(list.Unread), list.Label ?? "INBOX", list.Limit, list.Cursor, context.Purpose("gmail_list_messages", connected.AccountId, list.Label, $"{list.Unread}{list.Limit}"), context, cancellationToken);

    internal Task<FoundMessages> SearchAsync(SearchMessages search, ToolContext context, CancellationToken cancellationToken)
    {
        var query = GmailQuery.Of(search);
        return FindAsync(query, search.Label, search.Limit, search.Cursor, context.Purpose("gmail_search_messages", connected.AccountId, query, search.Label, $"{search.Limit}"), context, cancellationToken);
    }

    internal async Task<MessageRead> ReadAsync(ReadMessage read, ToolContext context, CancellationToken cancellationToken)
    {
        var id = GmailQuery.Id("id", read.Id);
        var purpose = context.Purpose("gmail_read_message", connected.AccountId, id);
        var start = (int)context.Start(purpose, read.Cursor);
        var message = await MessageAsync(id, cancellationToken);
        if (read.SaveAttachment is { } number)
        {
            return AttachmentSaving.Saved(id, await KeepAsync(message, AttachmentSaving.Find(MailParts.Attachments(message.Root), number), context.Customer, cancellationToken));
        }

        var shown = await ShownMessage.OfAsync(message, part => FilledAsync(message, part, cancellationToken));
        return MessagePages.Page(id, most => shown.Facts(read.Headers, most), shown.Text, start, purpose, context);
    }

    public async Task<MimeHeaders> HeadersAsync(string id, string argument, CancellationToken cancellationToken)
    {
        answered = await MessageAsync(GmailQuery.Id(argument, id), cancellationToken, "format=metadata");
        return answered.Headers;
    }

    public async Task<Original> OriginalAsync(string id, string argument, string? keeper, CancellationToken cancellationToken)
    {
        var message = await MessageAsync(GmailQuery.Id(argument, id), cancellationToken);
        var attached = MailParts.Attached(message.Root);
        if (attached.Count > 0 && files is null)
        {
            throw AttachmentSaving.NoFiles();
        }

        var kept = new List<OutgoingFile>();
        foreach (var part in keeper is null ? [] : attached)
        {
            kept.Add(Composing.Outgoing(await KeepAsync(message, part, keeper!, cancellationToken)));
        }

        return Original.Of(message.Headers, (await ShownMessage.OfAsync(message, part => FilledAsync(message, part, cancellationToken))).Text, kept);
    }

    /// <exception cref="ToolException">The person did not allow it when connecting.</exception>
    internal void Granted(string scope)
    {
        if (granted is not null && !granted.Contains(scope))
        {
            throw new ToolException(GmailErrors.NotGranted);
        }
    }

    private async Task<FoundMessages> FindAsync(string query, string? label, int limit, string? cursor, string purpose, ToolContext context, CancellationToken cancellationToken)
    {
        Granted(GmailFacts.Read);
        var place = PagePlace.Of(context, purpose, cursor);
        var id = label is null ? null : await LabelAsync(label, cancellationToken);
        string?[] asked =
        [
            $"maxResults={limit.ToString(CultureInfo.InvariantCulture)}", Parameter("q", query), Parameter("labelIds", id), id is "SPAM" or "TRASH" ? "includeSpamTrash=true" : null, Parameter("pageToken", place.Token),
        ];
        var list = await api.GetAsync($"messages?{string.Join('&', asked.OfType<string>())}", cancellationToken);
        if (list.Inside("messages").ValueKind == JsonValueKind.Undefined && list.Inside("resultSizeEstimate").ValueKind == JsonValueKind.Undefined)
        {
            throw new ToolException(GmailErrors.Garbled);
        }

        var ids = list.Each("messages").Select(one => one.Id("id")).OfType<string>().ToList();
        var found = await FoundAsync([.. ids.Skip(place.After is { } after ? ids.IndexOf(after) + 1 : 0)], cancellationToken);
        var (page, next) = (place with { After = null }).Cut(context, purpose, found, list.Words("nextPageToken"), message => message.Id, EmailText.Json.FoundMessage);
        return new(page, null, next);
    }

    private async Task<List<FoundMessage>> FoundAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<FoundMessage>();
        foreach (var few in ids.Chunk(AtOnce))
        {
            found.AddRange((await Task.WhenAll(few.Select(id => FoundAsync(id, cancellationToken)))).OfType<FoundMessage>());
        }

        return found;
    }

    /// <summary>Null where it is gone meanwhile.</summary>
    private async Task<FoundMessage?> FoundAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await MessageAsync(id, cancellationToken, $"format=full&fields={Uri.EscapeDataString(GmailMessage.Outline)}")).Found();
        }
        catch (ToolException gone) when (gone.Error.Kind == ToolErrorKind.NotFound)
        {
            return null;
        }
    }

    private async Task<GmailMessage> MessageAsync(string id, CancellationToken cancellationToken, string form = "format=full")
    {
        Granted(GmailFacts.Read);
        return GmailMessage.Of(await api.GetAsync($"messages/{id}?{form}", cancellationToken)) ?? throw new ToolException(GmailErrors.Garbled);
    }

    /// <summary>The id of a label that is given by its name or id.</summary>
    private async Task<string> LabelAsync(string given, CancellationToken cancellationToken)
    {
        if (GmailFacts.SystemLabels.Contains(given.Trim()))
        {
            return given.Trim().ToUpperInvariant();
        }

        var own = (await api.GetAsync("labels", cancellationToken)).Each("labels").Where(label => label.Words("type") != "system").Select(label => (Id: label.Id("id"), Name: label.Words("name"))).ToList();
        return own.Find(label => label.Id == given.Trim() || given.Trim().Equals(label.Name, StringComparison.OrdinalIgnoreCase)).Id
            ?? throw new ToolException(new(ToolErrorKind.NotFound, $"There is no such label in this mailbox. Gmail's own are INBOX, SENT, DRAFT, STARRED, IMPORTANT, SPAM and TRASH; the person's are: {(own.Count == 0 ? "none" : string.Join(", ", own.Take(50).Select(label => MailText.Line(label.Name))))}.") { Argument = "label" });
    }

    private Task<CustomerFile> KeepAsync(GmailMessage message, MimePart part, string customer, CancellationToken cancellationToken) => AttachmentSaving.KeepAsync(files, part, customer, async (to, token) =>
    {
        if (message.Files.TryGetValue(part.Number, out var file))
        {
            await api.AttachmentAsync(message.Id, file, to, AttachmentSaving.Largest, token);
        }
        else
        {
            await to.WriteAsync(part.Content, token);
        }
    }, cancellationToken);

    /// <summary>The part with its content, where Gmail keeps that apart.</summary>
    private async Task<MimePart> FilledAsync(GmailMessage message, MimePart part, CancellationToken cancellationToken)
    {
        if (!message.Files.TryGetValue(part.Number, out var file))
        {
            return part;
        }

        using var content = new MemoryStream();
        await api.AttachmentAsync(message.Id, file, content, MostText, cancellationToken);
        return part.Holding(content.ToArray());
    }

    private static string? Parameter(string name, string? value) => string.IsNullOrEmpty(value) ? null : $"{name}={Uri.EscapeDataString(value)}";
}
