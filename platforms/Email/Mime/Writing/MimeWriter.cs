using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>Makes messages: mixed( alternative( plain, related( HTML, pictures ) ), files ), each container only where it is needed.</summary>
internal sealed class MimeWriter(FillRandom random)
{
    private const int MostReferences = 50;

    /// <summary>Checks a message and lays it out. Opens no file.</summary>
    /// <exception cref="ToolException">invalid_argument, naming the field: a line break or NUL in a header, an address that is none.</exception>
    internal PreparedMessage Prepare(OutgoingMessage message)
    {
        var addressed = Addressed.Of(message);
        Check(message);
        var id = message.MessageId ?? $"<{Token()}@{addressed.From.Domain}>";
        var header = new HeaderWriter();
        header.Words("Date", [message.Date.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + message.Date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal)]);
        addressed.Write(header);
        header.Text("Subject", message.Subject);
        header.Words("Message-ID", [id]);
        WriteThread(header, message);
        header.Words("MIME-Version", ["1.0"]);

        var pieces = new List<MessagePiece> { new TextPiece(header.ToString()) };
        Content(message).Write(pieces, NewBoundary(message));
        pieces.Add(new TextPiece("\r\n"));
        return new(pieces)
        {
            MessageId = id,
            Sender = addressed.From.Address,
            Recipients = addressed.Recipients,
            NeedsSmtpUtf8 = addressed.NeedsSmtpUtf8,
        };
    }

    private static void Check(OutgoingMessage message)
    {
        OutgoingCheck.OneLine(message.Subject, "subject");
        OutgoingCheck.Identifier(message.MessageId, "message_id");
        OutgoingCheck.Identifier(message.InReplyTo, "in_reply_to");
        for (var i = 0; i < message.References.Count; i++)
        {
            OutgoingCheck.Identifier(message.References[i], $"references[{i}]");
        }

        for (var i = 0; i < message.Attachments.Count; i++)
        {
            OutgoingCheck.File(message.Attachments[i], $"attachments[{i}]");
        }

        for (var i = 0; i < message.Inline.Count; i++)
        {
            OutgoingCheck.File(message.Inline[i], $"inline[{i}]");
        }
    }

    /// <summary>Of a long conversation the first message and the latest, as RFC 5537 §3.4.4 shortens it.</summary>
    private static void WriteThread(HeaderWriter header, OutgoingMessage message)
    {
        if (message.InReplyTo is { } answered)
        {
            header.Words("In-Reply-To", [answered]);
        }

        var references = message.References.Count <= MostReferences ? message.References : [message.References[0], .. message.References.Skip(message.References.Count - MostReferences + 1)];
        if (references.Count > 0)
        {
            header.Words("References", references);
        }
    }

    private static OutgoingPart Content(OutgoingMessage message)
    {
        var text = OutgoingPart.OfText(message.Text ?? (message.Html is { } given ? HtmlText.Readable(given) : ""), "plain");
        var (body, files) = (text, message.Inline.Concat(message.Attachments));
        if (message.Html is { } html)
        {
            var page = OutgoingPart.OfText(html, "html");
            body = OutgoingPart.Of("alternative", [text, message.Inline.Count == 0 ? page : OutgoingPart.Of("related", [page, .. message.Inline.Select(file => OutgoingPart.OfFile(file, "inline"))])]);
            files = message.Attachments;
        }

        return files.Any() ? OutgoingPart.Of("mixed", [body, .. files.Select(file => OutgoingPart.OfFile(file, "attachment"))]) : body;
    }

    /// <summary>Boundaries that stand in none of the texts. Base64 and quoted-printable cannot hold one: it begins with <c>=_</c>.</summary>
    private Func<string> NewBoundary(OutgoingMessage message)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        return () =>
        {
            for (var tries = 0; tries < 100; tries++)
            {
                var boundary = "=_" + Token();
                if (message.Text?.Contains(boundary, StringComparison.Ordinal) != true && message.Html?.Contains(boundary, StringComparison.Ordinal) != true && used.Add(boundary))
                {
                    return boundary;
                }
            }

            throw new InvalidOperationException("The random source repeats itself: no boundary was found.");
        };
    }

    private string Token()
    {
        Span<byte> octets = stackalloc byte[16];
        random(octets);
        return Convert.ToHexStringLower(octets);
    }
}
