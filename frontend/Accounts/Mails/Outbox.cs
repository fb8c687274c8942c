using Squaremcp.Frontend.Operation;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Accounts.Mails;

/// <summary>
/// Mails of the gateway to people. Each is first a file that any mail program opens; where a mail server is configured, <see cref="Postman"/> takes it from there. So no page waits for a mail
/// server, and none tells by its time or its answer whether a mail was written.
/// </summary>
internal sealed partial class Outbox(Folders folders, PublicAddress address, GatewaySettings settings, Mailer mailer, Postman postman, TimeProvider clock, ILogger<Outbox> logger)
{
    internal async Task SendAsync(string to, Letter letter, CancellationToken cancellationToken)
    {
        var name = Ids.New("mail", clock.GetUtcNow());
        try
        {
            var from = settings.Mail.From ?? $"noreply@{new Uri(address.Origin).Host}";
            var bytes = await mailer.WriteAsync(new("SquareMCP", from, to, letter.Subject, letter.Text, letter.Html), cancellationToken);
            var folder = Path.Combine(folders.Data, "outbox");
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, name + ".eml");
            await using (var stream = Secrets.CreatePrivately(file + ".new"))
            {
                await stream.WriteAsync(bytes, cancellationToken);
            }

            File.Move(file + ".new", file);
            if (settings.Mail.Host is null)
            {
                Waiting(file);
            }

            postman.Call();
        }
        catch (ToolException impossible)
        {
            Unwritable(name, impossible.GetType().Name);
        }
        catch (IOException full)
        {
            // The page must not tell that there was a mail to write.
            Unwritable(name, full.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No mail server is configured: a mail waits in {File}.")]
    private partial void Waiting(string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail {Name} could not be written: {Why}")]
    private partial void Unwritable(string name, string why);
}
