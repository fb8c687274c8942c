using System.Text.Json;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Email.Servers;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>The whole way: a real client, the program as it is shipped, a real server that offers one way to log in; sent, relayed, delivered, found and read.</summary>
public sealed class ClosedLoopTests(ServedGateway gateway) : IClassFixture<ServedGateway>
{
    private const string Text = "Hallo René,\n.\n日本語, и привет.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("login", false, "sdk-v1")]
    [InlineData("plain", false, "sdk-v2-auto")]
    [InlineData("xoauth2", true, "sdk-v1")]
    [InlineData("oauthbearer", true, "sdk-v2-auto")]
    public async Task What_a_real_client_sends_it_finds_and_reads_by_every_way_to_log_in(string mechanism, bool byToken, string client)
    {
        NodeClients.SkipWithoutThem();
        var dovecot = await gateway.DovecotAsync(mechanism);
        var (key, address) = await ConnectAsync(dovecot, byToken);

        var first = await CallAsync(client, key,
            ("email_send_email", new { to = (string[])[$"René <{address}>"], subject = "Grüße aus Köln", text = Text }),
            ("email_search_messages", new { subject = "grüße", from = address, unread = true }),
            ("email_list_folders", new { }));
        var found = Assert.Single(first[1].GetProperty("messages").EnumerateArray());
        var read = Assert.Single(await CallAsync(client, key, ("email_read_message", new { id = found.GetProperty("id").GetString() })));

        Assert.Equal("accepted", first[0].GetProperty("recipients")[0].GetProperty("outcome").GetString());
        Assert.True(first[0].GetProperty("saved_to_sent").GetBoolean());
        Assert.Equal(first[0].GetProperty("message_id").GetString(), read.GetProperty("message_id").GetString());
        Assert.Equal(Text, read.GetProperty("text").GetString());
        Assert.Equal($"René <{address}>", read.GetProperty("to")[0].GetString());
        Assert.Equal(["inbox", "sent"], first[2].GetProperty("folders").EnumerateArray().Where(folder => folder.GetProperty("messages").GetInt32() == 1).Select(folder => folder.GetProperty("role").GetString()));
        Assert.Single(dovecot.Sink.Messages);
        AssertLoggedIn(dovecot, mechanism, "imap-login", "submission-login");
    }

    private async Task<(string Key, string Address)> ConnectAsync(Dovecot dovecot, bool byToken)
    {
        var address = $"{Guid.NewGuid():n}@example.test";
        gateway.Folders.WriteNote(address, "Note.md", "");
        var tenant = await Tenant.CreateAsync(gateway.Process, address, Stop);
        var secret = byToken ? Dovecot.Token(address).Secret.RevealText() : "secret";
        await tenant.ConnectAsync(gateway.Process, "email", EmailGateway.Settings(address, secret, byToken, dovecot.Imaps, dovecot.Submission), Stop);
        return (tenant.Key, address);
    }

    private async Task<IReadOnlyList<JsonElement>> CallAsync(string client, string key, params (string Tool, object Arguments)[] calls)
    {
        var seen = await NodeClients.DriveAsync(client, new(gateway.Process.Url, "/mcp"), key, calls.Select(call => (object)new { tool = call.Tool, arguments = call.Arguments }), Stop);
        return [.. seen.GetProperty("results").EnumerateArray().Select(result =>
        {
            Assert.True(result.TryGetProperty("structuredContent", out var content), result.GetRawText());
            return content;
        })];
    }

    /// <summary>Dovecot's own word for it.</summary>
    private static void AssertLoggedIn(Dovecot dovecot, string mechanism, params string[] services)
    {
        foreach (var service in services)
        {
            var logins = dovecot.Log.Where(line => line.Contains($"{service}: Info: Login: ", StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(logins);
            Assert.All(logins, line => Assert.Contains($"method={mechanism.ToUpperInvariant()},", line, StringComparison.Ordinal));
        }
    }
}

/// <summary>The program, and the servers it is connected to. They stop after it: Dovecot waits ten seconds for whoever is still logged in.</summary>
public sealed class ServedGateway : RunningGateway
{
    private readonly List<Dovecot> servers = [];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Task.WhenAll(servers.Select(server => server.DisposeAsync().AsTask()));
    }

    internal async Task<Dovecot> DovecotAsync(string mechanisms)
    {
        var server = new Dovecot(mechanisms);
        servers.Add(server);
        return await server.RunningAsync();
    }
}
