using System.Buffers.Binary;
using System.Net;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Fuzz;

/// <summary>What may come over a mail server's connection.</summary>
internal static class ImapTargets
{
    private static readonly string[] SmtpPieces = ["250-", "250 ", "550 ", "5.1.1 ", "\r\n", "\n", "\r", "\0", "\u00ff", "9", "-", "2147483647", "SIZE ", "AUTH=", "STARTTLS"];

    private static readonly byte[][] Replies =
    [
        "220 mail.example ESMTP\r\n"u8.ToArray(),
        "250-mail.example\r\n250-SIZE 10485760\r\n250-AUTH PLAIN LOGIN XOAUTH2\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"u8.ToArray(),
        "550-5.1.1 no such user\r\n550 5.1.1 here\r\n421 4.4.0 closing\r\n354 go on\r\n334 VXNlcm5hbWU6\r\n"u8.ToArray(),
    ];

    private static readonly ImapLimits[] AllLimits = [ImapLimits.Usual, ImapLimits.Summaries, ImapLimits.Search];

    internal static readonly FuzzTarget[] All =
    [
        new("answers", random => Mutated(random, ImapCorpus.All, ImapCorpus.Pieces), ReadAnswers),
        new("conversations", Conversation, octets => Converse(BinaryPrimitives.ReadInt32LittleEndian(octets)), Grows: 200_000),
        new("SMTP replies", random => Mutated(random, Replies, SmtpPieces), ReadReplies),
    ];

    /// <summary>Some of a corpus, one after the other, changed.</summary>
    internal static byte[] Mutated(Random random, IReadOnlyList<byte[]> corpus, IReadOnlyList<string> pieces, int most = 8)
    {
        byte[] seed = [.. Enumerable.Range(0, random.Next(1, 4)).SelectMany(_ => corpus[random.Next(corpus.Count)])];
        return new Mutation(random, pieces).Of(seed, corpus[random.Next(corpus.Count)], most);
    }

    /// <summary>The server's answers depend on what the client asks, so that only the seed of them can be told beforehand.</summary>
    private static byte[] Conversation(Random random) => BitConverter.GetBytes(random.Next());

    private static void ReadAnswers(byte[] octets)
    {
        var connection = Connection(new MemoryStream(octets));
        var reader = new ImapReader(connection);
        using var to = new MemoryStream();
        var sink = new ImapSink(to, 1000);
        try
        {
            while (true)
            {
                Touch(reader.NextAsync(AllLimits[octets.Length % AllLimits.Length], sink, CancellationToken.None).Now());
            }
        }
        catch (MailException over) when (over.Failure.Kind == MailFailureKind.Unreachable)
        {
            // All was read.
        }
    }

    private static void Touch(ImapResponse answer)
    {
        foreach (var value in answer.Values.SelectMany(value => value.Items.Prepend(value)))
        {
            Touch(ImapEnvelope.Read(value));
            Touch(ImapPart.Read(value));
        }

        // Of each answer only one is ever taken for these.
        foreach (var text in answer.Values.Select(value => value.Text ?? "").Take(10))
        {
            UidSet.Parse(text)?.Descending().Take(1000).Count();
            MailFolderName.FromWire(text);
        }
    }

    private static void Touch(ImapEnvelope? envelope)
    {
        if (envelope is null)
        {
            return;
        }

        foreach (var addresses in (IReadOnlyList<ImapAddress>[])[envelope.From, envelope.Sender, envelope.ReplyTo, envelope.To, envelope.Cc, envelope.Bcc])
        {
            MailText.Addresses(addresses, 100);
        }

        Assert.DoesNotContain(MailText.Line(envelope.Subject) ?? "", char.IsControl);
        _ = (MailText.Line(envelope.MessageId), MailDate.Parse(envelope.Date ?? ""), MessageIds.Parse(envelope.InReplyTo));
    }

    private static void Touch(ImapPart? body)
    {
        if (body is not null)
        {
            var root = MailParts.Of(body);
            foreach (var part in MailParts.Attachments(root))
            {
                _ = (part.FileName, part.Size, part.Inline);
            }

            _ = (BodyChoice.Of(root), body.All().Count());
        }
    }

    private static void Converse(int seed)
    {
        var random = new Random(seed);
        var connection = Connection(new MimicServer(random));
        var session = new ImapSession(connection);
        var found = UidSet.Empty;
        var folders = new List<MailFolder>();
        var understood = 0;
        Action[] steps =
        [
            () => session.GreetingAsync(default).Now(),
            () => session.SendAsync(new("CAPABILITY"), default).Now(),
            () => folders.AddRange(ImapFolders.ListAsync(session, withCounts: true, default).Now()),
            () => ImapOpen.RunAsync(session, folders.Count > 0 ? folders[^1].Name : MailFolderName.Inbox, random.Next(2) == 0, default).Now(),
            () => found = ImapSearch.RunAsync(session, new() { Subject = "Grüße", From = "anna", Unread = true }, default).Now(),
            () => Summaries([.. found.Descending().Take(10), 1, 2, 3]),
            () => ImapFetch.PartAsync(session, 1, "1.1", (0, 100), Stream.Null, 100, default).Now(),
            () => ImapFetch.HeaderFieldsAsync(session, 1, ["Subject", "From"], 1000, default).Now(),
            () => ImapAppend.RunAsync(session, MailFolderName.Inbox, MailContent.Of("Subject: x\r\n\r\nx\r\n"u8.ToArray()), ["\\Draft"], null, default).Now(),
            () => ImapFlags.StoreAsync(session, UidSet.Of([1u]), default, ["\\Seen"], default).Now(),
            () => session.LogoutAsync(default).Now(),
        ];
        foreach (var step in steps)
        {
            try
            {
                step();
                understood++;
            }
            catch (MailException) when (!session.IsBroken)
            {
                // Refused; the next may be answered.
            }
            catch (MailException) when (understood > 2)
            {
                return;
            }
        }

        void Summaries(IReadOnlyList<uint> uids)
        {
            foreach (var summary in ImapFetch.SummariesAsync(session, uids, default).Now())
            {
                Touch(summary.Envelope);
                Touch(summary.Body);
            }
        }
    }

    private static void ReadReplies(byte[] octets)
    {
        var connection = Connection(new MemoryStream(octets));
        try
        {
            while (true)
            {
                Assert.DoesNotContain(SmtpReply.ReadAsync(connection, default).Now().Text, char.IsControl);
            }
        }
        catch (MailException over) when (over.Failure.Kind == MailFailureKind.Unreachable)
        {
            // All was read.
        }
    }

    private static MailConnection Connection(Stream stream) => new(stream, new("test", 143, MailSecurity.None), new(), new("test", TimeProvider.System), IPAddress.Loopback);
}
