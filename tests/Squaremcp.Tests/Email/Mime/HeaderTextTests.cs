using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("=?utf-8?Q?caf=C3=A9?=", "café")]
    [InlineData("=?UTF-8?b?Y2Fmw6k=?=", "café")]
    [InlineData("=?iso-8859-1?q?caf=E9_cr=E8me?=", "café crème")]
    [InlineData("=?utf-8*fr?Q?caf=C3=A9?=", "café")]
    [InlineData("=?koi8-r?B?8NLJ18XU?=", "Привет")]
    [InlineData("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本")]
    [InlineData("=?gb2312?B?1tDOxA==?=", "中文")]
    [InlineData("=?utf-8?Q??=", "")]
    public void An_encoded_word_is_decoded(string raw, string text) => Assert.Equal(text, HeaderText.Decode(raw));

    [Theory]
    [InlineData("=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab")]
    [InlineData("=?utf-8?Q?a?=  \t =?iso-8859-1?Q?=E4?=", "aä")]
    [InlineData("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c")]
    [InlineData("=?utf-8?Q?a_?= =?utf-8?Q?b?=", "a b")]
    [InlineData("=?utf-8?B?5pel5g==?= =?utf-8?B?nKw=?=", "日本")]
    [InlineData("=?utf-8?Q?=E6=97?= =?UTF-8?Q?=A5?=", "日")]
    public void Neighbours_are_joined_before_they_are_decoded(string raw, string text) => Assert.Equal(text, HeaderText.Decode(raw));

    [Theory]
    [InlineData("a=?utf-8?Q?b?=c", "abc")]
    [InlineData("\"=?utf-8?Q?b?=\"", "\"b\"")]
    [InlineData("=?utf-8?Q?with space?=", "with space")]
    [InlineData("=?utf-8?B?Y2Fmw6k?=", "café")]
    [InlineData("=?x-nobody-knows?Q?caf=E9?=", "café")]
    [InlineData("=?us-ascii?Q?caf=C3=A9?=", "café")]
    public void Wrong_places_labels_and_padding_are_tolerated(string raw, string text) => Assert.Equal(text, HeaderText.Decode(raw));

    [Theory]
    [InlineData("=?")]
    [InlineData("=??=")]
    [InlineData("1 =? 2 ?= 3")]
    [InlineData("=?utf-8?X?abc?=")]
    [InlineData("=?utf-8?Q?never closed")]
    [InlineData("=?utf-8?Q")]
    [InlineData("=?utf 8?Q?abc?=")]
    public void What_is_no_encoded_word_stays(string raw) => Assert.Equal(raw, HeaderText.Decode(raw));

    [Fact]
    public void An_unclosed_word_does_not_eat_the_next() => Assert.Equal("=?utf-8?Q?lost é", HeaderText.Decode("=?utf-8?Q?lost =?utf-8?Q?=C3=A9?="));

    [Fact]
    public void Line_breaks_inside_an_encoded_word_become_spaces() => Assert.Equal("a  Bcc: b c", HeaderText.Decode("=?utf-8?Q?a=0D=0ABcc:_b=00c?="));

    [Fact]
    public void Raw_octets_are_utf8_or_else_windows_1252()
    {
        Assert.Equal("Grüße", HeaderText.Decode("Grüße"u8));
        Assert.Equal("Grüße", HeaderText.Decode(Encoding.Latin1.GetBytes("Grüße")));
    }

    [Theory]
    [InlineData("=?")]
    [InlineData("=?a?Q?")]
    [InlineData("=?a?Q?b?=")]
    [InlineData("=?a?B?YQ==?= ")]
    [InlineData("=?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Time_grows_with_length_alone(string piece)
    {
        var hostile = string.Concat(Enumerable.Repeat(piece, 500_000 / piece.Length)) + "?=";

        Pace.Within(TimeSpan.FromSeconds(2), () => HeaderText.Decode(hostile), $"{hostile.Length} characters of {piece}");
    }
}
