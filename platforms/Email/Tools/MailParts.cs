namespace Squaremcp.Platforms.Email;

/// <summary>A message's parts, from what the server tells of them without sending them.</summary>
internal static class MailParts
{
    internal static MimePart Of(ImapPart part)
    {
        var encoding = TransferEncodings.Parse(part.Encoding);
        return new()
        {
            Number = part.Section,
            Type = ContentType.Of(part.Type, HeaderParameters.Of(part.Parameters)),
            Encoding = encoding,
            Disposition = part.Disposition is { } kind ? ContentDisposition.Of(kind, HeaderParameters.Of(part.DispositionParameters)) : ContentDisposition.None,
            ContentId = part.ContentId?.Trim().Trim('<', '>') is { Length: > 0 } id ? HeaderText.OneLine(id) : null,
            EncodedSize = part.Size ?? 0,
            Size = encoding.EstimatedSize(part.Size ?? 0),
            Children = [.. part.Children.Select(Of)],
        };
    }

    /// <summary>What a person would call attachments: everything but the texts of the message itself. What lies inside an attached message is listed behind it.</summary>
    internal static IReadOnlyList<MimePart> Attachments(MimePart root) => [.. root.Leaves().Where(part => !IsOwnText(part))];

    /// <summary>The same without what lies inside another attachment.</summary>
    internal static IReadOnlyList<MimePart> Attached(MimePart root)
    {
        var inside = root.Leaves().Where(part => part.IsMessage).SelectMany(message => message.Children).SelectMany(child => child.Leaves()).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. Attachments(root).Where(part => !inside.Contains(part))];
    }

    private static bool IsOwnText(MimePart part) =>
        part.Type.IsMultipart || (part.Type.IsText && part.Disposition.Kind != "attachment" && part.FileName is null) || part.Type.Subtype is "pgp-signature" or "pkcs7-signature" or "x-pkcs7-signature";
}
