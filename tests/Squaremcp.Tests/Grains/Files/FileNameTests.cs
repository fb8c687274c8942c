using Squaremcp.Grains.Files;

namespace Squaremcp.Tests.Grains.Files;

public sealed class FileNameTests
{
    [Theory]
    [InlineData("plan.pdf", "plan.pdf")]
    [InlineData("Größe 日本.txt", "Größe 日本.txt")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\anna\\plan.pdf", "plan.pdf")]
    [InlineData("a/b\\c.txt", "c.txt")]
    [InlineData("two\r\nlines\0.txt", "twolines.txt")]
    [InlineData("txt\u202Eexe.doc", "txtexe.doc")]
    [InlineData("zero\u200Bwidth\uFEFF.txt", "zerowidth.txt")]
    [InlineData("  spaces.txt . ", "spaces.txt")]
    [InlineData(".profile", ".profile")]
    [InlineData("..", "file")]
    [InlineData("folder/", "file")]
    [InlineData("\u0007", "file")]
    [InlineData("", "file")]
    [InlineData(null, "file")]
    public void A_name_is_one_line_without_a_path(string? given, string clean) => Assert.Equal(clean, FileNames.Clean(given));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("half\uFFFD.txt", FileNames.Clean("half\uD800.txt"));

    [Fact]
    public void A_long_name_keeps_its_ending_and_no_half_character()
    {
        Assert.Equal(new string('a', 196) + ".pdf", FileNames.Clean(new string('a', 500) + ".pdf"));
        Assert.Equal(200, FileNames.Clean(new string('a', 500) + "." + new string('b', 50)).Length);
        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 97)) + "a.pdf", FileNames.Clean(string.Concat(Enumerable.Repeat("😀", 97)) + "a😀😀.pdf"));
    }

    [Theory]
    [InlineData("text/CSV; charset=utf-8", "text/csv")]
    [InlineData("image/png", "image/png")]
    [InlineData("nonsense", "application/octet-stream")]
    [InlineData("text/html\r\nx: y", "application/octet-stream")]
    [InlineData(null, "application/octet-stream")]
    public void A_media_type_is_a_type_and_a_subtype_or_plain_bytes(string? given, string clean) => Assert.Equal(clean, FileNames.MediaType(given));
}
