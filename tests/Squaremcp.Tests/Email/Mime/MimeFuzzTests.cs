using System.Diagnostics;
using System.Globalization;
using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

/// <summary>Messages broken at random: read without an exception, in time and memory that grow with their length alone. For longer: SQUAREMCP_FUZZ_SECONDS, another seed: SQUAREMCP_MAIL_SEED.</summary>
public sealed class MimeFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 2000;

    private static readonly string[] Pieces =
    [
        "=?utf-8?Q?", "?=", "=?iso-2022-jp?B?GyRC", "=?", "\r\n", "\n", "\r", "\0", "--b\r\n", "--b--", "--", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "Content-Type: message/rfc822\r\n\r\n",
        "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "Content-Transfer-Encoding: x-uuencode\r\n", "begin 644 a\n", "; charset=utf-16", "; charset=iso-2022-kr",
        "; charset=hz-gb-2312", "; format=flowed; delsp=yes", "; filename*0*=utf-8''%", "; filename*1=", "\"", "(", ")", "<", ">", ",", ";", ":", "@", "=", "%", "<div style='", "display:none", "<!--", "-->", "<style>",
        "<table><tr><td>", "<blockquote>", "<ul><li>", "<a href='https://x'>", "&#x", "BEGIN:VEVENT\r\n", "DTSTART:2026", "END:VEVENT\r\n", "\u001b$B", "~{", "\u000e", "ÿþ",
    ];

    [Fact]
    public void No_broken_message_makes_reading_fail_or_explode()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("SQUAREMCP_MAIL_SEED") ?? "1", CultureInfo.InvariantCulture);
        var patience = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("SQUAREMCP_FUZZ_SECONDS") ?? "0", CultureInfo.InvariantCulture));
        var watch = Stopwatch.StartNew();
        var (round, slowest, largest) = (0, TimeSpan.Zero, 0L);
        for (; round < Rounds || watch.Elapsed < patience; round++)
        {
            var message = Broken(new Random(seed * 1_000_003 + round));
            var (from, before) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread());
            try
            {
                Touch(MimeMessage.Read(message));
            }
            catch (Exception unexpected)
            {
                throw new InvalidOperationException($"seed {seed}, round {round}: {Convert.ToBase64String(message)}", unexpected);
            }

            var (took, allocated) = (watch.Elapsed - from, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(took < TimeSpan.FromSeconds(2), $"seed {seed}, round {round}: {message.Length} octets took {took}");
            Assert.True(allocated < 4_000_000 + 200L * message.Length, $"seed {seed}, round {round}: {message.Length} octets allocated {allocated}");
            (slowest, largest) = (took > slowest ? took : slowest, Math.Max(largest, allocated));
        }

        output.WriteLine($"seed {seed}: {round} messages in {watch.Elapsed}, slowest {slowest}, most allocated {largest}");
    }

    /// <summary>Everything that is made only when it is asked for.</summary>
    private static void Touch(MimeMessage message)
    {
        foreach (var part in message.Parts)
        {
            _ = (part.FileName, part.Inline, part.Encoding.Decode(part.Content, 1_000_000).Bytes.Length);
        }

        // A conversation is answered with what was read: it must be fit to be written.
        if (message.Headers.MessageId is { } id)
        {
            Mail.Writer().Prepare(Mail.Message with { InReplyTo = id, References = [.. message.Headers.References, id] });
        }

        Assert.DoesNotContain(message.Headers.Subject ?? "", char.IsControl);
    }

    private static byte[] Broken(Random random)
    {
        var message = new List<byte>(Seeds[random.Next(Seeds.Length)]);
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var at = random.Next(message.Count + 1);
            var length = random.Next(Math.Min(200, message.Count - at + 1));
            switch (random.Next(7))
            {
                case 0 when at < message.Count:
                    message[at] = (byte)random.Next(256);
                    break;
                case 1:
                    message.RemoveRange(at, length);
                    break;
                case 2:
                    message.InsertRange(at, message.GetRange(at, length));
                    break;
                case 3:
                    message.InsertRange(at, Enumerable.Repeat(message.GetRange(at, Math.Min(length, 40)), random.Next(100)).SelectMany(one => one));
                    break;
                case 4:
                    message.InsertRange(random.Next(message.Count + 1), message.GetRange(at, length));
                    break;
                case 5:
                    message.RemoveRange(at, random.Next(10) == 0 ? message.Count - at : 0);
                    break;
                default:
                    message.InsertRange(at, Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(Pieces[random.Next(Pieces.Length)], random.Next(8) == 0 ? 300 : 1))));
                    break;
            }
        }

        return [.. message];
    }

    private static byte[][] Seeds { get; } =
    [
        .. ((string[])[
            "From: =?utf-8?Q?J=C3=BCrgen?= <j@x.example>\nTo: Friends: a@x.example, \"B, C\" <b@x.example>;\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\n =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=\nMessage-ID: <1@x.example>\nReferences: <0@x.example>\nDate: Fri, 20 Nov 2026 10:00:00 +0100 (CET)\nContent-Type: text/plain; charset=iso-8859-1; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\n> quoted \n> text\nGr=FC=DFe =\nund mehr \nText\n-- \nBob\n",
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nplain\n--c\nContent-Type: text/html; charset=utf-8\n\n<style>.h{display:none}</style><div class=h>x</div><p style='color:#fff'>y</p><a href='https://x.example/'>link</a><table><tr><td>a<td>b</table><ul><li>i</ul>\n--c\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART;TZID=\"A/B\":20261120T100000\nORGANIZER;CN=A:mailto:a@x\nEND:VEVENT\nEND:VCALENDAR\n--c--\n--b\nContent-Type: application/pdf; name=\"=?utf-8?Q?=C3=A9.pdf?=\"\nContent-Disposition: attachment; filename*0*=utf-8''caf%C3%A9; filename*1=\".pdf\"\nContent-Transfer-Encoding: base64\n\naGVsbG8gd29ybGQ=\n--b\nContent-Type: message/rfc822\n\nSubject: inside\nContent-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: y\n\ntext\n--d--\n--b--\n",
            "Subject: old\n\nSee:\nbegin 644 a.txt\n%:&5L;&\\\n`\nend\nbye\n",
        ]).Select(Mail.Bytes),
        Mail.Writer().Prepare(Mail.Message with { Subject = "Größe", Html = "<p>x</p>", Inline = [Mail.File("l.png", "image/png", [1, 2, 3]) with { ContentId = "l" }], Attachments = [Mail.File("é.bin", "application/octet-stream", new byte[200])] }).WrittenAsync().GetAwaiter().GetResult(),
    ];
}
