using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class FlowedTextTests
{
    [Theory]
    [InlineData("one \ntwo", "one two")]
    [InlineData("one\ntwo", "one\ntwo")]
    [InlineData("one \ntwo \n\nthree", "one two \nthree")]
    [InlineData("> a \n> b\n>> c \n>> d\ne", "> a b\n>> c d\ne")]
    [InlineData("> a \nb", "> a \nb")]
    [InlineData(" >no quote\n From me", ">no quote\nFrom me")]
    [InlineData("bye \n-- \nBob", "bye \n-- \nBob")]
    [InlineData("", "")]
    public void Paragraphs_are_joined(string flowed, string text) => Assert.Equal(text, FlowedText.Unwrap(flowed, deleteSpace: false));

    [Fact]
    public void The_marking_space_goes_where_it_was_added() => Assert.Equal("日本語", FlowedText.Unwrap("日本 \n語", deleteSpace: true));

    [Fact]
    public void A_flowed_message_is_read() =>
        Assert.Equal("one two", Mail.Read("Content-Type: text/plain; format=Flowed\n\none \ntwo\n").Text);
}
