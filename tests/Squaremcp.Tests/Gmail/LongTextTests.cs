using System.Buffers.Text;
using System.Text;
using Squaremcp.Platforms.Gmail;

namespace Squaremcp.Tests.Gmail;

/// <summary>An attachment that is decoded as it comes.</summary>
public sealed class LongTextTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16_384)]
    [InlineData(1_000_000)]
    public async Task However_it_is_cut_it_is_the_same(int piece)
    {
        var content = new byte[100_003];
        new Random(5).NextBytes(content);
        foreach (var end in (string[])["", "==", "\\u003d\\u003d"])
        {
            var (isWhole, decoded) = await DecodeAsync($$"""{ "size" : 5, "data" : "{{Base64Url.EncodeToString(content)}}{{end}}", "attachmentId": "x" }""", piece);

            Assert.True(isWhole);
            Assert.Equal(content, decoded);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"data":""")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":"SGVsbG8""")]
    [InlineData("""{"size":5}""")]
    public async Task What_is_no_such_answer_or_ends_early_is_not_whole(string json) => Assert.False((await DecodeAsync(json, 3)).IsWhole);

    [Fact]
    public async Task A_long_beginning_without_a_text_is_given_up() => Assert.False((await DecodeAsync(new string(' ', 50_000) + """{"data":"SGVs"}""", 1_000)).IsWhole);

    [Fact]
    public async Task No_more_is_taken_than_is_wanted()
    {
        var (isWhole, decoded) = await DecodeAsync($$"""{"data":"{{Base64Url.EncodeToString(new byte[500_000])}}"}""", 16_384, most: 50_000);

        Assert.True(isWhole);
        Assert.InRange(decoded.Length, 50_000, 70_000);
    }

    private static async Task<(bool IsWhole, byte[] Decoded)> DecodeAsync(string json, int piece, long most = long.MaxValue)
    {
        using var to = new MemoryStream();
        return (await LongText.DecodeAsync(new Pieces(Encoding.UTF8.GetBytes(json), piece), to, most, TestContext.Current.CancellationToken), to.ToArray());
    }

    /// <summary>Gives few bytes at a time, as a network does.</summary>
    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
