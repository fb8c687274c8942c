using System.Text.Json;
using Squaremcp.Platforms.Email;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Outlook;

/// <summary>What the Outlook tools do, for one connected mailbox.</summary>
/// <param name="granted">The scopes Microsoft granted; null where it did not say.</param>
/// <param name="files">Customers' files; null where this installation keeps none.</param>
internal sealed class OutlookAccount(OutlookApi api, OAuthAccount connected, IReadOnlyList<string>? granted, ICustomerFiles? files, TimeProvider clock)
{
    /// <summary>Asks Graph whose the token is.</summary>
    internal static async Task<OAuthIdentity> WhoAsync(OutlookApi api, CancellationToken cancellationToken)
    {
        var me = await api.ReadAsync("?$select=id,displayName,mail,userPrincipalName", cancellationToken);
        return me.Id("id") is { } id
            ? new(id, Reading.Line(me.Words("mail") is { Length: > 0 } mail ? mail : me.Words("userPrincipalName", "displayName") ?? id)!)
            : throw new ToolException(OutlookErrors.Garbled);
    }

    /// <exception cref="ToolException">needs_reconnection: Microsoft answers for another account than was connected.</exception>
    internal async Task<string> OwnAsync(CancellationToken cancellationToken) => await WhoAsync(api, cancellationToken) is var own && own.Id == connected.AccountId
        ? own.Label
        : throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"Microsoft answers for another account than the one that was connected ({connected.Name}). Call square_connect_platform and ask the person you work for to connect it again."));

    internal Task<FoundMessages> ListAsync(ListMessages list, ToolContext context, CancellationToken cancellationToken)
    {
        var (folder, query) = (list.Folder ?? "inbox", Asking.List(list));
        return PageAsync(async () => $"{await Folders.PathAsync(api, folder, cancellationToken)}/messages{query}", Purpose(context, "outlook_list_messages", folder, query), list.Cursor, context, cancellationToken);
    }

    internal Task<FoundMessages> SearchAsync(SearchMessages search, ToolContext context, CancellationToken cancellationToken)
    {
        var (folder, query) = (search.Folder ?? "all", Asking.Search(search));
        return PageAsync(async () => $"{await Folders.PathAsync(api, folder, cancellationToken)}/messages{query}", Purpose(context, "outlook_search_messages", folder, query), search.Cursor, context, cancellationToken);
    }

    internal async Task<MessageRead> ReadAsync(ReadMessage read, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = Purpose(context, "outlook_read_message", read.Id);
        var start = (int)context.Start(purpose, read.Cursor);
        if (read.SaveAttachment is { } part)
        {
            return new(read.Id, null, null) { Saved = await Keeping.SaveAsync(api, files, Path(read.Id), part, context, cancellationToken) };
        }

        var message = await api.ReadAsync($"{Path(read.Id)}?$select={(start > 0 ? "id,body" : read.Headers ? $"{Reading.Whole},internetMessageHeaders" : Reading.Whole)}", cancellationToken);
        var facts = start > 0 ? new MessageRead(read.Id, null, null) : Fitting(message, await AttachmentsAsync(read.Id, cancellationToken), context.AnswerBytes / 2);
        var text = Reading.Text(message);
        var left = context with { AnswerBytes = context.AnswerBytes - Size(facts) };
        var length = start < text.Length ? left.TextLength(text, start) : 0;
        return facts with
        {
            Id = read.Id,
            Text = length > 0 ? text.Substring(start, length) : "",
            NextCursor = context.Next(purpose, start + length < text.Length ? start + length : null),
        };
    }

    internal async Task<MessageSent> SendAsync(SendMessage send, ToolContext context, CancellationToken cancellationToken)
    {
        Granted(OutlookFacts.Write);
        Granted(OutlookFacts.Send);
        var drafts = new Drafts(api, files, context, clock);
        return await drafts.SendAsync(await drafts.StoreAsync(send, isSent: true, cancellationToken), cancellationToken);
    }

    internal async Task<DraftCreated> DraftAsync(CreateDraft create, ToolContext context, CancellationToken cancellationToken)
    {
        Granted(OutlookFacts.Write);
        var draft = await new Drafts(api, files, context, clock).StoreAsync(create, isSent: false, cancellationToken);
        return new(draft.Id, "drafts", draft.MessageId);
    }

    internal async Task<Rehearsal> RehearseAsync(IWrittenMessage written, bool isSent, ToolContext context, CancellationToken cancellationToken)
    {
        Granted(OutlookFacts.Write);
        if (isSent)
        {
            Granted(OutlookFacts.Send);
        }

        return await new Drafts(api, files, context, clock).RehearseAsync(written, isSent, cancellationToken);
    }

    internal static string Path(string message) => $"/messages/{Uri.EscapeDataString(message)}";

    private async Task<FoundMessages> PageAsync(Func<Task<string>> first, string purpose, string? cursor, ToolContext context, CancellationToken cancellationToken)
    {
        var place = PagePlace.Of(context, purpose, cursor);
        var answer = await api.ReadAsync(place.Token ?? await first(), cancellationToken);
        if (answer.Inside("value").ValueKind != JsonValueKind.Array)
        {
            throw new ToolException(OutlookErrors.Garbled);
        }

        var (messages, next) = place.Cut(context, purpose, [.. answer.Each("value").Select(Reading.Found).OfType<FoundMessage>()], api.Next(answer), message => message.Id, EmailText.Json.FoundMessage);
        return new(messages, null, next);
    }

    /// <summary>Without their bytes, which would come along with the message.</summary>
    private async Task<IReadOnlyList<MessageAttachment>> AttachmentsAsync(string message, CancellationToken cancellationToken) =>
        [.. (await api.ReadAsync($"{Path(message)}/attachments?$select={Reading.Attached}", cancellationToken)).Each("value").Select(Reading.Attachment).OfType<MessageAttachment>()];

    private static MessageRead Fitting(JsonElement message, IReadOnlyList<MessageAttachment> attachments, int room)
    {
        for (var most = 100; ; most /= 2)
        {
            var facts = Reading.Facts(message, attachments, most);
            if (most == 0 || Size(facts) <= room)
            {
                return facts;
            }
        }
    }

    private static int Size(MessageRead facts) => JsonSerializer.SerializeToUtf8Bytes(facts, EmailText.Json.MessageRead).Length;

    /// <exception cref="ToolException">The person did not allow it when connecting.</exception>
    private void Granted(string scope)
    {
        if (granted is not null && !granted.Contains(scope, StringComparer.OrdinalIgnoreCase))
        {
            throw new ToolException(OutlookErrors.NotGranted(scope));
        }
    }

    private string Purpose(ToolContext context, string tool, params IEnumerable<string?> filter) => context.Purpose(tool, [connected.AccountId, .. filter]);
}
