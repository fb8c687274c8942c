using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Smtp;

public sealed class SmtpAddressTests
{
    [Theory]
    [InlineData("a@example.org", "a@example.org", false)]
    [InlineData("first.last+tag@sub.example.org", "first.last+tag@sub.example.org", false)]
    [InlineData("\"two words\"@example.org", "\"two words\"@example.org", false)]
    [InlineData("\"a@b\"@example.org", "\"a@b\"@example.org", false)]
    [InlineData("me@bücher.example", "me@xn--bcher-kva.example", false)]
    [InlineData("jörg@example.org", "jörg@example.org", true)]
    [InlineData("用户@例子.example", "用户@xn--fsqu00a.example", true)]
    public void An_address_travels_with_its_domain_in_ascii(string address, string wire, bool needsUtf8)
    {
        var parsed = SmtpAddress.Parse(address)!.Value;
        Assert.Equal((wire, needsUtf8), (parsed.ToString(), parsed.NeedsUtf8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("@example.org")]
    [InlineData("a@")]
    [InlineData("a@b@")]
    [InlineData("a@example.org\r\nRCPT TO:<b@example.org>")]
    [InlineData("a@example.org\n")]
    [InlineData("a\r\n@example.org")]
    [InlineData("a\0@example.org")]
    [InlineData("a@exam\0ple.org")]
    [InlineData("<a@example.org>")]
    [InlineData("a>@example.org")]
    [InlineData("a@example.org> SIZE=1")]
    [InlineData("a b@example.org")]
    [InlineData("a@exa mple.org")]
    [InlineData(".a@example.org")]
    [InlineData("a..b@example.org")]
    [InlineData("\"a\"b\"@example.org")]
    [InlineData("\"a\\\"@example.org")]
    [InlineData("\"a\r\nb\"@example.org")]
    [InlineData("a\u2028@example.org")]
    [InlineData("a\u0085@example.org")]
    [InlineData("a\ud800@example.org")]
    [InlineData("a@-example.org")]
    [InlineData("a@[127.0.0.1]")]
    public void What_no_envelope_can_carry_is_no_address(string address) =>
        Assert.Null(SmtpAddress.Parse(address));

    [Fact]
    public void An_endless_address_is_none() =>
        Assert.Null(SmtpAddress.Parse($"a@{string.Join('.', Enumerable.Repeat("example", 50))}"));
}
