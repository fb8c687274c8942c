using System.Text;

namespace Squaremcp.Tests.Email.Tools;

/// <summary>Messages made to do harm, on a real server: they are found and read as far as they can be, and keep nobody from the others.</summary>
public sealed class HostileMessageTests(EmailGateway gateway) : IClassFixture<EmailGateway>
{
    private const int Many = 10_000;

    public static TheoryData<string> Kinds => ["nested multiparts", "nested messages", "parts", "fields", "recipients", "a subject", "parameters", "references", "invitations"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_bomb_among_messages_is_found_and_read_and_the_others_too(string kind)
    {
        var mailbox = await gateway.MailboxAsync();
        await mailbox.DeliverAsync(Messages.Plain("a@example.test", "before", "first text"));
        await mailbox.DeliverAsync(Bomb(kind));
        await mailbox.DeliverAsync(Messages.Plain("a@example.test", "after", "last text"));

        var found = await mailbox.SearchAsync();
        var texts = new List<string?>();
        foreach (var message in found)
        {
            var read = await mailbox.CallAsync("email_read_message", new { id = message.GetProperty("id").GetString(), headers = true });
            Assert.InRange(read.GetRawText().Length, 0, 200_000);
            texts.Add(read.GetProperty("text").GetString());
        }

        Assert.Equal(3, found.Count);
        Assert.Equal(("last text", "first text"), (texts[0], texts[2]));
        Assert.Equal("bob@example.test", found[1].GetProperty("from").GetString());
        Assert.Single(await mailbox.SearchAsync(new { from = "bob" }));
    }

    private static string Bomb(string kind)
    {
        const string Start = "From: bob@example.test\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n";
        const string Plain = "Subject: bomb\r\n\r\ntext\r\n";
        return Start + kind switch
        {
            "nested multiparts" => "Subject: bomb\r\n" + Repeated(i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n") + "\r\ntext\r\n",
            "nested messages" => "Subject: bomb\r\n" + Repeated(_ => "Content-Type: message/rfc822\r\n\r\n") + "\r\ntext\r\n",
            "parts" => "Subject: bomb\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + Repeated(i => $"--b\r\nContent-Type: application/octet-stream; name={i}.bin\r\n\r\nx\r\n") + "--b--\r\n",
            "fields" => Repeated(i => $"X-Field-{i}: {i}\r\n") + Plain,
            "recipients" => $"To: {Repeated(i => $"user{i}@example.test,\r\n ")}last@example.test\r\n{Plain}",
            "a subject" => $"Subject: {Repeated(_ => "=?utf-8?Q?gr=C3=BC=C3=9Fe?=\r\n ")}end\r\n\r\ntext\r\n",
            "parameters" => $"Content-Type: text/plain{Repeated(i => $";\r\n a*{i}*=x")}\r\n{Plain}",
            "references" => $"References: {Repeated(i => $"<{i}@example.test>\r\n ")}\r\nIn-Reply-To: {Repeated(i => $"<{i}@example.test>\r\n ")}\r\n{Plain}",
            _ => $"Subject: bomb\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n{Repeated(i => $"BEGIN:VEVENT\r\nSUMMARY:{i}\r\nEND:VEVENT\r\n")}END:VCALENDAR\r\n",
        };
    }

    private static string Repeated(Func<int, string> piece) => new StringBuilder().AppendJoin("", Enumerable.Range(0, Many).Select(piece)).ToString();
}
