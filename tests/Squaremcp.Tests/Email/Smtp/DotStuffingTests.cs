using System.Text;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Smtp;

public sealed class DotStuffingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a\r\n")]
    [InlineData("a\r\n", "a\r\n")]
    [InlineData(".a\r\n..b\r\n", "..a\r\n...b\r\n")]
    [InlineData("a.b\r\n.\r\nc", "a.b\r\n..\r\nc\r\n")]
    [InlineData("a\n.\nb", "a\r\n..\r\nb\r\n")]
    [InlineData("a\r.\rb", "a\r\n..\r\nb\r\n")]
    [InlineData("a\r\n.\nMAIL FROM:<x@y>", "a\r\n..\r\nMAIL FROM:<x@y>\r\n")]
    [InlineData("a\n.\r\nb\r", "a\r\n..\r\nb\r\n")]
    [InlineData("a\r\r\n.b", "a\r\n\r\n..b\r\n")]
    public async Task No_line_but_the_last_is_a_dot_however_the_bytes_are_cut(string content, string carried)
    {
        var bytes = Encoding.Latin1.GetBytes(content);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(carried, await CarryAsync(bytes.AsMemory(0, cut), bytes.AsMemory(cut)));
        }
    }

    [Fact]
    public async Task Much_is_carried_in_small_pieces()
    {
        var largest = 0;
        await using var stuffing = new DotStuffing((piece, _) =>
        {
            largest = Math.Max(largest, piece.Length);
            return Task.CompletedTask;
        });

        await stuffing.WriteAsync(new byte[1_000_000]);

        Assert.InRange(largest, 1, 16 * 1024);
    }

    private static async Task<string> CarryAsync(params ReadOnlyMemory<byte>[] pieces)
    {
        var carried = new StringBuilder();
        await using var stuffing = new DotStuffing((piece, _) =>
        {
            carried.Append(Encoding.Latin1.GetString(piece.Span));
            return Task.CompletedTask;
        });
        foreach (var piece in pieces)
        {
            await stuffing.WriteAsync(piece);
        }

        await stuffing.EndLineAsync(default);
        return carried.ToString();
    }
}
