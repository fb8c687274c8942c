using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class AddressListTests
{
    [Theory]
    [InlineData("bob@example.org", "bob@example.org")]
    [InlineData("<bob@example.org>", "bob@example.org")]
    [InlineData("Bob <bob@example.org>", "Bob <bob@example.org>")]
    [InlineData("Bob B. Brown <bob@example.org>", "Bob B. Brown <bob@example.org>")]
    [InlineData("\"Brown, Bob\" <bob@example.org>", "Brown, Bob <bob@example.org>")]
    [InlineData("\"Bob \\\"the\\\\ man\\\"\" <bob@example.org>", "Bob \"the\\ man\" <bob@example.org>")]
    [InlineData("=?utf-8?Q?Bj=C3=B6rn?= <b@example.org>", "Björn <b@example.org>")]
    [InlineData("\"=?utf-8?Q?Bj=C3=B6rn?=\" <b@example.org>", "Björn <b@example.org>")]
    [InlineData("=?utf-8?Q?Brown=2C_Bob?= <b@example.org>", "Brown, Bob <b@example.org>")]
    [InlineData("b@example.org (Bob (the man))", "Bob the man <b@example.org>")]
    [InlineData("Bob <@relay.example,@b.example:b@example.org>", "Bob <b@example.org>")]
    [InlineData("Bob < b@example.org >", "Bob <b@example.org>")]
    [InlineData("\"john doe\"@example.org", "\"john doe\"@example.org")]
    [InlineData("b@[192.0.2.1]", "b@[192.0.2.1]")]
    [InlineData("b@[IPv6:2001:db8::1]", "b@[IPv6:2001:db8::1]")]
    [InlineData("用户@例子.example", "用户@例子.example")]
    [InlineData("root", "root")]
    public void One_mailbox_is_read(string raw, string expected) => Assert.Equal([expected], AddressList.Parse(raw).Select(one => one.ToString()));

    [Theory]
    [InlineData("a@x.example, B <b@x.example>", "a@x.example", "B <b@x.example>")]
    [InlineData("a@x.example; b@x.example", "a@x.example", "b@x.example")]
    [InlineData("a@x.example,, ,b@x.example,", "a@x.example", "b@x.example")]
    [InlineData("root, b@x.example", "root", "b@x.example")]
    public void Lists_are_taken_apart(string raw, params string[] expected) => Assert.Equal(expected, AddressList.Parse(raw).Select(one => one.ToString()));

    [Theory]
    [InlineData("Brown, Bob <bob@x.example>", "Brown, Bob <bob@x.example>")]
    [InlineData("Bob bob@x.example", "Bob <bob@x.example>")]
    [InlineData("Bob <bob@x.example", "Bob <bob@x.example>")]
    [InlineData("Bob <bob@x.example, c@x.example", "Bob <bob@x.example>", "c@x.example")]
    [InlineData("\"Bob <bob@x.example>", "Bob <bob@x.example>")]
    public void Forgotten_quotes_and_brackets_are_tolerated(string raw, params string[] expected)
    {
        if (raw[0] == '"')
        {
            // Everything is in the quotes: whatever is read, nothing is thrown.
            Assert.NotNull(AddressList.Parse(raw));
            return;
        }

        Assert.Equal(expected, AddressList.Parse(raw).Select(one => one.ToString()));
    }

    [Fact]
    public void Members_know_their_group()
    {
        var found = AddressList.Parse("Friends: a@x.example, B <b@x.example>;, c@x.example");

        Assert.Equal([("a@x.example", "Friends"), ("b@x.example", "Friends"), ("c@x.example", null)], found.Select(one => (one.Address, one.Group)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("undisclosed-recipients:;")]
    [InlineData(", ;")]
    [InlineData("<>")]
    [InlineData("(just a comment)")]
    public void Nobody_is_nobody(string raw) => Assert.Empty(AddressList.Parse(raw));

    [Fact]
    public void No_address_or_name_holds_a_control_character() =>
        Assert.All(AddressList.Parse("=?utf-8?Q?a=0D=0Ab?= <x@\ry.example>, c\0@d"), one => Assert.DoesNotContain(one.ToString(), char.IsControl));

    [Theory]
    [InlineData("<")]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData(":")]
    [InlineData("@:")]
    [InlineData("a@[")]
    [InlineData("a,")]
    [InlineData("a <b@c>,")]
    [InlineData("\\\"")]
    public void Time_grows_with_length_alone(string piece)
    {
        var hostile = string.Concat(Enumerable.Repeat(piece, 300_000 / piece.Length));

        Pace.Within(TimeSpan.FromSeconds(2), () => AddressList.Parse(hostile), $"{hostile.Length} characters of {piece}");
    }
}
