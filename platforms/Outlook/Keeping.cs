using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Outlook;

/// <summary>Keeps an attachment as a customer's file, streamed from Graph.</summary>
internal static class Keeping
{
    /// <param name="message">Its path below the account.</param>
    internal static async Task<SavedAttachment> SaveAsync(OutlookApi api, ICustomerFiles? files, string message, string part, ToolContext context, CancellationToken cancellationToken)
    {
        if (files is null)
        {
            throw AttachmentSaving.NoFiles();
        }

        var path = $"{message}/attachments/{Uri.EscapeDataString(part)}";
        var attachment = Reading.Attachment(await api.ReadAsync($"{path}?$select={Reading.Attached}", cancellationToken)) ?? throw new ToolException(OutlookErrors.Garbled);
        if (attachment.Kind == "link")
        {
            throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, "That attachment is a link to a file that lies elsewhere, such as in OneDrive; Outlook does not hand it over.") { Argument = "save_attachment" });
        }

        if (attachment.SizeBytes > AttachmentSaving.Largest)
        {
            throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, $"The attachment has {attachment.SizeBytes / 1_000_000} MB; up to {AttachmentSaving.Largest / (1024 * 1024)} MB can be kept here."));
        }

        // What is no file comes as what it would be in one: a message, an event, a contact.
        var (name, type) = attachment.Kind == "message"
            ? ($"{attachment.Name ?? "message"}.eml", "message/rfc822")
            : (attachment.Name ?? "attachment", attachment.MediaType ?? "application/octet-stream");
        var file = await files.SaveAsync(context.Customer, name, type, (to, token) => api.DownloadAsync($"{path}/$value", to, AttachmentSaving.Largest, token), cancellationToken);
        return new(file.Id, file.Name, file.MediaType, file.Size, file.ExpiresAt);
    }
}
