using System.Buffers;

namespace Squaremcp.Platforms.Email;

/// <summary>Keeps an attachment as a customer's file, streamed from the mail server.</summary>
internal static class AttachmentSaving
{
    /// <summary>Bytes, as transferred: what most providers take for a whole message.</summary>
    internal const long Largest = 50L * 1024 * 1024;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    internal static async Task<MessageRead> RunAsync(MailAccess mail, MessageRef id, string number, ToolContext context, CancellationToken cancellationToken)
    {
        var file = await mail.MailboxAsync(onlyReads: false, async imap =>
        {
            var summary = await id.FindAsync(imap, cancellationToken);
            var part = Find(summary.Body is { } body ? MailParts.Attachments(MailParts.Of(body)) : [], number);
            return await SaveAsync(mail, imap, id.Uid, part, context.Customer, cancellationToken);
        }, cancellationToken);
        return Saved(id.ToString(), file);
    }

    internal static Task<CustomerFile> SaveAsync(MailAccess mail, ImapClient imap, uint uid, MimePart part, string customer, CancellationToken cancellationToken) => KeepAsync(mail.Files, part, customer, async (to, token) =>
    {
        await using var decoding = new DecodingStream(part.Encoding.Decoder(), to);
        if (await imap.ReadPartAsync(uid, part.Number, range: null, decoding, Largest, Long, token) is null)
        {
            throw Gone;
        }

        await decoding.FinishAsync(token);
    }, cancellationToken);

    /// <param name="write">Writes its content, decoded.</param>
    internal static Task<CustomerFile> KeepAsync(ICustomerFiles? files, MimePart part, string customer, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        if (files is null)
        {
            throw NoFiles();
        }

        if (part.EncodedSize > Largest)
        {
            throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, $"The attachment has {part.EncodedSize / 1_000_000} MB; up to {Largest / (1024 * 1024)} MB can be kept here."));
        }

        var name = part.FileName ?? (part.IsMessage ? "message.eml" : $"part-{part.Number}");
        return files.SaveAsync(customer, name, part.Type.MediaType, write, cancellationToken);
    }

    /// <summary>The attachment of that number, among those that a message has.</summary>
    internal static MimePart Find(IReadOnlyList<MimePart> attachments, string number) => attachments.FirstOrDefault(one => one.Number == number)
        ?? throw new ToolException(new(ToolErrorKind.NotFound, "The message has no attachment of that part number. Read the message without `save_attachment`: its `attachments` list the numbers.") { Argument = "save_attachment" });

    internal static MessageRead Saved(string id, CustomerFile file) => new(id, null, null) { Saved = new(file.Id, file.Name, file.MediaType, file.Size, file.ExpiresAt) };

    internal static ToolException Gone => new(new(ToolErrorKind.NotFound, "The attachment is gone: the message was moved or deleted. Search for it again."));

    internal static ToolException NoFiles() => new(new(ToolErrorKind.NotPermittedByPlatform, "This installation keeps no files, so attachments can neither be kept nor sent."));

    /// <summary>Takes what travels and writes what was meant.</summary>
    internal sealed class DecodingStream(TransferDecoder decoder, Stream to) : WriteOnlyStream
    {
        private readonly ArrayBufferWriter<byte> decoded = new();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            decoder.Decode(buffer.Span, decoded);
            await PassOnAsync(cancellationToken);
        }

        internal async Task FinishAsync(CancellationToken cancellationToken)
        {
            decoder.Finish(decoded);
            await PassOnAsync(cancellationToken);
        }

        private async Task PassOnAsync(CancellationToken cancellationToken)
        {
            await to.WriteAsync(decoded.WrittenMemory, cancellationToken);
            decoded.ResetWrittenCount();
        }
    }
}
