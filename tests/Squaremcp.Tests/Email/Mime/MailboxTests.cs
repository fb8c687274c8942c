using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class MailboxTests
{
    [Theory]
    [InlineData("bob@example.org", "bob@example.org")]
    [InlineData(" bob@example.org ", "bob@example.org")]
    [InlineData("bob+tag@Example.org", "bob+tag@Example.org")]
    [InlineData("o'neil@example.org", "o'neil@example.org")]
    [InlineData("\"john doe\"@example.org", "\"john doe\"@example.org")]
    [InlineData("a@b@example.org", null)]
    [InlineData("bob@bücher.example", "bob@xn--bcher-kva.example")]
    [InlineData("bob@BÜCHER.example", "bob@xn--bcher-kva.example")]
    [InlineData("bob@例え.jp", "bob@xn--r8jz45g.jp")]
    [InlineData("bob@例え。jp", "bob@xn--r8jz45g.jp")]
    [InlineData("bob@xn--bcher-kva.example", "bob@xn--bcher-kva.example")]
    [InlineData("bob@[192.0.2.1]", "bob@[192.0.2.1]")]
    [InlineData("jürgen@example.org", "jürgen@example.org")]
    [InlineData("bob", null)]
    [InlineData("@example.org", null)]
    [InlineData("bob@", null)]
    [InlineData("bob@exa mple.org", null)]
    [InlineData("bob smith@example.org", null)]
    [InlineData("bob@example..org", null)]
    [InlineData("bob@-example.org", null)]
    [InlineData("bob@exam_ple.org", null)]
    [InlineData("bob@example.org>", null)]
    [InlineData("<bob@example.org", null)]
    [InlineData("bob,ann@example.org", null)]
    [InlineData("\"bo\"b\"@example.org", null)]
    [InlineData("\"bob\\\"@example.org", null)]
    [InlineData("bob@ｅxample.org", null)]
    [InlineData("bob@bu\u0308cher.example", null)]
    [InlineData("bob\u202E@example.org", null)]
    [InlineData("bob@[192.0.2.1\"]", null)]
    [InlineData("", null)]
    public void An_address_is_taken_or_refused(string text, string? expected)
    {
        if (expected is null)
        {
            var refused = Assert.Throws<ToolException>(() => MailboxCheck.Of(new(null, text), "to[0]")).Error;
            Assert.Equal((ToolErrorKind.InvalidArgument, "to"), (refused.Kind, refused.Argument));
        }
        else
        {
            Assert.Equal(expected, MailboxCheck.Of(new(null, text), "to[0]").Address);
        }
    }

    [Fact]
    public void Long_addresses_are_refused()
    {
        Assert.Throws<ToolException>(() => MailboxCheck.Of(new(null, new string('a', 65) + "@example.org"), "to[0]"));
        Assert.Throws<ToolException>(() => MailboxCheck.Of(new(null, "a@" + string.Join('.', Enumerable.Repeat("abcdefghi", 26))), "to[0]"));
        Assert.Throws<ToolException>(() => MailboxCheck.Of(new(null, "a@" + new string('b', 64) + ".org"), "to[0]"));
    }

    [Fact]
    public void Only_a_local_part_that_is_not_ascii_needs_smtputf8()
    {
        Assert.True(MailboxCheck.Of(new(null, "jürgen@example.org"), "to[0]").NeedsSmtpUtf8);
        Assert.False(MailboxCheck.Of(new("Jürgen", "j@bücher.example"), "to[0]").NeedsSmtpUtf8);
    }
}
