using System.Text.Json;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Email.Servers;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>squaremcp connect email, as an operator runs it.</summary>
public sealed class CommandTests(Dovecot dovecot) : IDisposable
{
    private readonly GatewayFolders folders = new();

    public void Dispose() => folders.Dispose();

    [Fact]
    public async Task A_mailbox_is_connected_with_a_password_from_standard_input_and_tried()
    {
        await dovecot.RunningAsync();
        var customer = await CustomerAsync();
        string[] words = ["connect", "email", "--customer", customer, "--address", dovecot.NewUser(), "--imap", Where(dovecot.Imaps), "--smtp", Where(dovecot.Submission), "--imap-certificate", Pin, "--smtp-certificate", Pin];

        var connected = await folders.RunWithInputAsync(0, "secret\n", words);
        var refused = await folders.RunWithInputAsync(1, "not the secret\n", words);
        var nothing = await folders.RunAsync(1, words);

        Assert.Contains("imap_folder", connected, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent.", connected, StringComparison.Ordinal);
        Assert.Contains("does not accept this user name and password", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("not the secret", refused, StringComparison.Ordinal);
        Assert.Contains("there was none", nothing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_no_argument() =>
        Assert.Contains("There is no option --password", await folders.RunAsync(2, "connect", "email", "--password", "p"), StringComparison.Ordinal);

    private static string Pin => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(TestCertificates.Localhost.RawData));

    private static string Where(MailServer server) => $"{server.Host}:{server.Port}{(server.Security == MailSecurity.StartTls ? "/starttls" : "")}";

    private async Task<string> CustomerAsync() =>
        JsonElement.Parse(await folders.RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna", "--json")).GetProperty("id").GetString()!;
}
