using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class MimeMessageTests
{
    private const string Nested = """
        Subject: all
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=outer

        This is for old programs.
        --outer
        Content-Type: multipart/alternative; boundary="inner"

        --inner
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        caf=C3=A9
        --inner
        Content-Type: multipart/related; boundary=rel

        --rel
        Content-Type: text/html

        <p>rich</p>
        --rel
        Content-Type: image/png
        Content-ID: <logo>
        Content-Transfer-Encoding: base64

        AAEC
        --rel--
        --inner--
        --outer
        Content-Type: application/pdf; name="old.pdf"
        Content-Disposition: attachment; filename="../new.pdf"
        Content-Transfer-Encoding: base64

        aGVsbG8=
        --outer
        Content-Type: message/rfc822

        Subject: inside
        Content-Type: multipart/mixed; boundary=deep

        --deep

        inner text
        --deep
        Content-Type: text/csv
        Content-Disposition: attachment

        a,b
        --deep--
        --outer
        Content-Type: message/rfc822

        Subject: plain inside

        just text
        --outer--
        This is for nobody.
        """;

    [Fact]
    public void Parts_have_the_numbers_that_imap_gives_them()
    {
        var message = Mail.Read(Nested);

        Assert.Equal(
            [("1.1", "text/plain"), ("1.2.1", "text/html"), ("1.2.2", "image/png"), ("2", "application/pdf"), ("3", "message/rfc822"), ("3.1", "text/plain"), ("3.2", "text/csv"), ("4", "message/rfc822"), ("4.1", "text/plain")],
            message.Parts.Select(part => (part.Number, part.Type.MediaType)));
        Assert.Empty(message.Warnings);
    }

    [Fact]
    public void A_part_tells_its_name_size_and_place()
    {
        var message = Mail.Read(Nested);
        var picture = message.Parts[2];
        var file = message.Parts[3];

        Assert.Equal(("logo", true, 3), (picture.ContentId, picture.Inline, picture.Size));
        Assert.Equal(("new.pdf", false, 5, "attachment"), (file.FileName, file.Inline, file.Size, file.Disposition.Kind));
        Assert.Equal("inside", message.Parts[4].Message?.Subject);
        Assert.Equal("hello", Encoding.ASCII.GetString(file.Encoding.Decode(file.Content, 100).Bytes.Span));
    }

    [Fact]
    public void The_text_is_the_plain_one_without_what_surrounds_it() => Assert.Equal("café", Mail.Read(Nested).Text);

    [Fact]
    public void A_message_without_any_header_for_it_is_plain_text()
    {
        var message = Mail.Read("Subject: x\n\nHello\nyou\n");

        Assert.Equal(("1", "text/plain", "Hello\nyou"), (message.Parts.Single().Number, message.Root.Type.MediaType, message.Text));
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n", "one\n\ntwo")] // no final boundary
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--bc\n--b \t\n\ntwo\n--b--", "one\n--bc\n\ntwo")] // one that only begins alike, one with spaces
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--b\n\ntwo\n--b--", "one\n\ntwo")] // inner one never ends
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--", "one")] // one boundary for both
    [InlineData("Content-Type: multipart/mixed\n\nno boundary", "no boundary")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\nnever used", "never used")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"b \"\n\n--b\n\none\n--b--", "one")]
    [InlineData("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\none\n--b--", "")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b--\n", "--b--")]
    public void Broken_multiparts_are_read(string message, string text)
    {
        Assert.Equal(text, Mail.Read(message).Text);
        Assert.Equal(text, MimeMessage.Read(Encoding.ASCII.GetBytes(message)).Text); // LF alone
    }

    [Fact]
    public void An_empty_part_is_empty()
    {
        var message = Mail.Read("Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\n--b\nContent-Type: text/html\n--b--");

        Assert.Equal([0, 0, 0], message.Parts.Select(part => part.Size));
        Assert.Equal("", message.Text);
    }

    [Fact]
    public void Of_alternatives_the_plain_text_is_shown_unless_it_is_blank()
    {
        const string Frame = "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n{0}\n--b\nContent-Type: text/html\n\n<p>rich</p>\n--b--";

        Assert.Equal("plain", Mail.Read(Frame.Replace("{0}", "plain", StringComparison.Ordinal)).Text);
        Assert.Equal("rich", Mail.Read(Frame.Replace("{0}", " \n\t\n  \n ", StringComparison.Ordinal)).Text);
    }

    [Fact]
    public void The_root_of_related_parts_may_be_named()
    {
        var message = Mail.Read("Content-Type: multipart/related; boundary=b; start=\"<r>\"\n\n--b\nContent-Type: text/plain\nContent-ID: <x>\n\nother\n--b\nContent-Type: text/html\nContent-ID: <r>\n\nroot\n--b--");

        Assert.Equal("root", message.Text);
    }

    [Fact]
    public void Attached_texts_are_not_the_message()
    {
        var message = Mail.Read("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Disposition: attachment\n\nfile\n--b\nContent-Type: text/plain; name=a.txt\n\nfile\n--b\nContent-Disposition: inline\n\ntwo\n--b--");

        Assert.Equal("one\n\ntwo", message.Text);
    }

    [Fact]
    public void A_choice_can_be_made_from_structure_alone()
    {
        var root = new MimePart
        {
            Number = "",
            Type = ContentType.Parse("multipart/alternative"),
            Children = [new() { Number = "1", Type = ContentType.PlainText, EncodedSize = 2 }, new() { Number = "2", Type = ContentType.Parse("text/html"), EncodedSize = 200 }],
        };

        var chosen = BodyChoice.Of(root);
        var text = BodyText.Read([chosen[0] with { Content = "<b>fetched</b>"u8.ToArray() }], new(1000), 1000);

        Assert.Equal(("2", "fetched"), (chosen.Single().Number, text.Text));
    }

    [Fact]
    public void An_encoded_attached_message_is_opened()
    {
        var inner = Convert.ToBase64String("Subject: inside\n\ntext"u8);

        var message = Mail.Read($"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{inner}");

        Assert.Equal(("inside", "1.1"), (message.Root.Message?.Subject, message.Parts[1].Number));
    }

    [Fact]
    public void A_uuencoded_file_in_the_text_is_taken_out()
    {
        var message = Mail.Read("\nSee this:\nbegin 644 ../a.txt\n%:&5L;&\\\n`\nend\nbegin with care\nBye");

        Assert.Equal("See this:\n[file a.txt, 5 bytes]\nbegin with care\nBye", message.Text);
        Assert.Equal(("a.txt", "hello"), (message.FilesInText[0].Name, Encoding.ASCII.GetString(message.FilesInText[0].Content.Span)));
    }

    [Fact]
    public void What_looks_like_uuencode_and_is_none_stays() =>
        Assert.Equal("begin 644 a.txt\nnot encoded, certainly not: lower case", Mail.Read("\nbegin 644 a.txt\nnot encoded, certainly not: lower case").Text);

    [Fact]
    public void A_charset_that_html_names_itself_is_used() =>
        Assert.Equal("Привет", MimeMessage.Read((byte[])[.. "Content-Type: text/html\n\n<meta charset=\"koi8-r\"><p>"u8, 0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4]).Text);

    [Fact]
    public void Long_text_is_cut_and_told()
    {
        var message = Mail.Read("\n" + new string('x', 1000), MimeLimits.Default with { TextLength = 100 });

        Assert.Equal((100, true), (message.Text.Length, message.TextCut));
    }

    [Fact]
    public void No_more_is_decoded_than_allowed()
    {
        var message = Mail.Read("Content-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(new byte[10_000]), MimeLimits.Default with { DecodedBytes = 100 });

        Assert.True(message.TextCut);
        Assert.Contains(message.Warnings, warning => warning.Contains("100 octets", StringComparison.Ordinal));
    }
}
