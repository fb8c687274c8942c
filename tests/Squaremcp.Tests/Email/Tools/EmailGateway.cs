using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>The whole product, which may talk to mail servers on this machine, and mailboxes on a real one.</summary>
public class EmailGateway(Dovecot dovecot) : LoggingGateway
{
    private static readonly string Pin = Convert.ToHexStringLower(SHA256.HashData(TestCertificates.Localhost.RawData));

    private int accounts;

    internal MemoryFiles Files { get; } = new();

    internal Dovecot Dovecot => dovecot;

    protected virtual bool KeepsFilesInMemory => true;

    protected override string[] More => ["--Squaremcp:Platforms:Email:AllowPrivateHosts=true"];

    private protected override ProductSetup Configure(ProductSetup setup) =>
        KeepsFilesInMemory ? base.Configure(setup) with { GrainServices = services => services.AddSingleton<ICustomerFiles>(Files) } : base.Configure(setup);

    /// <summary>Connects a mailbox that nobody else uses.</summary>
    internal async Task<TestMailbox> MailboxAsync(bool byToken = false, bool startTls = false)
    {
        await dovecot.RunningAsync();
        var address = dovecot.NewUser();
        var secret = byToken ? Dovecot.Token(address).Secret.RevealText() : "secret";
        return await ConnectAsync(address, Settings(address, secret, byToken, startTls ? dovecot.Imap : dovecot.Imaps, startTls ? dovecot.Submission : dovecot.Submissions));
    }

    internal async Task<TestMailbox> ConnectAsync(string address, object settings)
    {
        var account = $"box{Interlocked.Increment(ref accounts)}";
        await RestAsync(HttpMethod.Put, $"/api/v1/connections/email/{account}", Key, settings);
        return new(this, account, address);
    }

    internal static Dictionary<string, object> Settings(string address, string secret, bool byToken, MailServer imap, MailServer smtp) => new()
    {
        ["address"] = address,
        [byToken ? "access_token" : "password"] = secret,
        ["imap"] = Server(imap),
        ["smtp"] = Server(smtp),
    };

    internal static object Server(MailServer server) => server.Security == MailSecurity.None
        ? new { host = server.Host, port = server.Port, security = "none" }
        : new { host = server.Host, port = server.Port, security = server.Security.ToString().ToLowerInvariant(), certificate_sha256 = Pin };
}

/// <summary>The same with the files as customers have them.</summary>
public sealed class FileGateway(Dovecot dovecot) : EmailGateway(dovecot)
{
    protected override bool KeepsFilesInMemory => false;
}

/// <summary>A connected mailbox, and the tools as a model calls them on it.</summary>
internal sealed record TestMailbox(EmailGateway Gateway, string Account, string Address)
{
    internal async Task<JsonElement> CallAsync(string tool, object arguments)
    {
        var result = await ResultAsync(tool, arguments);
        Assert.False(result.GetProperty("isError").GetBoolean(), $"{tool} answered {result}");
        return result.GetProperty("structuredContent");
    }

    internal async Task<string> FailureAsync(string tool, object arguments)
    {
        var result = await ResultAsync(tool, arguments);
        Assert.True(result.GetProperty("isError").GetBoolean(), $"{tool} answered {result}");
        return Assert.Single(result.GetProperty("content").EnumerateArray()).GetProperty("text").GetString()!;
    }

    internal Task DeliverAsync(string content) => Gateway.Dovecot.DeliverAsync(Address, content);

    /// <summary>The messages of a folder, newest first.</summary>
    internal async Task<IReadOnlyList<JsonElement>> SearchAsync(object? arguments = null) => [.. (await CallAsync("email_search_messages", arguments ?? new { })).GetProperty("messages").EnumerateArray()];

    internal async Task<JsonElement> ReadOnlyOneAsync(object? search = null) =>
        await CallAsync("email_read_message", new { id = Assert.Single(await SearchAsync(search)).GetProperty("id").GetString() });

    internal async Task<JsonElement> ResultAsync(string tool, object arguments)
    {
        var all = JsonSerializer.SerializeToNode(arguments)!.AsObject();
        all["account"] = Account;
        var result = (await Gateway.AskAsync("tools/call", new { name = tool, arguments = all })).Result;
        Assert.False(result.GetRawText().Contains("the call id call_", StringComparison.Ordinal), string.Join('\n', Gateway.Failures));
        return result;
    }
}
