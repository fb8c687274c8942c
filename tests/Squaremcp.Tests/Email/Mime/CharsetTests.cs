using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class CharsetTests
{
    [Theory]
    [InlineData("utf-8", "C3A9", "é")]
    [InlineData("UTF8", "EFBBBFC3A9", "é")]
    [InlineData("iso-8859-1", "E980", "é€")]
    [InlineData("iso-8859-15", "A4", "€")]
    [InlineData("windows-1251", "CFF0E8E2E5F2", "Привет")]
    [InlineData("koi8-r", "F0D2C9D7C5D4", "Привет")]
    [InlineData("shift_jis", "93FA967B", "日本")]
    [InlineData("euc-jp", "C6FCCBDC", "日本")]
    [InlineData("euc-kr", "C7D1B1DB", "한글")]
    [InlineData("big5", "A4A4A4E5", "中文")]
    [InlineData("GBK", "D6D0CEC4", "中文")]
    [InlineData("utf-16", "FFFE4100E900", "Aé")]
    [InlineData("utf-16", "004100E9", "Aé")]
    [InlineData("utf-16le", "4100E900", "Aé")]
    [InlineData("us-ascii", "C3A9", "é")]
    [InlineData("us-ascii", "E9", "é")]
    [InlineData(null, "9394", "“”")]
    [InlineData("no-such-charset", "E9", "é")]
    [InlineData("utf-7", "2B41476B2D", "+AGk-")]
    [InlineData("ibm037", "C1", "Á")]
    [InlineData(" \"utf-8\" ", "C3A9", "é")]
    public void Octets_become_text(string? charset, string octets, string text) => Assert.Equal(text, Charset.Decode(Convert.FromHexString(octets), charset));

    [Fact]
    public void A_lying_utf8_label_falls_back() => Assert.Equal("déjà vu", Charset.Decode(Encoding.Latin1.GetBytes("déjà vu"), "utf-8"));

    [Fact]
    public void One_broken_character_does_not_spoil_the_rest() => Assert.Equal("日本\uFFFD語", Charset.Decode([.. "日本"u8, 0xFF, .. "語"u8], "utf-8"));

    [Fact]
    public void A_character_cut_at_the_end_is_left_out() => Assert.Equal("日", Charset.Decode("日本"u8[..5], "utf-8"));
}
