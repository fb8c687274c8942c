using System.Text.Json;

namespace Squaremcp.Platforms.Email;

/// <summary>E-mail: any mailbox that speaks IMAP, and its submission server.</summary>
/// <param name="allowPrivateHosts">True lets mail servers be on the operator's own network, as on one's own machine.</param>
/// <param name="files">Customers' files; null where this installation keeps none.</param>
public sealed class EmailConnector(bool allowPrivateHosts, ICustomerFiles? files, TimeProvider clock) : IConnector, IAsyncDisposable
{
    private readonly Dictionary<string, Tool<MailAccess>> byName = EmailTools.All.ToDictionary(tool => tool.Name);
    private readonly MailHouse house = new(new(clock), new MailRules(allowPrivateHosts), files, clock);

    public Platform Platform { get; } = new()
    {
        Name = "email",
        Title = "E-mail",
        Description = "A mailbox by IMAP and SMTP. For the large providers (Gmail, iCloud, Fastmail, Yahoo, AOL, GMX, WEB.DE, Zoho and others) `address` and an app password as `password` are enough; for others give `imap` and `smtp` too. "
            + "Outlook and Hotmail addresses are connected as platform outlook.",
        SettingsSchema = Schemas.OfInput(EmailSettingsJson.Default.EmailSettings),
        SettingsExample = """{"address":"anna@example.org","password":"app password","imap":{"host":"imap.example.org","port":993,"security":"tls"},"smtp":{"host":"smtp.example.org","port":465,"security":"tls"}}""",
        ConnectOptions = "--address anna@example.org",
        Tools = EmailTools.All,
        MailSearch = "email_search_messages",
    };

    public SettingsReading Read(JsonElement settings) => EmailSettingsReader.Read(settings, Platform.SettingsSchema, allowPrivateHosts);

    public Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].InvokeAsync(Open(account), arguments, context, cancellationToken);

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].RehearseAsync(Open(account), arguments, context, cancellationToken);

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) => MailCheck.RunAsync(Open(account), cancellationToken);

    public ValueTask DisposeAsync() => house.Pool.DisposeAsync();

    private MailAccess Open(PlatformAccount account)
    {
        var mailbox = account.Settings.Deserialize(EmailSettingsJson.Default.EmailAccount)!;
        return account.Hosts.IsOfficial
            ? new(mailbox, account.Credentials!, house)
            : new(mailbox with { Imap = Simulated(mailbox.Imap, account.Hosts), Smtp = Simulated(mailbox.Smtp, account.Hosts) }, account.Credentials!, house with { Rules = new(AllowPrivate: true) });
    }

    /// <summary>A simulator is on this machine, where no TLS is needed. Hosts that it does not have are nowhere (RFC 6761 §6.4): nothing of the sandbox leaves it.</summary>
    private static EmailServerSettings Simulated(EmailServerSettings server, PlatformHosts hosts) =>
        hosts.Ports.TryGetValue($"{server.Host}:{server.Port}", out var port) ? new("127.0.0.1", port, "none") : new($"{server.Host}.not-in-the-sandbox.invalid", server.Port, server.Security);
}
