using FsCheck;
using FsCheck.Fluent;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Imap;

public sealed class NameTests
{
    [Theory]
    [InlineData("INBOX", "INBOX")]
    [InlineData("Réports", "R&AOk-ports")]
    [InlineData("R&D", "R&-D")]
    [InlineData("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [InlineData("\U0001F4E7", "&2D3c5w-")]
    [InlineData("a\tb", "a&AAk-b")]
    [InlineData("", "")]
    public void A_name_travels_in_modified_UTF_7(string name, string wire)
    {
        Assert.Equal(wire, ModifiedUtf7.Encode(name));
        Assert.Equal(name, ModifiedUtf7.Decode(wire));
    }

    [Theory]
    [InlineData("R&D")]
    [InlineData("&")]
    [InlineData("&AOk")]
    [InlineData("&*-")]
    [InlineData("&AO-")]
    [InlineData("&AGE-")]
    [InlineData("&2D0-")]
    [InlineData("R\u00c3\u00a9ports")]
    public void A_name_that_is_not_written_by_the_rules_still_opens_its_folder(string wire)
    {
        Assert.Null(ModifiedUtf7.Decode(wire));
        Assert.Equal((wire, wire), (MailFolderName.FromWire(wire).Text, MailFolderName.FromWire(wire).Wire));
    }

    [Fact]
    public void Every_name_comes_back_as_it_was() =>
        Check.QuickThrowOnFailure(Prop.ForAll<string>(name => name is null || name.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar) || ModifiedUtf7.Decode(ModifiedUtf7.Encode(name)) == name));

    [Theory]
    [InlineData("1:3,5", 4, "1:3,5")]
    [InlineData("5,4,3,1", 4, "1,3:5")]
    [InlineData("3:1", 3, "1:3")]
    [InlineData("1:4294967295", 4294967295, "1:4294967295")]
    [InlineData("4294967295,4294967294", 2, "4294967294:4294967295")]
    public void A_set_of_numbers_is_kept_as_ranges(string text, long count, string shown)
    {
        var set = UidSet.Parse(text)!;
        Assert.Equal((count, shown), (set.Count, set.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1:*")]
    [InlineData("1,,2")]
    [InlineData("-1")]
    [InlineData("4294967296")]
    [InlineData("1:2:3")]
    public void What_is_no_set_of_numbers_is_refused(string text) =>
        Assert.Null(UidSet.Parse(text));

    [Fact]
    public void The_newest_come_first_and_no_set_is_ever_written_out()
    {
        Assert.Equal([9u, 8u, 3u, 2u, 1u], UidSet.Parse("1:3,8:9")!.Descending());
        Assert.Equal([4294967295u, 4294967294u], UidSet.Parse("1:4294967295")!.Descending().Take(2));
        Assert.Equal("3,8", UidSet.Parse("1:3,8:9")!.Within(3, 8).ToString());
    }
}
