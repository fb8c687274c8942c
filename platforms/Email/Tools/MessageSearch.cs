using System.Globalization;
using System.Text.Json;

namespace Squaremcp.Platforms.Email;

/// <summary>email_search_messages.</summary>
internal static class MessageSearch
{
    /// <summary>As many messages as are looked at for their attachments in one call: servers cannot search for those.</summary>
    private const int MostLooked = 1_000;

    private const int AtOnce = 100;
    private const int MostTo = 5;

    /// <summary>Left of an answer for what is not the list, in bytes.</summary>
    private const int Rest = 8_000;

    internal static Task<FoundMessages> RunAsync(MailAccess mail, SearchMessages search, ToolContext context, CancellationToken cancellationToken)
    {
        var folder = search.Folder ?? "INBOX";
        var purpose = context.Purpose(
            "email_search_messages", mail.Account.Address, folder, search.From, search.To, search.Subject, search.Text, search.Since, search.Before,
            $"{search.Unread}", $"{search.Flagged}", $"{search.HasAttachment}", search.Limit.ToString(CultureInfo.InvariantCulture));
        var cursor = SearchCursor.Open(context, purpose, search.Cursor);
        var criteria = Criteria(search);
        return mail.MailboxAsync(onlyReads: true, async imap =>
        {
            var opened = await imap.OpenAsync(MailFolderName.FromText(folder), writable: false, MailAccess.Step, cancellationToken);
            if (cursor is not null && cursor.UidValidity != opened.UidValidity)
            {
                throw new ToolException(new(ToolErrorKind.InvalidArgument, $"The server has numbered the folder {folder} anew since the last page. Leave `cursor` out to start over.") { Argument = "cursor" });
            }

            var found = opened.Messages == 0 ? UidSet.Empty : await imap.SearchAsync(cursor is null ? criteria : criteria with { ToUid = cursor.Uid - 1 }, MailAccess.Step, cancellationToken);
            var (page, last) = await PageAsync(imap, found, search, uid => new MessageRef(folder, opened.UidValidity ?? 0, uid), context, cancellationToken);
            var total = search.HasAttachment is null ? cursor is null ? found.Count : cursor.Total : null;
            var isMore = last is > 1 && found.Within(1, last.Value - 1).Count > 0;
            return new FoundMessages(page, total, isMore ? new SearchCursor(opened.UidValidity ?? 0, last!.Value, total).Seal(context, purpose) : null);
        }, cancellationToken);
    }

    private static async Task<(IReadOnlyList<FoundMessage> Page, uint? Last)> PageAsync(
        ImapClient imap, UidSet found, SearchMessages search, Func<uint, MessageRef> id, ToolContext context, CancellationToken cancellationToken)
    {
        var page = new List<FoundMessage>();
        uint? last = null;
        var room = context.AnswerBytes - Rest;
        foreach (var uids in found.Descending().Take(search.HasAttachment is null ? search.Limit : MostLooked).Chunk(search.HasAttachment is null ? search.Limit : AtOnce))
        {
            var summaries = (await imap.SummariesAsync(uids, MailAccess.Step, cancellationToken)).ToDictionary(summary => summary.Uid);
            foreach (var uid in uids)
            {
                // One that is gone meanwhile is passed by.
                if (summaries.TryGetValue(uid, out var summary) && Found(summary, id(uid)) is var message && (search.HasAttachment is not { } wanted || message.HasAttachments == wanted))
                {
                    room -= JsonSerializer.SerializeToUtf8Bytes(message, EmailText.Json.FoundMessage).Length + 1;
                    if (room < 0 && page.Count > 0)
                    {
                        return (page, last);
                    }

                    page.Add(message);
                }

                last = uid;
                if (page.Count == search.Limit)
                {
                    return (page, last);
                }
            }
        }

        return (page, last);
    }

    private static FoundMessage Found(ImapSummary summary, MessageRef id) => new(
        id.ToString(),
        MailText.Addresses(summary.Envelope?.From, 1) is [var from, ..] ? from : null,
        MailText.Addresses(summary.Envelope?.To, MostTo),
        MailText.Line(summary.Envelope?.Subject),
        summary.Arrived?.ToUniversalTime(),
        !summary.Has("\\Seen"),
        summary.Has("\\Flagged"),
        summary.Body is { } body && MailParts.Attachments(MailParts.Of(body)).Any(part => !part.Inline))
    {
        Answered = summary.Has("\\Answered"),
        SizeBytes = summary.Size,
    };

    private static ImapCriteria Criteria(SearchMessages search) => new()
    {
        From = Line(search.From, "from"),
        To = Line(search.To, "to"),
        Subject = Line(search.Subject, "subject"),
        Text = Line(search.Text, "text"),
        Since = Day(search.Since, "since"),
        Before = Day(search.Before, "before"),
        Unread = search.Unread,
        Flagged = search.Flagged,
    };

    private static string? Line(string? text, string argument)
    {
        OutgoingCheck.OneLine(text, argument);
        return text;
    }

    internal static DateOnly? Day(string? text, string argument) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new ToolException(new(ToolErrorKind.InvalidArgument, $"`{argument}` must be a day as YYYY-MM-DD, for example 2026-11-01.") { Argument = argument });
}
