using System.Text;
using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Mails of the gateway to people. Until a mail server is configured each waits as a file that any mail program opens; the log names it.</summary>
internal sealed partial class Outbox(Folders folders, PublicAddress address, TimeProvider clock, ILogger<Outbox> logger)
{
    internal async Task SendAsync(string to, string subject, string text, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(folders.Data, "outbox");
        Directory.CreateDirectory(folder);
        var now = clock.GetUtcNow();
        var id = Ids.New("mail", now);
        var host = new Uri(address.Origin).Host;
        var mail = $"""
            Date: {now.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", System.Globalization.CultureInfo.InvariantCulture)}
            From: SquareMCP <noreply@{host}>
            To: <{to}>
            Subject: {subject}
            Message-ID: <{id}@{host}>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: base64

            {Convert.ToBase64String(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")), Base64FormattingOptions.InsertLineBreaks)}

            """.ReplaceLineEndings("\r\n");
        var file = Path.Combine(folder, id + ".eml");
        await using (var stream = Secrets.CreatePrivately(file))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(mail), cancellationToken);
        }

        Waiting(file);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No mail server is configured: a mail waits in {File}.")]
    private partial void Waiting(string file);
}
