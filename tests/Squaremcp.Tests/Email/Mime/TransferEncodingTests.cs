using System.Buffers;
using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class TransferEncodingTests
{
    [Theory]
    [InlineData("base64", "aGVsbG8=", "hello")]
    [InlineData("BASE64", "aGVs\r\nbG8=\r\n", "hello")]
    [InlineData("base64", "aGVsbG8", "hello")]
    [InlineData("base64", "a!G(V s\0bG8=", "hello")]
    [InlineData("base64", "aGVs=bG8=", "hello")]
    [InlineData("base64", "aGVsbA==bw==", "hello")]
    [InlineData("base64", "====", "")]
    [InlineData("quoted-printable", "h=65llo", "hello")]
    [InlineData("quoted-printable", "h=C3=A9=c3=a9", "héé")]
    [InlineData("quoted-printable", "hel=\r\nlo", "hello")]
    [InlineData("quoted-printable", "hel=\nlo", "hello")]
    [InlineData("quoted-printable", "hel= \t\r\nlo", "hello")]
    [InlineData("quoted-printable", "hello  \t\r\nyou \n", "hello\r\nyou\n")]
    [InlineData("quoted-printable", "a=zb=4=", "a=zb=4")]
    [InlineData("quoted-printable", "a= b", "a= b")]
    [InlineData("quoted-printable", "a=", "a")]
    [InlineData("x-uuencode", "begin 644 a\r\n%:&5L;&\\\r\n`\r\nend\r\n", "hello")]
    [InlineData("8bit", "as = it is", "as = it is")]
    [InlineData("nonsense", "as = it is", "as = it is")]
    [InlineData(null, "as = it is", "as = it is")]
    public void Content_is_decoded_however_it_is_cut(string? encoding, string content, string expected)
    {
        var octets = Encoding.ASCII.GetBytes(content);
        for (var size = 1; size <= octets.Length; size++)
        {
            var decoder = TransferEncodings.Parse(encoding).Decoder();
            var decoded = new ArrayBufferWriter<byte>();
            foreach (var chunk in octets.Chunk(size))
            {
                decoder.Decode(chunk, decoded);
            }

            decoder.Finish(decoded);
            Assert.Equal(expected, Encoding.UTF8.GetString(decoded.WrittenSpan));
        }
    }

    [Fact]
    public void What_is_too_large_is_cut()
    {
        var content = Encoding.ASCII.GetBytes(Convert.ToBase64String(new byte[100_000]));

        var (bytes, cut) = TransferEncoding.Base64.Decode(content, 50_000);

        Assert.Equal((50_000, true), (bytes.Length, cut));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(56)]
    [InlineData(57)]
    [InlineData(58)]
    [InlineData(100_000)]
    public void Sizes_are_counted_and_estimated(int size)
    {
        var content = Encoding.ASCII.GetBytes(Convert.ToBase64String(new byte[size], Base64FormattingOptions.InsertLineBreaks));

        Assert.Equal(size, TransferEncoding.Base64.CountedSize(content));
        Assert.InRange(TransferEncoding.Base64.EstimatedSize(content.Length), size - 3, size + 3);
    }
}
