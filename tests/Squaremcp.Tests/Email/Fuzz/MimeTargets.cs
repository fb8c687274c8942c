using System.Text;
using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Mime;

namespace Squaremcp.Tests.Email.Fuzz;

/// <summary>What a stranger may write: whole messages, HTML, and what stands in header fields and calendars. Nothing of it is ever refused.</summary>
internal static class MimeTargets
{
    private static readonly string[] Pieces =
    [
        "=?utf-8?Q?", "?=", "=?iso-2022-jp?B?GyRC", "=?", "\r\n", "\n", "\r", "\0", "--b\r\n", "--b--", "--", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "Content-Type: message/rfc822\r\n\r\n",
        "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "Content-Transfer-Encoding: x-uuencode\r\n", "begin 644 a\n", "; charset=utf-16", "; charset=iso-2022-kr",
        "; charset=hz-gb-2312", "; format=flowed; delsp=yes", "; filename*0*=utf-8''%", "; filename*1=", "\"", "(", ")", "<", ">", ",", ";", ":", "@", "=", "%", "<div style='", "display:none", "<!--", "-->", "<style>",
        "<table><tr><td>", "<blockquote>", "<ul><li>", "<a href='https://x'>", "&#x", "BEGIN:VEVENT\r\n", "DTSTART:2026", "END:VEVENT\r\n", "\u001b$B", "~{", "\u000e", "ÿþ",
        "Content-Disposition: attachment; filename=", "\r\n\r\n", "\r\n ", "=?utf-16?B?", "\udcff", "<font color=#fff>", "<td style=\"", "background:#000;color:black", "opacity:0", "font-size:0", "</div>", "<script>", "<![CDATA[", "&amp;", "&#1114112;", "<p hidden", "<img alt='",
    ];

    private static readonly string[] Html =
    [
        "<!DOCTYPE html><html><head><title>t</title><style>.h, #x > b{display:none} @media print{p{color:#fff}} td{font-size:0}</style></head><body bgcolor=white><h1>Hello</h1><p style='color:#fff;background:#ffffff'>unseen</p><p>seen &amp; &eacute;&#8364;&#x1f600;</p></body></html>",
        "<table><tr><th>a<th colspan=2>b<tr><td>1<td><table><tr><td>in</table></table><ul><li>one<ol start=7><li>x<li>y</ol><li>two</ul><blockquote type=cite>quoted<br>more</blockquote><pre>  kept\n  so</pre><hr><dl><dt>t<dd>d</dl>",
        "<a href='https://x.example/?a=1&amp;b=2'>link</a> <a href=mailto:a@b>mail</a><img src=https://t.example/1.gif width=1 height=1 alt=''><img alt=\"a picture\" src=cid:l><div style=\"display : none !important; max-height:0\">pre</div><!-- c --><![if !mso]>x<![endif]><o:p>&nbsp;</o:p><script>1</script>",
    ];

    private static readonly string[] Fields =
    [
        "=?utf-8?Q?J=C3=BCrgen?= <j@x.example>, Friends: a@x.example, \"B, C\" <b@x.example>;, Doe, John <john@x>, (c (d)) <@r,@s:e@f>",
        "attachment; filename*0*=utf-8''caf%C3%A9; filename*1=\".pdf\"; filename=\"a\\\"b.pdf\"; size=12; x*1*=%2",
        "=?utf-8?B?R3LDvMOfZQ==?= =?iso-2022-jp?B?GyRCRnxLXBsoQg==?= plain =?utf-8*de?q?a_b?=", "Fri, 20 Nov 2026 10:00:00 +0100 (CET)", "<0@x.example> <1@x.example>\r\n <2@\"y\">",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART;TZID=\"A/B\":20261120T100000\nORGANIZER;CN=A:mailto:a@x\nEND:VEVENT\nEND:VCALENDAR", "> quoted \n> text\nand mehr \nText\n-- \nBob\n", "begin 644 a.txt\n%:&5L;&\\\n`\nend\n",
    ];

    internal static readonly FuzzTarget[] All =
    [
        new("messages", Message, octets => Touch(MimeMessage.Read(octets))),
        new("HTML", random => ImapTargets.Mutated(random, [.. Html.Select(Encoding.Latin1.GetBytes)], Pieces, 12), octets => HtmlText.Readable(Encoding.Latin1.GetString(octets), 100_000)),
        new("fields", random => ImapTargets.Mutated(random, [.. Fields.Select(Encoding.Latin1.GetBytes)], Pieces), octets => Touch(Encoding.Latin1.GetString(octets))),
    ];

    private static byte[] Message(Random random)
    {
        var message = new Mutation(random, Pieces).Of(Seeds[random.Next(Seeds.Length)], Seeds[random.Next(Seeds.Length)], 12);
        for (var wrap = random.Next(10) == 0 ? random.Next(40) : 0; wrap > 0 && message.Length < 50_000; wrap--)
        {
            message = Wrapped(random, message);
        }

        return random.Next(8) == 0 ? [.. message.Where(octet => octet != '\r')] : message;
    }

    /// <summary>A message with the given one in it.</summary>
    private static byte[] Wrapped(Random random, byte[] message) => random.Next(3) switch
    {
        0 => [.. "Content-Type: message/rfc822\r\n\r\n"u8, .. message],
        1 => [.. "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"u8, .. message, .. "\r\n--b--\r\n"u8],
        _ => [.. "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"u8, .. Encoding.ASCII.GetBytes(Convert.ToBase64String(message, Base64FormattingOptions.InsertLineBreaks))],
    };

    private static void Touch(string text)
    {
        Assert.DoesNotContain(HeaderText.Decode(text), char.IsControl);
        foreach (var address in AddressList.Parse(text))
        {
            Assert.DoesNotContain(address.ToString(), char.IsControl);
        }

        var (_, parameters) = HeaderParameters.Parse(text);
        _ = (ContentType.Parse(text), ContentDisposition.Parse(text), MailDate.Parse(text), MessageIds.Parse(text), TransferEncodings.Parse(text), FileName.Clean(parameters.GetValueOrDefault("filename") ?? text));
        _ = (CalendarEvent.Parse(text), FlowedText.Unwrap(text, deleteSpace: true), Uuencode.TakeOut(text, []), ModifiedUtf7.Decode(text));
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
