namespace Squaremcp.Platforms.Email;

/// <summary>The mailbox that somebody writes from, however it is reached: by IMAP, or by a provider's own API.</summary>
internal interface IWriterMailbox
{
    EmailAddress Owner { get; }

    /// <summary>Null where this installation keeps no files.</summary>
    ICustomerFiles? Files { get; }

    /// <summary>True where blind copies stand in the message itself, and the provider takes them out.</summary>
    bool WritesBcc { get; }

    /// <summary>What ties an answer to the message of that id.</summary>
    /// <exception cref="ToolException">invalid_argument, naming <paramref name="argument"/>; not_found.</exception>
    Task<MimeHeaders> HeadersAsync(string id, string argument, CancellationToken cancellationToken);

    /// <summary>A message to pass on.</summary>
    /// <param name="keeper">The customer whose files its attachments become, so that they can be sent without being held; null leaves them where they are.</param>
    /// <exception cref="ToolException">As <see cref="HeadersAsync"/>.</exception>
    Task<Original> OriginalAsync(string id, string argument, string? keeper, CancellationToken cancellationToken);
}
