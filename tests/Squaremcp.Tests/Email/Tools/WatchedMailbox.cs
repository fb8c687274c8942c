using System.Globalization;
using System.Text;
using System.Text.Json;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Email.Mime;
using Squaremcp.Tests.Email.Servers;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>A mailbox that imapflow filled and our tools wrote into, and what imapflow then saw of it (<c>tests/clients/lib/email/mailbox.mjs</c>). Another seed: SQUAREMCP_MAIL_SEED.</summary>
public sealed class WatchedMailbox(Dovecot dovecot) : EmailGateway(dovecot)
{
    internal const string OwnFolder = "Büro/Rechnungen & mehr";

    private const int Stored = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock once = new();
    private Task<JsonElement>? seen;

    /// <summary>Arguments of email_search_messages, which imapflow's search takes as well.</summary>
    internal static IReadOnlyList<string> Searches { get; } =
    [
        "{}",
        """{"from":"user1"}""",
        """{"from":"größe"}""",
        """{"to":"@a.example.org"}""",
        """{"subject":"日本語"}""",
        """{"subject":"=?utf-8?Q?x?="}""",
        """{"subject":"\"quoted\" (comment)"}""",
        """{"subject":"of ours"}""",
        """{"text":"Привет"}""",
        """{"text":"\\"}""",
        """{"text":"found nowhere"}""",
        """{"since":"2026-03-05"}""",
        """{"before":"2026-03-05"}""",
        """{"since":"2026-03-03","before":"2026-03-10"}""",
        """{"unread":true}""",
        """{"unread":false}""",
        """{"flagged":true}""",
        """{"flagged":false}""",
        """{"to":"@b.example.org","text":"mail","before":"2026-04-01","unread":true}""",
        """{"folder":"Sent"}""",
        """{"folder":"Drafts","subject":"draft"}""",
        $$"""{"folder":"{{OwnFolder}}","flagged":true}""",
    ];

    internal TestMailbox Mailbox { get; private set; } = null!;

    internal static int Seed { get; } = int.Parse(Environment.GetEnvironmentVariable("SQUAREMCP_MAIL_SEED") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>Folders, the numbers each search found, and the messages of each folder.</summary>
    internal async Task<JsonElement> SeenAsync()
    {
        NodeClients.SkipWithoutThem();
        await Dovecot.RunningAsync();
        lock (once)
        {
            seen ??= FillAsync();
        }

        return await seen;
    }

    private async Task<JsonElement> FillAsync()
    {
        Mailbox = await MailboxAsync();
        await ImapFlowAsync(new { create = (string[])[OwnFolder], store = await MessagesAsync() });
        var answered = (await Mailbox.SearchAsync()).First(message => message.TryGetProperty("subject", out _)).GetProperty("id").GetString();
        await Mailbox.CallAsync("email_create_draft", new { to = (string[])["René <rene@example.test>"], subject = "a draft", text = "soon, Größe" });
        await Mailbox.CallAsync("email_create_draft", new { to = (string[])["bob@example.test"], reply_to_message = answered, html = "<p>an <b>answer</b></p>" });
        var file = Files.Add(CustomerId, "Büro.bin", "application/x-tests", [0, 1, 2, 253, 254, 255]);
        await Mailbox.CallAsync("email_send_email", new { to = (string[])[$"Größe <{Mailbox.Address}>"], subject = "a message of ours", text = "Привет\n.\n\\", attachments = (string[])[file.Id] });
        await Mailbox.CallAsync("email_send_email", new { to = (string[])[Mailbox.Address], forward_message = answered, text = "look" });
        return await ImapFlowAsync(new { searches = Searches.Select(search => JsonElement.Parse(search)) });
    }

    /// <summary>Some of every kind, arrived on different days, read or not, flagged or not.</summary>
    private static async Task<IReadOnlyList<object>> MessagesAsync()
    {
        var messages = new List<object>();
        for (var i = 0; i < Stored; i++)
        {
            var content = await Mail.Writer(i).Prepare(new RandomMail((Seed * 1000) + i).Message()).WrittenAsync();
            string[] flags = [.. (string[])(i % 2 == 0 ? ["\\Seen"] : []), .. (string[])(i % 3 == 0 ? ["\\Flagged"] : []), .. (string[])(i % 5 == 0 ? ["\\Answered"] : [])];
            messages.Add(new { folder = i < Stored - 3 ? "INBOX" : OwnFolder, content = Encoding.Latin1.GetString(content), flags, date = $"2026-03-{i + 1:00}T10:00:00Z" });
        }

        return messages;
    }

    private async Task<JsonElement> ImapFlowAsync(object job)
    {
        var all = JsonSerializer.SerializeToNode(job)!.AsObject();
        var server = JsonSerializer.SerializeToNode(new { host = Dovecot.Imaps.Host, port = Dovecot.Imaps.Port, ca = TestCertificates.Roots[0].ExportCertificatePem(), user = Mailbox.Address, password = "secret" })!.AsObject();
        foreach (var (name, value) in server)
        {
            all[name] = value?.DeepClone();
        }

        var file = Path.Combine(DataFolder, "imapflow.json");
        await File.WriteAllTextAsync(file, all.ToJsonString());
        try
        {
            var (exitCode, output) = await NodeClients.RunAsync(Patience, TestContext.Current.CancellationToken, "mail.mjs", "mailbox", file);
            Assert.True(exitCode == 0, $"mail.mjs ended with {exitCode}: {output}");
            return JsonElement.Parse(output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
