namespace Squaremcp.Platforms.Email;

/// <summary>A part of an outgoing message: a text, a file or a container.</summary>
internal sealed class OutgoingPart
{
    private string? Container { get; init; }

    private IReadOnlyList<OutgoingPart> Parts { get; init; } = [];

    private HeaderWriter Header { get; } = new();

    private MessagePiece? Body { get; init; }

    internal static OutgoingPart OfText(string text, string subtype)
    {
        var encoded = TextEncoding.Of(text);
        var part = new OutgoingPart { Body = new TextPiece(encoded.Body) };
        part.Header.Parameters("Content-Type", $"text/{subtype}", "charset=utf-8");
        part.Header.Words("Content-Transfer-Encoding", [encoded.Name]);
        return part;
    }

    internal static OutgoingPart OfFile(OutgoingFile file, string disposition)
    {
        var part = new OutgoingPart { Body = new FilePiece(file) };
        // A message or multipart must not be base64 (RFC 2046 §5): as a plain file it is opened just the same.
        var isComposite = file.Type.StartsWith("message/", StringComparison.OrdinalIgnoreCase) || file.Type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        part.Header.Words("Content-Type", [isComposite ? "application/octet-stream" : file.Type]);
        part.Header.Words("Content-Transfer-Encoding", ["base64"]);
        part.Header.Parameters("Content-Disposition", disposition, FileNameParameters.Of(FileName.Clean(file.Name) ?? "file"));
        if (file.ContentId is { } id)
        {
            part.Header.Words("Content-ID", [$"<{id}>"]);
        }

        return part;
    }

    internal static OutgoingPart Of(string container, IReadOnlyList<OutgoingPart> parts) => new() { Container = container, Parts = parts };

    /// <summary>Writes header, empty line and content, without a line end behind it.</summary>
    internal void Write(List<MessagePiece> pieces, Func<string> newBoundary)
    {
        if (Container is null)
        {
            pieces.Add(new TextPiece($"{Header}\r\n"));
            pieces.Add(Body!);
            return;
        }

        var boundary = newBoundary();
        Header.Parameters("Content-Type", $"multipart/{Container}", [.. Container == "related" ? (string[])["type=\"text/html\""] : [], $"boundary=\"{boundary}\""]);
        pieces.Add(new TextPiece($"{Header}\r\n"));
        for (var i = 0; i < Parts.Count; i++)
        {
            pieces.Add(new TextPiece($"{(i > 0 ? "\r\n" : "")}--{boundary}\r\n"));
            Parts[i].Write(pieces, newBoundary);
        }

        pieces.Add(new TextPiece($"\r\n--{boundary}--"));
    }
}
