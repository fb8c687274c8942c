using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Imap;

public sealed class ReaderTests
{
    private const string Fetch = "* 12 FETCH (FLAGS (\\Seen $Junk) UID 7 X {5}\r\na)\r\n\" Y \"q\\\"\\\\\" Z NIL W \"\" BODY[HEADER.FIELDS (SUBJECT \"FROM\")]<0> {0}\r\n L ((A) () (NIL 5)) ~{2}\r\nab)\r\n";

    [Fact]
    public async Task An_answer_is_the_same_however_its_bytes_are_cut()
    {
        const string Whole = "* FETCH 12 [(FLAGS (\\Seen $Junk) UID 7 X <a)|n\"> Y <q\"\\> Z nil W <> BODY[HEADER.FIELDS (SUBJECT \"FROM\")]<0> <> L ((A) () (nil 5)) <ab>)]";
        for (var cut = -1; cut <= Fetch.Length; cut++)
        {
            Assert.Equal(Whole, Show(await Readings.ReadAsync(Fetch, cut)));
        }
    }

    [Theory]
    [InlineData("* OK [UIDVALIDITY 17] ok\r\n", "* OK  [UIDVALIDITY 17] 'ok'")]
    [InlineData("a1 OK [APPENDUID 38505 3955] done\r\n", "a1 OK  [APPENDUID 38505 3955] 'done'")]
    [InlineData("* ok [PERMANENTFLAGS (\\Seen \\*)] x\r\n", "* OK  [PERMANENTFLAGS \\Seen \\*] 'x'")]
    [InlineData("a1 NO [AUTHENTICATIONFAILED] no {5}\r\n", "a1 NO  [AUTHENTICATIONFAILED] 'no {5}'")]
    [InlineData("* OK [unclosed\r\n", "* OK  '[unclosed'")]
    [InlineData("* OK []\r\n", "* OK  ''")]
    [InlineData("* OK\r\n", "* OK  ''")]
    [InlineData("* BYE see {12}\n", "* BYE  'see {12}'")]
    [InlineData("+ \r\n", "+  ''")]
    [InlineData("+\r\n", "+  ''")]
    [InlineData("+ eyJ9 {3}\r\n", "+  'eyJ9 {3}'")]
    [InlineData("* SEARCH 1 2 {3}\r\nabc\r\n", "* SEARCH  '1 2 '")]
    [InlineData("* SEARCH\r\n", "* SEARCH  ''")]
    [InlineData("* 3 EXISTS\r\n", "* EXISTS 3 []")]
    [InlineData("*  LIST  (\\Noselect)  \"/\"  a&b \r\n", "* LIST  [(\\Noselect) </> a&b]")]
    [InlineData("* STATUS \"in box\" (MESSAGES 1)\r\n", "* STATUS  [<in box> (MESSAGES 1)]")]
    [InlineData("* X {3+}\r\n", "* X  [{3+}]")]
    [InlineData("* X a{b} {x}\r\n", "* X  [a{b} {x}]")]
    [InlineData("* X (BODY[1]<0> NIL)\r\n", "* X  [(BODY[1]<0> nil)]")]
    public async Task An_answer_of_any_kind_is_understood(string line, string shown) =>
        Assert.Equal(shown, Show(await Readings.ReadAsync(line)));

    [Theory]
    [InlineData("\r\n")]
    [InlineData(" \r\n")]
    [InlineData("*\r\n")]
    [InlineData("* 5\r\n")]
    [InlineData("* X (\r\n")]
    [InlineData("* X )\r\n")]
    [InlineData("* X (a))\r\n")]
    [InlineData("* X \"open\r\n")]
    [InlineData("* X \"open\\\r\n")]
    public async Task What_is_no_answer_is_refused(string line) =>
        Assert.Equal(MailFailureKind.BadAnswer, (await Assert.ThrowsAsync<MailException>(() => Readings.ReadAsync(line))).Failure.Kind);

    [Theory]
    [InlineData("* X {65537}\r\n")]
    [InlineData("* X {2147483648}\r\n")]
    [InlineData("* X {99999999999999999999999}\r\n")]
    [InlineData("* X {9223372036854775807}\r\n")]
    public async Task A_literal_beyond_the_limit_is_refused_before_it_is_read(string line) =>
        Assert.Equal(MailFailureKind.TooLarge, (await Assert.ThrowsAsync<MailException>(() => Readings.ReadAsync(line))).Failure.Kind);

    [Fact]
    public async Task Many_small_literals_are_limited_together()
    {
        var endless = "* X " + string.Concat(Enumerable.Repeat($" {{60000}}\r\n{new string('x', 60_000)}", 10)) + "\r\n";
        Assert.Equal(MailFailureKind.TooLarge, (await Assert.ThrowsAsync<MailException>(() => Readings.ReadAsync(endless))).Failure.Kind);
    }

    [Fact]
    public async Task A_line_ends_within_64_KiB()
    {
        Assert.Equal(MailReader.LongestLine, (await Readings.ReadAsync("* OK " + new string('x', MailReader.LongestLine - 5) + "\r\n")).Rest.Length + 5);
        Assert.Equal(MailFailureKind.TooLarge, (await Assert.ThrowsAsync<MailException>(() => Readings.ReadAsync("* OK " + new string('x', MailReader.LongestLine) + "\r\n"))).Failure.Kind);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(10_000)]
    public async Task Of_lists_nested_deeper_than_a_hundred_the_inner_ones_are_left_out(int depth)
    {
        var answer = await Readings.ReadAsync($"* X {new string('(', depth)}a \")\" {{2}}\r\n)( NIL{new string(')', depth)} after\r\n");

        Assert.Equal($"* X  [{new string('(', 100)}{(depth == 100 ? "a <)> <)(> nil" : "nil")}{new string(')', 100)} after]", Show(answer));
    }

    [Fact]
    public async Task A_literal_is_not_cut_within_a_character()
    {
        var answer = await Readings.ReadAsync("* X {6}\r\nab\u00c3\u00bccd\r\n", limits: new(1000, 10) { Kept = 3 });

        Assert.Equal("ab", answer.Values[0].Text);
    }

    [Fact]
    public async Task Of_a_long_literal_that_may_be_cut_the_begin_is_kept_and_what_follows_is_read()
    {
        var limits = new ImapLimits(1000, 10) { Kept = 3 };

        Assert.Equal("* X  [<abc> b <1>]", Show(await Readings.ReadAsync("* X {10}\r\nabcdefghij b {1}\r\n1\r\n", limits: limits)));
        Assert.Equal(MailFailureKind.TooLarge, (await Assert.ThrowsAsync<MailException>(() => Readings.ReadAsync("* X {11}\r\n", limits: limits))).Failure.Kind);
        Assert.EndsWith("<abc> <> <>]", Show(await Readings.ReadAsync($"* X{string.Concat(Enumerable.Repeat(" {3}\r\nabc", 66))}\r\n", limits: limits)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_content_of_a_part_goes_to_its_sink_and_everything_else_does_not()
    {
        using var to = new MemoryStream();
        var sink = new ImapSink(to, 100);

        var answer = await Readings.ReadAsync("* 1 FETCH (X {3}\r\nabc BODY[1.1]<0> {4}\r\n1234 BODY[2] {2}\r\nzz)\r\n", limits: new(1000, 3), sink: sink);

        Assert.Equal("* FETCH 1 [(X <abc> BODY[1.1]<0> handed:4 BODY[2] <zz>)]", Show(answer));
        Assert.Equal("1234", Encoding.ASCII.GetString(to.ToArray()));
    }

    [Fact]
    public async Task A_content_beyond_its_limit_is_refused_before_it_is_read()
    {
        using var to = new MemoryStream();
        var refused = await Assert.ThrowsAsync<MailException>(() => Readings.ReadAsync("* 1 FETCH (BODY[] {2147483648}\r\n", sink: new(to, 50_000_000)));
        Assert.Equal((MailFailureKind.TooLarge, 0), (refused.Failure.Kind, to.Length));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_read_as_Latin_1()
    {
        Assert.Equal("Andr\u00e9", (await Readings.ValueAsync("\"Andr\u00e9\"")).Text);
        Assert.Equal("Andr\u00e9", (await Readings.ValueAsync("\"Andr\u00c3\u00a9\"")).Text);
    }

    private static string Show(ImapResponse answer)
    {
        var code = answer.Code is { } told ? $"[{string.Join(' ', told.Arguments.Prepend(told.Name))}] " : "";
        var rest = answer.Name is "SEARCH" or "" || answer.IsStatus ? $"{code}'{Encoding.Latin1.GetString(answer.Rest)}'" : $"[{string.Join(' ', answer.Values.Select(Show))}]";
        return answer.Tag == "+" ? $"+  {rest}" : $"{answer.Tag} {answer.Name} {answer.Number} {rest}";
    }

    private static string Show(ImapValue value) => value switch
    {
        ImapValue.List(var items) => $"({string.Join(' ', items.Select(Show))})",
        ImapValue.Nil => "nil",
        ImapValue.Handed(var length) => $"handed:{length}",
        ImapValue.Bytes(var bytes) => $"<{Encoding.Latin1.GetString(bytes).Replace("\r\n", "|n", StringComparison.Ordinal)}>",
        _ => value.Text!,
    };
}
