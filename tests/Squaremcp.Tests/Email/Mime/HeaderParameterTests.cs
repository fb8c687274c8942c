using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class HeaderParameterTests
{
    [Theory]
    [InlineData("text/plain", "text/plain")]
    [InlineData("TEXT/HTML; charset=x", "text/html")]
    [InlineData("text", "text/plain")]
    [InlineData("", "text/plain")]
    [InlineData(null, "text/plain")]
    [InlineData("pdf", "application/octet-stream")]
    [InlineData("a/b/c", "application/octet-stream")]
    [InlineData(" image / png ;", "image/png")]
    public void A_type_is_read_or_made_harmless(string? header, string type) => Assert.Equal(type, ContentType.Parse(header).MediaType);

    [Theory]
    [InlineData("text/plain; charset=utf-8", "utf-8")]
    [InlineData("text/plain; charset=\"utf-8\"", "utf-8")]
    [InlineData("text/plain;charset = utf-8 ; x=y", "utf-8")]
    [InlineData("text/plain; CHARSET=utf-8 (of course)", "utf-8")]
    [InlineData("text/plain; a; charset=utf-8", "utf-8")]
    [InlineData("text/plain; charset=utf-8; charset=other", "utf-8")]
    public void A_parameter_is_found(string header, string charset) => Assert.Equal(charset, ContentType.Parse(header).Charset);

    [Theory]
    [InlineData("filename=a.txt", "a.txt")]
    [InlineData("filename=my file.txt; size=3", "my file.txt")]
    [InlineData("filename=\"a\\\"b;c.txt\"", "a\"b;c.txt")]
    [InlineData("filename=\"C:\\temp\\a.txt\"", "C:\\temp\\a.txt")]
    [InlineData("filename*=utf-8''caf%C3%A9.txt", "café.txt")]
    [InlineData("filename*=iso-8859-1'fr'caf%E9.txt", "café.txt")]
    [InlineData("filename*=caf%C3%A9.txt", "café.txt")]
    [InlineData("filename=cafe.txt; filename*=utf-8''caf%C3%A9.txt", "café.txt")]
    [InlineData("filename*0=\"a \"; filename*1=\"b.txt\"", "a b.txt")]
    [InlineData("filename*1=b.txt; filename*0=a", "ab.txt")]
    [InlineData("filename*0*=utf-8''caf%C3; filename*1*=%A9; filename*2=\".txt\"", "café.txt")]
    [InlineData("filename*0*=utf-8''a; filename*0*=utf-8''b; filename*2*=c", "ac")]
    [InlineData("filename=\"=?utf-8?Q?caf=C3=A9.txt?=\"", "café.txt")]
    [InlineData("filename*0=\"=?utf-8?Q?caf=C3\"; filename*1=\"=A9.txt?=\"", "café.txt")]
    [InlineData("filename*=utf-8''a%0D%0Ab%zz%", "a  b%zz%")]
    [InlineData("filename*999999999999=a; filename=b", "b")]
    public void A_file_name_is_put_together(string parameters, string name) => Assert.Equal(name, ContentDisposition.Parse("attachment; " + parameters).FileName);

    [Theory]
    [InlineData("inline", "inline")]
    [InlineData("INLINE; filename=x", "inline")]
    [InlineData("attachment", "attachment")]
    [InlineData("form-data; name=x", "attachment")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_disposition_is_inline_or_attachment(string? header, string? kind) => Assert.Equal(kind, ContentDisposition.Parse(header).Kind);

    [Theory]
    [InlineData("a.txt", "a.txt")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\temp\\a.txt", "a.txt")]
    [InlineData("..", null)]
    [InlineData(" . ", null)]
    [InlineData("a\0b\r\nc.txt", "abc.txt")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("a<b>:\"|?*.txt", "a_b______.txt")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("résumé 日本.pdf", "résumé 日本.pdf")]
    [InlineData("name.", "name")]
    public void A_file_name_is_made_safe(string raw, string? clean) => Assert.Equal(clean, FileName.Clean(raw));

    [Fact]
    public void A_long_file_name_keeps_its_ending()
    {
        var clean = FileName.Clean(new string('日', 300) + ".pdf")!;

        Assert.EndsWith("日.pdf", clean, StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(clean), 190, 200);
    }
}
