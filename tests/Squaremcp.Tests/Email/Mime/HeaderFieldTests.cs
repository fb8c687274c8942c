using System.Globalization;
using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class HeaderFieldTests
{
    [Theory]
    [InlineData("Fri, 20 Nov 2026 10:00:05 +0100", "2026-11-20T10:00:05+01:00")]
    [InlineData("20 Nov 2026 10:00 +0000", "2026-11-20T10:00:00+00:00")]
    [InlineData("Fri, 20 Nov 26 10:00:00 GMT", "2026-11-20T10:00:00+00:00")]
    [InlineData("Fri, 20 Nov 2026 10:00:00 -0800 (PST)", "2026-11-20T10:00:00-08:00")]
    [InlineData("Fri, 20 Nov 2026 10:00:00 EST", "2026-11-20T10:00:00-05:00")]
    [InlineData("Fri Nov 20 10:00:00 2026", "2026-11-20T10:00:00+00:00")]
    [InlineData("20-Nov-2026 10:00:00 +0000", "2026-11-20T10:00:00+00:00")]
    [InlineData("2026-11-20T10:00:00Z", "2026-11-20T10:00:00+00:00")]
    [InlineData("Tue, 31 Dec 2024 23:59:60 +9900", "2024-12-31T23:59:59+00:00")]
    public void A_date_is_read(string text, string expected) => Assert.Equal(expected, MailDate.Parse(text)?.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("Fri, 31 Feb 2026 10:00:00 +0000")]
    [InlineData("99 Nov 99999 10:00:00")]
    [InlineData("1 Jan 0001 00:00:00 +1400")]
    [InlineData("31 Dec 9999 23:59:59 -1400")]
    [InlineData("(((((")]
    public void What_is_no_date_is_none(string text) => Assert.Null(MailDate.Parse(text));

    [Theory]
    [InlineData("<a@b>", "<a@b>")]
    [InlineData("<a@b> <c@d>\t<e@f>", "<a@b>", "<c@d>", "<e@f>")]
    [InlineData("<a @b>", "<a@b>")]
    [InlineData("a@b", "<a@b>")]
    [InlineData("Your message of Monday <a@b>", "<a@b>")]
    [InlineData("< <a@b>", "<a@b>")]
    [InlineData("<é@b>")]
    [InlineData("<>")]
    [InlineData(null)]
    public void Identifiers_are_found(string? text, params string[] expected) => Assert.Equal(expected, MessageIds.Parse(text));

    [Fact]
    public void All_headers_of_a_message_are_understood()
    {
        var headers = MimeHeaders.Parse(Mail.Bytes("""
            From: =?utf-8?Q?J=C3=BCrgen?= <j@x.example>
            To: a@x.example,
             B <b@x.example>
            Cc: c@x.example
            Bcc: d@x.example
            Reply-To: e@x.example
            Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
             from far away
            Date: Fri, 20 Nov 2026 10:00:00 +0100
            Message-ID: <1@x.example>
            In-Reply-To: <0@x.example>
            References: <z@x.example>
             <0@x.example>

            Subject: body
            """));

        Assert.Equal("Jürgen <j@x.example>", headers.From.Single().ToString());
        Assert.Equal(["a@x.example", "B <b@x.example>"], headers.To.Select(one => one.ToString()));
        Assert.Equal(("c@x.example", "d@x.example", "e@x.example"), (headers.Cc.Single().Address, headers.Bcc.Single().Address, headers.ReplyTo.Single().Address));
        Assert.Equal("Grüße from far away", headers.Subject);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.FromHours(1)), headers.Date);
        Assert.Equal("<1@x.example>", headers.MessageId);
        Assert.Equal(["<0@x.example>"], headers.InReplyTo);
        Assert.Equal(["<z@x.example>", "<0@x.example>"], headers.References);
    }

    [Theory]
    [InlineData("Subject: a\nTo: b\n\nbody", "a")]
    [InlineData("Subject: a\r\nTo: b\r\n\r\nbody", "a")]
    [InlineData("From me@x Fri Nov 20\nSubject: a\n\nbody", "a")]
    [InlineData("this is no field\nSubject: a\n\nbody", "a")]
    [InlineData("Subject : a\n\nbody", "a")]
    [InlineData("Subject:a\n\nbody", "a")]
    [InlineData("subject: a", "a")]
    [InlineData("Subject:\n a\n\nbody", "a")]
    [InlineData(" lost\nSubject: a\n", "a")]
    public void Broken_header_blocks_are_read(string block, string subject) => Assert.Equal(subject, MimeHeaders.Parse(Encoding.ASCII.GetBytes(block)).Subject);

    [Fact]
    public void Text_without_the_empty_line_before_it_is_text()
    {
        var message = Mail.Read("Subject: a\nHello Bob, this is\njust text.");

        Assert.Equal("Hello Bob, this is\njust text.", message.Text);
    }

    [Fact]
    public void A_header_bomb_is_cut_and_told()
    {
        var bomb = string.Concat(Enumerable.Range(0, 5000).Select(i => $"X-{i}: y\n")) + "Subject: late\n\nbody";

        var message = Mail.Read(bomb);

        Assert.Equal(1000, message.Headers.Fields.Count);
        Assert.Equal("body", message.Text);
        Assert.Contains(message.Warnings, warning => warning.Contains("header", StringComparison.Ordinal));
    }

    [Fact]
    public void Headers_do_not_print_what_they_hold() =>
        Assert.DoesNotContain("secret", MimeHeaders.Parse("Subject: secret\n\n"u8).ToString(), StringComparison.Ordinal);
}
