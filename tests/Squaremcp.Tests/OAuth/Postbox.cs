using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.OAuth;

/// <summary>The mails that a gateway without a mail server has for somebody.</summary>
internal static partial class Postbox
{
    internal static async Task<IReadOnlyList<MimeMessage>> MailsAsync(this OAuthGateway gateway, string email, string subject)
    {
        await gateway.Services.GetRequiredService<Errands>().IdleAsync(TestContext.Current.CancellationToken);
        var folder = new DirectoryInfo(Path.Combine(gateway.DataFolder, "outbox"));
        return folder.Exists
            ? [.. folder.GetFiles("*.eml").OrderBy(file => file.LastWriteTimeUtc).Select(file => MimeMessage.Read(File.ReadAllBytes(file.FullName))).Where(mail => mail.Headers.To.Any(to => to.Address == email) && mail.Headers.Subject == subject)]
            : [];
    }

    internal static async Task<MimeMessage> MailAsync(this OAuthGateway gateway, string email, string subject) => (await gateway.MailsAsync(email, subject))[^1];

    internal static async Task<string> LinkAsync(this OAuthGateway gateway, string email, string subject) => Link(await gateway.MailAsync(email, subject));

    internal static string Link(MimeMessage mail) => Links().Match(mail.Text!).Value;

    [GeneratedRegex("https?://[^\\s]*", RegexOptions.None, 1_000)]
    private static partial Regex Links();
}
