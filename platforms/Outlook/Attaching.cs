using System.Text.Json.Nodes;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Outlook;

/// <summary>Files of the customer's as attachments of a draft: small ones in a request, others in an upload session, part by part and streamed.</summary>
internal sealed class Attaching(OutlookApi api, ICustomerFiles? files, ToolContext context)
{
    /// <summary>Bytes of all attachments; as much as the e-mail tools send, and less than most organisations let their people.</summary>
    private const long LargestFiles = 25L * 1024 * 1024;

    private const int MostFiles = 50;

    internal async Task<IReadOnlyList<CustomerFile>> FindAsync(IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        if (references.Count > MostFiles)
        {
            throw OutgoingCheck.Refused("attachments", $"are {references.Count}; {MostFiles} can be sent with one message");
        }

        List<CustomerFile> found = [];
        foreach (var (reference, place) in references.Select((reference, place) => (reference, place)))
        {
            found.Add(await (files ?? throw AttachmentSaving.NoFiles()).FindAsync(context.Customer, reference, cancellationToken)
                ?? throw new ToolException(new(ToolErrorKind.NotFound, $"`attachments[{place}]`: there is no such file, or not any more: files are kept for a day. Upload it again by POST /api/v1/files, or keep it again with save_attachment of outlook_read_message. Nothing was done.") { Argument = "attachments" }));
        }

        var size = found.Sum(file => file.Size);
        return size <= LargestFiles ? found : throw OutgoingCheck.Refused("attachments", $"have {size / 1_000_000} MB together; {LargestFiles / (1024 * 1024)} MB can be sent. Leave some out, or share a link");
    }

    /// <param name="draft">Its path below the account.</param>
    internal async Task AddAsync(string draft, CustomerFile file, CancellationToken cancellationToken)
    {
        var type = Composing.Outgoing(file).Type;
        if (file.Size <= OutlookFacts.MostInRequest)
        {
            await api.MakeAsync($"{draft}/attachments", new()
            {
                ["@odata.type"] = "#microsoft.graph.fileAttachment",
                ["name"] = file.Name,
                ["contentType"] = type,
                ["contentBytes"] = Convert.ToBase64String((await file.ReadAsync(0, (int)file.Size, cancellationToken)).Span),
            }, cancellationToken);
            return;
        }

        var session = await api.MakeAsync($"{draft}/attachments/createUploadSession", new()
        {
            ["AttachmentItem"] = new JsonObject { ["attachmentType"] = "file", ["name"] = file.Name, ["contentType"] = type, ["size"] = file.Size },
        }, cancellationToken);
        var address = session.Words("uploadUrl") ?? throw new ToolException(OutlookErrors.Garbled);
        for (var first = 0L; first < file.Size; first += OutlookFacts.Part)
        {
            var (from, length) = (first, Math.Min(OutlookFacts.Part, file.Size - first));
            await api.PutAsync(address, () => new FileContent(file, from, length) { Headers = { ContentType = new("application/octet-stream"), ContentRange = new(from, from + length - 1, file.Size) } }, cancellationToken);
        }
    }
}
