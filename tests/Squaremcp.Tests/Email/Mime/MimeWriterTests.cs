using System.Text;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class MimeWriterTests
{
    [Fact]
    public async Task A_plain_message_is_written_to_the_letter()
    {
        var prepared = Mail.Writer().Prepare(Mail.Message with { Cc = [new("Böb, Jr.", "b@x.example"), new("Brown, C.", "c@x.example")], MessageId = "<1@example.org>", InReplyTo = "<0@x.example>", References = ["<z@x.example>", "<0@x.example>"] });

        Assert.Equal(
            """
            Date: Fri, 20 Nov 2026 10:00:00 +0100
            From: Ann <ann@example.org>
            To: bob@example.net
            Cc: =?utf-8?B?QsO2YiwgSnIu?= <b@x.example>, "Brown, C." <c@x.example>
            Subject: Hello
            Message-ID: <1@example.org>
            In-Reply-To: <0@x.example>
            References: <z@x.example> <0@x.example>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            Hi Bob

            """.ReplaceLineEndings("\r\n"),
            Encoding.UTF8.GetString(await prepared.WrittenAsync()));
    }

    [Fact]
    public async Task Everything_at_once_is_read_back()
    {
        var files = new byte[3][];
        for (var i = 0; i < files.Length; i++)
        {
            new Random(i).NextBytes(files[i] = new byte[1000 * i + 57]);
        }

        var prepared = Mail.Writer().Prepare(Mail.Message with
        {
            Subject = "Größe 日本語 " + new string('x', 300),
            Text = "Zeile eins = 1\r\nFrom here\n.\n" + new string('ä', 500) + "  \nend ",
            Html = "<p>Grüße <img src='cid:logo'></p>",
            Inline = [Mail.File("logo.png", "image/png", files[0]) with { ContentId = "logo" }],
            Attachments = [Mail.File("résumé mit sehr langem Namen, der über eine Zeile hinausgeht: 日本語.pdf", "application/pdf", files[1]), Mail.File("plain.bin", "application/octet-stream", files[2])],
        });
        var written = await prepared.WrittenAsync();
        var message = MimeMessage.Read(written);

        Assert.Equal(prepared.Size, written.Length);
        Assert.Empty(message.Warnings);
        Assert.Equal(["1.1", "1.2.1", "1.2.2", "2", "3"], message.Parts.Select(part => part.Number));
        Assert.Equal("Größe 日本語 " + new string('x', 300), message.Headers.Subject);
        Assert.Equal("Zeile eins = 1\nFrom here\n.\n" + new string('ä', 500) + "  \nend ", message.Text);
        Assert.Equal(["logo.png", "résumé mit sehr langem Namen, der über eine Zeile hinausgeht_ 日本語.pdf", "plain.bin"], message.Parts.Skip(2).Select(part => part.FileName));
        Assert.Equal(files, message.Parts.Skip(2).Select(part => part.Encoding.Decode(part.Content, int.MaxValue).Bytes.ToArray()));
        Assert.Equal(("logo", true), (message.Parts[2].ContentId, message.Parts[2].Inline));
        AssertLines(written);
    }

    [Fact]
    public async Task Long_headers_and_lines_are_folded()
    {
        var prepared = Mail.Writer().Prepare(Mail.Message with
        {
            To = [.. Enumerable.Range(0, 100).Select(i => new EmailAddress(i % 2 == 0 ? $"Member {i} of the list" : $"Mitglied {i} Öffentlich {new string('ü', i)}", $"member{i}@example.org"))],
            References = [.. Enumerable.Range(0, 200).Select(i => $"<{i}.{new string('r', 60)}@example.org>")],
            Subject = string.Join(' ', Enumerable.Repeat("word", 200)),
            Text = new string('x', 5000) + "\n" + string.Join(' ', Enumerable.Repeat("word", 1000)),
        });
        var written = await prepared.WrittenAsync();
        var message = MimeMessage.Read(written);

        AssertLines(written);
        Assert.Equal(100, message.Headers.To.Count);
        Assert.Equal($"Mitglied 99 Öffentlich {new string('ü', 99)}", message.Headers.To[99].Name);
        Assert.Equal(string.Join(' ', Enumerable.Repeat("word", 200)), message.Headers.Subject);
        Assert.Equal(50, message.Headers.References.Count);
        Assert.StartsWith("<0.", message.Headers.References[0], StringComparison.Ordinal);
        Assert.StartsWith("<199.", message.Headers.References[^1], StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000) + "\n" + string.Join(' ', Enumerable.Repeat("word", 1000)), message.Text);
    }

    [Fact]
    public async Task Bcc_is_in_the_envelope_alone()
    {
        var prepared = Mail.Writer().Prepare(Mail.Message with { To = [], Bcc = [new("Secret", "secret@example.org"), new(null, "secret@example.org")] });
        var written = Encoding.UTF8.GetString(await prepared.WrittenAsync());

        Assert.Equal(["secret@example.org"], prepared.Recipients);
        Assert.DoesNotContain("secret", written, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("To: undisclosed-recipients:;", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_alone_brings_its_text_along()
    {
        var message = MimeMessage.Read(await Mail.Writer().Prepare(Mail.Message with { Text = null, Html = "<p>Hi <b>Bob</b></p>" }).WrittenAsync());

        Assert.Equal([("1", "text/plain"), ("2", "text/html")], message.Parts.Select(part => (part.Number, part.Type.MediaType)));
        Assert.Equal("Hi Bob", message.Text);
    }

    [Fact]
    public async Task Pictures_without_html_are_attachments()
    {
        var message = MimeMessage.Read(await Mail.Writer().Prepare(Mail.Message with { Inline = [Mail.File("a.png", "image/png", [1])] }).WrittenAsync());

        Assert.Equal((false, "attachment"), (message.Parts[1].Inline, message.Parts[1].Disposition.Kind));
    }

    [Theory]
    [InlineData("Hi", "7bit")]
    [InlineData("From me", "quoted-printable")]
    [InlineData("end ", "quoted-printable")]
    [InlineData("Grüße an alle, die das hier lesen", "quoted-printable")]
    [InlineData("日本語", "base64")]
    [InlineData("tab\tinside", "quoted-printable")]
    [InlineData("nul\0inside", "quoted-printable")]
    public void A_text_takes_the_shortest_safe_encoding(string text, string encoding) => Assert.Equal(encoding, TextEncoding.Of(text).Name);

    [Fact]
    public void Nothing_that_a_server_could_drop_stands_at_the_end_of_a_line() =>
        Assert.Equal("a=20\r\n=C3=BC und mehr\r\nb=09", TextEncoding.Of("a \nü und mehr\nb\t").Body);

    [Theory]
    [InlineData(74)]
    [InlineData(75)]
    [InlineData(76)]
    [InlineData(77)]
    [InlineData(150)]
    [InlineData(152)]
    public void Soft_breaks_keep_lines_at_76(int length)
    {
        var encoded = TextEncoding.Of(new string('x', length) + "\n" + new string('=', 3) + new string('y', length));

        Assert.All(encoded.Body.Split("\r\n"), line => Assert.InRange(line.Length, 0, 76));
        Assert.DoesNotContain(encoded.Body.Split("\r\n"), line => line is "=" or "");
    }

    [Fact]
    public async Task A_local_part_that_is_not_ascii_is_written_as_utf8()
    {
        var written = await Mail.Writer().Prepare(Mail.Message with { To = [new("Jürgen", "jürgen@bücher.example")] }).WrittenAsync();

        Assert.Contains("To: =?utf-8?B?SsO8cmdlbg==?= <jürgen@xn--bcher-kva.example>\r\n", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.Equal("jürgen@xn--bcher-kva.example", MimeMessage.Read(written).Headers.To.Single().Address);
    }

    [Theory]
    [InlineData("from", "from")]
    [InlineData("from_name", "from")]
    [InlineData("to", "to")]
    [InlineData("cc_name", "cc")]
    [InlineData("bcc", "bcc")]
    [InlineData("reply_to", "reply_to")]
    [InlineData("subject", "subject")]
    [InlineData("message_id", "message_id")]
    [InlineData("in_reply_to", "in_reply_to")]
    [InlineData("references", "references")]
    [InlineData("file_name", "attachments")]
    [InlineData("file_type", "attachments")]
    [InlineData("content_id", "inline")]
    public void A_line_break_or_nul_in_any_header_is_refused_by_name(string place, string argument)
    {
        foreach (var bad in (string[])["\r\n", "\n", "\r", "\0"])
        {
            var text = $"a{bad}Bcc: x@example.org";
            var address = new EmailAddress(null, $"a{bad}b@example.org");
            var message = place switch
            {
                "from" => Mail.Message with { From = address },
                "from_name" => Mail.Message with { From = new(text, "a@example.org") },
                "to" => Mail.Message with { To = [new(null, "a@example.org"), address] },
                "cc_name" => Mail.Message with { Cc = [new(text, "a@example.org")] },
                "bcc" => Mail.Message with { Bcc = [address] },
                "reply_to" => Mail.Message with { ReplyTo = [address] },
                "subject" => Mail.Message with { Subject = text },
                "message_id" => Mail.Message with { MessageId = $"<{text}>" },
                "in_reply_to" => Mail.Message with { InReplyTo = $"<{text}>" },
                "references" => Mail.Message with { References = [$"<{text}>"] },
                "file_name" => Mail.Message with { Attachments = [Mail.File(text, "text/plain", [])] },
                "file_type" => Mail.Message with { Attachments = [Mail.File("a", "text/plain" + bad, [])] },
                _ => Mail.Message with { Inline = [Mail.File("a", "text/plain", []) with { ContentId = text }] },
            };

            var error = Assert.Throws<ToolException>(() => Mail.Writer().Prepare(message)).Error;

            Assert.Equal((ToolErrorKind.InvalidArgument, argument), (error.Kind, error.Argument));
            Assert.Contains($"`{argument}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_local_part_that_is_not_ascii_is_told()
    {
        Assert.True(Mail.Writer().Prepare(Mail.Message with { Bcc = [new(null, "jürgen@example.org")] }).NeedsSmtpUtf8);
        Assert.False(Mail.Writer().Prepare(Mail.Message with { To = [new("Jürgen", "j@bücher.example")] }).NeedsSmtpUtf8);
    }

    [Fact]
    public async Task The_same_random_source_writes_the_same_message()
    {
        var message = Mail.Message with { Html = "<p>x</p>" };

        Assert.Equal(await Mail.Writer(7).Prepare(message).WrittenAsync(), await Mail.Writer(7).Prepare(message).WrittenAsync());
        Assert.NotEqual(Mail.Writer(7).Prepare(message).MessageId, Mail.Writer(8).Prepare(message).MessageId);
    }

    [Fact]
    public async Task A_boundary_never_stands_in_the_text()
    {
        byte next = 0;
        var writer = new MimeWriter(octets => octets.Fill(next++)); // 0 is the Message-ID, then the boundaries
        var text = $"--=_{new string('0', 32).Replace("00", "01", StringComparison.Ordinal)}\n";

        var message = MimeMessage.Read(await writer.Prepare(Mail.Message with { Text = text, Html = "x" }).WrittenAsync());

        Assert.Equal(text.TrimEnd(), message.Text);
        Assert.Equal(2, message.Parts.Count);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public async Task A_file_of_another_size_than_announced_is_refused(int size)
    {
        var file = Mail.File("a.bin", "application/octet-stream", new byte[100]) with { Size = size };
        var prepared = Mail.Writer().Prepare(Mail.Message with { Attachments = [file] });

        var error = (await Assert.ThrowsAsync<ToolException>(prepared.WrittenAsync)).Error;

        Assert.Equal((ToolErrorKind.Refused, "attachments"), (error.Kind, error.Argument));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(57)]
    [InlineData(58)]
    [InlineData(57 * 512)]
    [InlineData(57 * 512 + 1)]
    public async Task The_size_is_known_before_a_file_is_opened(int size)
    {
        var prepared = Mail.Writer().Prepare(Mail.Message with { Attachments = [Mail.File("a.bin", "application/octet-stream", new byte[size])] });

        Assert.Equal(prepared.Size, (await prepared.WrittenAsync()).Length);
    }

    [Fact]
    public async Task A_large_file_is_never_whole_in_memory()
    {
        const int Size = 25_000_000;
        var prepared = Mail.Writer().Prepare(Mail.Message with { Attachments = [new("a.bin", "application/octet-stream", Size, _ => Task.FromResult<Stream>(new Zeros(Size)))] });
        await prepared.WriteAsync(Stream.Null, TestContext.Current.CancellationToken);
        var before = GC.GetAllocatedBytesForCurrentThread(); // neither stream ever waits, so it stays one thread

        await prepared.WriteAsync(Stream.Null, TestContext.Current.CancellationToken);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 200_000);
    }

    private static void AssertLines(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        Assert.DoesNotContain(text.Replace("\r\n", "", StringComparison.Ordinal), letter => letter is '\r' or '\n' or > '\x7f');
        Assert.All(text.Split("\r\n"), line => Assert.True(line.Length <= 78 || (line.Length < 300 && line.Split(' ').Length <= 2) || line.Contains("filename=", StringComparison.Ordinal), line));
    }

    /// <summary>Reads as that many zeros, in odd pieces.</summary>
    private sealed class Zeros(long left) : MemoryStream
    {
        private long left = left;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = (int)Math.Min(left, Math.Min(buffer.Length, 4097));
            buffer.Span[..read].Clear();
            left -= read;
            return new(read);
        }
    }
}
