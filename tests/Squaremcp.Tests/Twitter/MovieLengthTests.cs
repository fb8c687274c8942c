using Squaremcp.Platforms;

namespace Squaremcp.Tests.Twitter;

/// <summary>How long a film plays, as its file says.</summary>
public sealed class MovieLengthTests
{
    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1, false, false)]
    [InlineData(0, true, false)]
    [InlineData(1, true, true)]
    public async Task It_is_read_from_the_header_wherever_that_is(int version, bool atTheEnd, bool isLong) =>
        Assert.Equal(TimeSpan.FromSeconds(12.5), await OfAsync(Movie.Playing(12.5, version, atTheEnd, isLong)));

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("000000046d6f6f76")]
    [InlineData("7fffffff6d6f6f76")]
    [InlineData("000000016d6f6f76ffffffffffffffff")]
    [InlineData("000000186d6f6f76000000106d766864000000000000000000")]
    [InlineData("00000008667265650000000866726565")]
    public async Task A_file_that_does_not_say_is_no_error(string hex) => Assert.Null(await OfAsync(Convert.FromHexString(hex)));

    [Fact]
    public async Task A_duration_that_is_left_open_is_none() => Assert.Null(await OfAsync(Movie.Playing(0)));

    private static async Task<TimeSpan?> OfAsync(byte[] content) =>
        await MovieLength.OfAsync((await new GivenFile(content.Length, content: content).FindAsync("cus_anna", GivenFile.Id, TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken);
}
