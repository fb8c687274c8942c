using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Imap;

public sealed class StructureTests
{
    private const string Text = "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\" \"FORMAT\" \"flowed\") NIL NIL \"QUOTED-PRINTABLE\" 1152 23 NIL NIL NIL NIL)";
    private const string Pdf = "(\"APPLICATION\" \"PDF\" (\"NAME\" \"=?utf-8?q?a=C3=A9.pdf?=\") \"<cid@x>\" \"a file\" \"BASE64\" 4554 NIL (\"ATTACHMENT\" (\"FILENAME*0*\" \"utf-8''a%C3\" \"FILENAME*1*\" \"%A9.pdf\")) NIL NIL)";

    [Fact]
    public async Task A_message_of_one_part_has_part_1()
    {
        var part = await ReadAsync(Text);
        Assert.Equal(("1", "text/plain", "utf-8", "quoted-printable", 1152L), (part!.Section, part.Type, part.Parameters["charset"], part.Encoding, part.Size));
    }

    [Fact]
    public async Task Parts_are_numbered_as_a_fetch_names_them()
    {
        var inner = $"({Text}{Pdf} \"MIXED\" (\"BOUNDARY\" \"b\") NIL NIL)";
        var message = $"(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9000 (NIL \"inner\" NIL NIL NIL NIL NIL NIL NIL NIL) {inner} 200 NIL (\"inline\" NIL))";
        var single = $"(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9000 (NIL \"single\" NIL NIL NIL NIL NIL NIL NIL NIL) {Text} 200)";
        var whole = await ReadAsync($"({Text}{message}{single}({Text}{Text} \"ALTERNATIVE\") \"MIXED\" NIL NIL NIL)");

        Assert.Equal(["", "1", "2", "2", "2.1", "2.2", "3", "3.1", "4", "4.1", "4.2"], whole!.All().Select(part => part.Section));
        Assert.Equal(("inner", "inline"), (whole.Children[1].Envelope!.Subject, whole.Children[1].Disposition));
    }

    [Fact]
    public async Task An_attachment_is_told_with_all_that_names_it()
    {
        var part = await ReadAsync(Pdf);
        Assert.Equal(("<cid@x>", "a file", "attachment", "utf-8''a%C3"), (part!.ContentId, part.Description, part.Disposition, part.DispositionParameters["filename*0*"]));
        Assert.Equal("=?utf-8?q?a=C3=A9.pdf?=", part.Parameters["name"]);
    }

    [Theory]
    [InlineData("NIL")]
    [InlineData("()")]
    [InlineData("(\"TEXT\" \"PLAIN\")")]
    [InlineData("(NIL NIL NIL NIL NIL NIL NIL)")]
    [InlineData("((\"TEXT\") \"MIXED\")")]
    [InlineData("(() \"MIXED\")")]
    public async Task What_is_no_structure_is_none(string text) =>
        Assert.Null(await ReadAsync(text));

    [Fact]
    public async Task A_structure_of_more_levels_or_parts_than_any_honest_message_is_none()
    {
        Assert.Null(await ReadAsync($"{new string('(', 60)}{Text}{string.Concat(Enumerable.Repeat(" \"MIXED\")", 60))}"));
        Assert.Null(await ReadAsync($"({string.Concat(Enumerable.Repeat("(A B NIL NIL NIL C 1)", 10_001))} \"MIXED\")"));
    }

    [Fact]
    public async Task Strange_parameters_harm_nothing()
    {
        var part = await ReadAsync("(TEXT PLAIN (A) NIL NIL NIL -5 NIL NIL (NIL (\"x\" NIL)) NIL)");
        Assert.Equal(("text/plain", "7bit", null, null), (part!.Type, part.Encoding, part.Size, part.Disposition));
    }

    [Fact]
    public async Task An_envelope_is_read_with_its_headers_as_they_stand()
    {
        var envelope = ImapEnvelope.Read(await Readings.ValueAsync(
            "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"=?utf-8?q?x?=\" ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) NIL ((NIL NIL \"a\" \"b.c\")) ((NIL NIL \"friends\" NIL)(NIL NIL \"x\" \"y.z\")(NIL NIL NIL NIL)) NIL NIL NIL {9}\r\n<id@host>)"));

        Assert.Equal(("=?utf-8?q?x?=", "<id@host>", null), (envelope!.Subject, envelope.MessageId, envelope.InReplyTo));
        Assert.Equal(new ImapAddress("Terry Gray", "gray", "cac.washington.edu"), Assert.Single(envelope.From));
        Assert.Equal(["x@y.z"], envelope.To.Select(to => to.Email));
        Assert.Empty(envelope.Sender);
    }

    [Theory]
    [InlineData("NIL")]
    [InlineData("(NIL NIL)")]
    [InlineData("\"text\"")]
    public async Task What_is_no_envelope_is_none(string text) =>
        Assert.Null(ImapEnvelope.Read(await Readings.ValueAsync(text)));

    private static async Task<ImapPart?> ReadAsync(string text) =>
        ImapPart.Read((await Readings.ReadAsync($"* X {text}\r\n", limits: ImapLimits.Summaries)).Values[0]);
}
