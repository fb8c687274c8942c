using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

/// <summary>Messages made to be slow or large.</summary>
public sealed class HostileMailTests
{
    [Fact]
    public void Ten_thousand_nested_multiparts_are_read_in_time()
    {
        var nested = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")) + "\ntext";

        var message = ReadInTime(nested);

        Assert.Contains(message.Warnings, warning => warning.Contains("20 levels", StringComparison.Ordinal));
    }

    [Fact]
    public void Ten_thousand_nested_messages_are_read_in_time()
    {
        var message = ReadInTime(string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\n", 10_000)) + "text");

        Assert.Equal(21, message.Parts.Count);
        Assert.Equal(string.Join('.', Enumerable.Repeat("1", 21)), message.Parts[^1].Number);
    }

    [Fact]
    public void Parts_beyond_the_limit_are_left_out_and_told()
    {
        var message = ReadInTime("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\nx\n", 100_000)));

        Assert.Equal(499, message.Parts.Count);
        Assert.Contains(message.Warnings, warning => warning.Contains("500", StringComparison.Ordinal));
    }

    [Fact]
    public void Alternatives_inside_alternatives_do_not_double_the_work()
    {
        var nested = string.Concat(Enumerable.Range(0, 20).Select(i => $"Content-Type: multipart/alternative; boundary=b{i}\n\n--b{i}\n\nx{i}\n--b{i}\n")) + "\ntext";

        Assert.Equal("x0", ReadInTime(nested).Text);
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n", "--b")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n", "\n--")]
    [InlineData("Content-Type: multipart/mixed; boundary=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n\n", "\n--bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n", "\n--b                                             ")]
    [InlineData("", "X:\n")]
    [InlineData("Subject: x", "\n y")]
    [InlineData("Subject: ", "=?a?Q?")]
    [InlineData("To: ", "a:;<")]
    [InlineData("References: ", "<")]
    [InlineData("References: ", "<a@b>")]
    [InlineData("Date: ", "(")]
    [InlineData("Content-Type: text/plain", "; a*0*=b")]
    [InlineData("Content-Type: text/plain; a=\"", "\\\\")]
    [InlineData("no colon", "\n no colon either")]
    [InlineData("", "\n")]
    [InlineData("", "no field\nX: y\n")]
    [InlineData("Content-Type: text/html\n\n", "<b style='color:red'>")]
    [InlineData("Content-Type: text/plain; format=flowed\n\n", "> \n>> \n")]
    [InlineData("\n", "begin 644 a\nM\n")]
    [InlineData("\n\n", "begin 644 a\n")]
    [InlineData("Content-Transfer-Encoding: quoted-printable\n\n", " ")]
    [InlineData("Content-Transfer-Encoding: quoted-printable\n\n", "= ")]
    [InlineData("Content-Transfer-Encoding: base64\n\n", "=")]
    [InlineData("Content-Type: text/calendar\n\n", "BEGIN:VEVENT\n")]
    [InlineData("Content-Type: text/calendar\n\nBEGIN:VEVENT\n", "X\n y\n")]
    [InlineData("Content-Type: text/calendar\n\nBEGIN:VEVENT\nSUMMARY:x", "\n y")]
    public void Time_and_memory_grow_with_length_alone(string start, string piece) =>
        ReadInTime(start + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)));

    private static MimeMessage ReadInTime(string text)
    {
        var octets = Encoding.Latin1.GetBytes(text);
        MimeMessage? message = null;
        var allocated = 0L;
        Pace.Within(
            TimeSpan.FromSeconds(3),
            () =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                message = MimeMessage.Read(octets);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            },
            $"{octets.Length} octets");
        Assert.True(allocated < 100L * 1024 * 1024, $"{octets.Length} octets allocated {allocated}");
        return message!;
    }
}
